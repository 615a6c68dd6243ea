"""The copy studio's screens: drafts with what they are for, and the questions that fill a wish."""

from collections.abc import Sequence

from bot.handlers.screens import COPY_LIMIT, Screen, copy, press, utf16_length
from bot.ports import CopyProduct
from bot.services.briefs import Advice
from bot.services.copywriting import CopyWish
from bot.services.texts import Texts
from playbooks.copy_models import CopyFrame

_NUMBERS = "①②③④⑤⑥"
_PER_ROW = 3


def drafts_screen(advice: Advice, say: Texts, subject: str, *, more: bool = False) -> Screen:
    """Return the drafts; `subject` says for what, where and for whom they are.

    `more` shows what may be changed about the wish instead of what is done with the drafts.
    """
    wish = CopyWish.model_validate(advice.wish)
    screen = Screen(customer_id=advice.customer_id)
    screen.line(" · ".join(part for part in (say("copy-head"), subject) if part), "bold")
    for number, variant in zip(_NUMBERS, advice.variants, strict=False):
        screen.line().line(f"{number} {say('copy-' + variant.style)}", "bold").line(variant.text)
    if not advice.variants:
        screen.line().line(say("copy-nothing"))
    screen.line()
    if advice.notice:
        screen.line(advice.notice, "blockquote")
    if (wish.advantage or wish.price) and not wish.occasion:
        screen.line(say("copy-stated"))
    if more:
        return _changes(screen, advice, say)
    screen.row(
        *(
            copy(say("button-copy", number=number), variant.text)
            for number, variant in zip(_NUMBERS, advice.variants, strict=False)
            if utf16_length(variant.text) <= COPY_LIMIT
        )
    )
    screen.row(
        *(press(say(f"button-copy-{verb}"), f"cp:{advice.id}:{verb}") for verb in ("again", "shorter"))
    )
    if wish.occasion:
        screen.row(press(say("button-copy-channel"), f"cp:{advice.id}:channel"))
        return screen.row(press(say("button-sources"), f"src:{advice.id}"))
    return screen.row(
        press(say("button-copy-change"), f"ad:{advice.id}:more"),
        press(say("button-sources"), f"src:{advice.id}"),
    )


def _changes(screen: Screen, advice: Advice, say: Texts) -> Screen:
    for steps in (("advantage", "audience", "channel"), ("price", "market", "product")):
        screen.row(*(press(say(f"button-copy-{step}"), f"cp:{advice.id}:{step}") for step in steps))
    return screen.row(press(say("button-advice-less"), f"ad:{advice.id}:back"))


def ask_screen(
    advice_id: str,
    step: str,
    wish: CopyWish,
    say: Texts,
    frame: CopyFrame,
    products: Sequence[CopyProduct] = (),
) -> Screen:
    """Return the question of a step, with buttons for all that need not be typed."""
    screen = Screen(say(f"copy-ask-{step}", name=wish.name))
    options = _options(step, wish, say, frame, products)
    for start in range(0, len(options), _PER_ROW):
        screen.row(
            *(press(label, f"cp:{advice_id}:{data}") for label, data in options[start : start + _PER_ROW])
        )
    if step != "product":
        screen.row(press(say("button-copy-skip"), f"cp:{advice_id}:skip-{step}"))
    return screen


def _options(
    step: str, wish: CopyWish, say: Texts, frame: CopyFrame, products: Sequence[CopyProduct]
) -> list[tuple[str, str]]:
    if step == "audience":
        return [(audience.title, f"audience-{audience.id}") for audience in frame.audiences]
    if step == "channel":
        return [(channel.title, f"channel-{channel.id}") for channel in frame.channels]
    if step == "market":
        return [(say(f"button-market-{word}"), f"market-{word}") for word in ("dear", "fair", "unknown")]
    if step == "product":
        return [(product.name, f"product-{number}") for number, product in enumerate(products[:6])]
    if step == "advantage":
        said = [str(one) for one in _advantages(wish, products)]
        return [(text[:20], f"advantage-{number}") for number, text in enumerate(said[:5])]
    return []


def _advantages(wish: CopyWish, products: Sequence[CopyProduct]) -> list[object]:
    same = next((product for product in products if product.name == wish.name), None)
    said = same.stated.get("advantages") if same else None
    return list(said) if isinstance(said, list) else []
