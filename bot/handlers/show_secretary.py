"""Screens of secretary mode."""

from collections.abc import Sequence

from bot.handlers.screens import Screen, press
from bot.ports import BusinessAccount, CaseState, SecretaryCase
from bot.services.secretary import Drafted, Refused
from bot.services.texts import Texts
from crm.ports import CustomerHit

_NUMBERS = "①②③"
_EXCERPT = 300


def drafts_screen(drafted: Drafted, say: Texts) -> Screen:
    """Return what the customer wrote and the drafts, each to be sent with one tap."""
    case, advice = drafted.case, drafted.advice
    customer = drafted.customer
    screen = Screen(customer_id=case.customer_id, advice_id=advice.id)
    screen.line(say("secretary-from", name=customer.display_name if customer else drafted.name), "bold")
    said = drafted.turn.text
    screen.line(said if len(said) <= _EXCERPT else said[: _EXCERPT - 1] + "…", "blockquote")
    shown = advice.variants[: len(_NUMBERS)]
    for number, variant in zip(_NUMBERS, shown, strict=False):
        screen.line().line(f"{number} {variant.text}")
    if advice.why:
        screen.line().line(say("advice-why", why=advice.why))
    screen.row(
        *(press(say("button-send", number=_NUMBERS[n]), f"sc:{case.id}:{n + 1}") for n in range(len(shown)))
    )
    screen.row(
        press(say("button-edit-line"), f"sc:{case.id}:edit"),
        press(say("button-again"), f"sc:{case.id}:again"),
        press(say("button-not-this"), f"sc:{case.id}:drop"),
    )
    who = () if customer else (press(say("button-who"), f"sc:{case.id}:who"),)
    return screen.row(*who, press(say("button-mute"), f"sc:{case.id}:mute"))


def edited_screen(case: SecretaryCase, name: str, say: Texts) -> Screen:
    """Return the salesperson's own wording, to be sent with one tap."""
    screen = Screen(customer_id=case.customer_id).line(say("secretary-edited", name=name), "bold")
    screen.line().line(case.edited)
    return screen.row(
        press(say("button-send", number=""), f"sc:{case.id}:own"),
        press(say("button-edit-line"), f"sc:{case.id}:edit"),
        press(say("button-not-this"), f"sc:{case.id}:drop"),
    )


def over_screen(state: CaseState, name: str, text: str, say: Texts) -> Screen:
    """Return what is left of a case that is over; of deleted words nothing is left."""
    screen = Screen().line(say(f"secretary-{state.value}", name=name))
    return screen.line(text, "blockquote") if text else screen


def refused_screen(why: Refused, say: Texts) -> Screen:
    """Return why a draft was not sent, and what to do instead."""
    return Screen(say(f"secretary-refused-{why.value}"))


def who_screen(drafted_name: str, case_id: str, hits: Sequence[CustomerHit], say: Texts) -> Screen:
    """Return the question who writes, with candidates and a new customer."""
    screen = Screen(say("secretary-who", name=drafted_name))
    for hit in hits:
        label = " · ".join(part for part in (hit.name, hit.company) if part)
        screen.row(press(label[:40], f"sw:{case_id}:{hit.id}"))
    screen.row(press(say("button-new-named", name=drafted_name[:20]), f"sw:{case_id}:new"))
    return screen.row(press(say("button-back"), f"sc:{case_id}:show"))


def consent_screen(say: Texts) -> Screen:
    """Return what the bot would do, asked once after connecting."""
    screen = Screen(say("secretary-consent"))
    return screen.row(press(say("button-secretary-on"), "sy:on"), press(say("button-not-now"), "sy:off"))


def status_screen(accounts: Sequence[BusinessAccount], muted: int, say: Texts) -> Screen:
    """Return how secretary mode stands, how it treats words, and the switch."""
    working = [one for one in accounts if one.enabled]
    screen = Screen().line(say("secretary-title"), "bold").line()
    if not working:
        return screen.line(say("secretary-none")).line().line(say("secretary-privacy"))
    active = any(one.active for one in working)
    screen.line(say("secretary-is-on" if active else "secretary-is-off"))
    if active and not any(one.can_reply for one in working):
        screen.line(say("secretary-refused-no_right"))
    screen.line().line(say("secretary-privacy"))
    label = say("button-secretary-off") if active else say("button-secretary-on")
    screen.row(press(label, "sy:off" if active else "sy:on"))
    return screen.row(press(say("button-unmute"), "sy:unmute")) if muted else screen
