"""Which buttons of an advice a thumb sees at once, and which wait behind 「更多」."""

from collections.abc import Sequence

from bot.handlers.screens import COPY_LIMIT, Button, copy, press, share, utf16_length
from bot.services.briefs import Advice
from bot.services.texts import Texts

MOST = 9
"""Buttons below an advice: more would push its lines off a phone's screen."""
NUMBERS = "①②③④⑤⑥⑦⑧"
_NO_SELLING = frozenset({"past_grievance", "billing_dispute", "privacy", "leaving"})
"""Objections that are settled before anything is offered."""
_FIRST_ROW = ("again", "first", "softer", "share")
_WIDTH = 3
_THUMBS = ("up", "down")


def copy_buttons(advice: Advice, say: Texts) -> list[Button]:
    """Return one button a line that copies it."""
    return [
        copy(say("button-copy", number=number), variant.text)
        for number, variant in zip(NUMBERS, advice.variants, strict=False)
        if utf16_length(variant.text) <= COPY_LIMIT
    ]


def rows(advice: Advice, say: Texts, *, judged: bool, taken: int) -> list[list[Button]]:
    """Return the rows below the copy buttons, `taken` buttons standing there already.

    What is used most is seen; the rest is one tap away. Once the lines were judged, one row is enough.
    """
    options = _options(advice, say, judged=judged)
    seen = _seen(list(options), min(MOST - taken, _WIDTH) if judged else MOST - taken)
    first = [options[name] for name in seen if name in _FIRST_ROW]
    second = [options[name] for name in seen if name not in _FIRST_ROW]
    if len(seen) < len(options):
        second.append(press(say("button-advice-more"), f"ad:{advice.id}:more"))
    return [[*first, *second]] if judged else [row for row in (first, second) if row]


def folded_rows(advice: Advice, say: Texts, *, taken: int) -> list[list[Button]]:
    """Return what `rows` left out, and the way back."""
    options = _options(advice, say, judged=False)
    seen = _seen(list(options), MOST - taken)
    left = [button for name, button in options.items() if name not in seen]
    rest = [left[start : start + _WIDTH] for start in range(0, len(left), _WIDTH)]
    return [*rest, [press(say("button-advice-less"), f"ad:{advice.id}:back")]]


def _seen(names: Sequence[str], room: int) -> Sequence[str]:
    """Return the names that stand at once, most wanted first; one place is kept for the way to the rest."""
    if len(names) <= room:
        return names
    kept: list[str] = []
    for name in names:
        pair = name == _THUMBS[0]
        if len(kept) + 1 + pair <= room - 1 and (name != _THUMBS[1] or _THUMBS[0] in kept):
            kept.append(name)
    return kept


def _options(advice: Advice, say: Texts, *, judged: bool) -> dict[str, Button]:
    """Return all there is to press, most wanted first."""

    def act(name: str) -> Button:
        return press(say(f"button-{name}"), f"ad:{advice.id}:{name}")

    sells = advice.sells and advice.customer_id and str(advice.objection.get("primary")) not in _NO_SELLING
    offer = {"offer": press(say("button-offer-short"), f"ofc:{advice.customer_id}")} if sells else {}
    options = {
        "sources": press(say("button-sources"), f"src:{advice.id}"),
        **(offer if advice.offers else {}),
        "again": act("again"),
    }
    shared = {"share": share(say("button-share"), f"#{advice.id}")}
    if not advice.offers:
        options |= shared
    if advice.first_id:
        options["first"] = act("first")
    if not judged:
        options["up"] = press("👍", f"fb:{advice.id}:up")
        options["down"] = press("👎", f"fb:{advice.id}:down")
    options |= {"softer": act("softer")} | shared
    options |= {name: act(name) for name in ("shorter", "bolder", "supplement")}
    options["walk"] = press(say("button-walk"), f"wk:{advice.id}")
    return options | offer
