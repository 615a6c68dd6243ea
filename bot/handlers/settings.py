"""/settings: one's own choices, each on a page of its own, in one message that is edited."""

from collections.abc import Sequence

from telegram import Update

from bot.errors import InputRefused
from bot.handlers import day_pages, secretary_taps
from bot.handlers.context import Desk, JinjuContext, PlainHandler, for_members, in_private, message_id, parts
from bot.handlers.menus import menu_calls
from bot.handlers.screens import Button, Screen, press
from bot.handlers.work import Effect
from bot.ports.preferences import Preferences
from bot.services.preferring import AS_IT_FITS
from bot.services.texts import LOCALES, Texts, speak
from crm.people import RANK, Role

SIGN_FLOW = "signature"
HOME = "st:page:home"
_CHOICES: dict[str, tuple[str, ...]] = {
    "tone": (AS_IT_FITS, "warm", "direct", "expert"),
    "variants": ("1", "2", "3"),
    "address": (AS_IT_FITS, "您", "你"),
    "language": LOCALES,
}
_OPENS: dict[str, PlainHandler] = {"digest": day_pages.digest, "secretary": secretary_taps.status}
"""Screens of other commands that a button here opens in its place."""


@for_members
@in_private
async def settings(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/settings shows one's own choices."""
    chosen = await context.services.preferences.of(desk.actor)
    await context.reply(home_screen(chosen, context.say, leads=_leads(desk)))


@for_members
@in_private
async def on_settings_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Take a choice (`st:tone:warm`), or open a page (`st:page:tone`, `st:open:digest`, `st:sign:ask`)."""
    _, what, choice = parts(update, 3)
    await context.acknowledge(update)
    if what == "open":
        if choice not in _OPENS:
            raise InputRefused("old-button")
        context.work.in_place = message_id(update)
        context.work.back = press(context.say("button-settings-back"), HOME)
        await _OPENS[choice](update, context)
        return
    if what == "page":
        await _open(update, context, desk, choice)
    elif what == "sign":
        await _sign(update, context, desk, choice)
    else:
        await _choose(update, context, desk, what, choice)


async def _open(update: Update, context: JinjuContext, desk: Desk, page: str) -> None:
    if page != "home" and page not in _CHOICES:
        raise InputRefused("old-button")
    chosen = await context.services.preferences.of(desk.actor)
    async with context.effect() as effect:
        if page == "home":  # also the way out of a question for typed words
            await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step=""))
            screen = home_screen(chosen, context.say, leads=_leads(desk))
        else:
            screen = choice_screen(page, chosen, context.say)
        effect.show(screen, message_id(update))


async def _choose(update: Update, context: JinjuContext, desk: Desk, what: str, choice: str) -> None:
    async with context.effect() as effect:
        if what == "language":
            chosen = await change_language(context, desk, effect, choice)
        else:
            chosen = await context.services.preferences.change(effect.uow, desk.actor, what, choice)
        effect.show(home_screen(chosen, context.say, leads=_leads(desk)), message_id(update))


async def change_language(context: JinjuContext, desk: Desk, effect: Effect, choice: str) -> Preferences:
    """Speak another language with this person from here on; the menu of the phone follows."""
    chosen = await context.services.preferences.change(effect.uow, desk.actor, "language", choice)
    speak(chosen.language)
    for payload in menu_calls(context.work.chat_id, context.say.locale, managing=_leads(desk)):
        effect.call("setMyCommands", payload, chat_id=context.work.chat_id)
    return chosen


async def _sign(update: Update, context: JinjuContext, desk: Desk, choice: str) -> None:
    """Ask for the name one signs with, or take it away."""
    if choice not in {"ask", "none"}:
        raise InputRefused("old-button")
    async with context.effect() as effect:
        if choice == "ask":
            await effect.uow.dialogues.put(context.moved(desk.dialogue, flow=SIGN_FLOW, step="", data={}))
            effect.show(_asking_to_sign(context.say), message_id(update))
            return
        chosen = await context.services.preferences.sign(effect.uow, desk.actor, "")
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.show(home_screen(chosen, context.say, leads=_leads(desk)), message_id(update))


async def take_signature(context: JinjuContext, desk: Desk, text: str) -> None:
    """The typed text is how the seller signs."""
    async with context.effect() as effect:
        chosen = await context.services.preferences.sign(effect.uow, desk.actor, text)
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(home_screen(chosen, context.say, leads=_leads(desk)))


def home_screen(chosen: Preferences, say: Texts, *, leads: bool) -> Screen:
    """Return the first page: what is chosen, and a button for each thing."""
    screen = Screen().line(say("settings-title"), "bold").line()
    screen.line(say("settings-tone", tone=say(f"settings-tone-{chosen.tone or AS_IT_FITS}")))
    screen.line(say("settings-variants", count=chosen.lines))
    screen.line(say("settings-address", address=_address(chosen.address or AS_IT_FITS, say)))
    screen.line(say("settings-signature", name=chosen.signature or say("settings-signature-none")))
    screen.line(say("settings-covered" if chosen.covered else "settings-uncovered"))
    screen.line(say("settings-language", language=say(f"language-{say.locale}")))
    screen.row(
        press(say("button-settings-tone"), "st:page:tone"),
        press(say("button-settings-count"), "st:page:variants"),
        press(say("button-settings-address"), "st:page:address"),
    )
    covering = say("button-settings-uncover" if chosen.covered else "button-settings-cover")
    screen.row(
        press(say("button-settings-signature"), "st:sign:ask"),
        press(covering, f"st:covered:{1 - chosen.covered}"),
    )
    screen.row(
        press(say("button-settings-digest"), "st:open:digest"),
        press(say("button-settings-secretary"), "st:open:secretary"),
    )
    team = (press(say("button-settings-team"), "sm:page:home"),) if leads else ()
    return screen.row(press(say("button-settings-language"), "st:page:language"), *team)


def choice_screen(page: str, chosen: Preferences, say: Texts) -> Screen:
    """Return the page of one thing: what it changes, and the choices, the one in force ticked."""
    now = {
        "tone": chosen.tone or AS_IT_FITS,
        "variants": str(chosen.lines),
        "address": chosen.address or AS_IT_FITS,
        "language": say.locale,
    }[page]
    labels = {choice: _label(page, choice, say) for choice in _CHOICES[page]}
    screen = Screen().line(say(f"settings-about-{page}"))
    for row in _rows([_choice(labels[c], f"st:{page}:{c}", c == now) for c in _CHOICES[page]]):
        screen.row(*row)
    return screen.row(press(say("button-settings-back"), HOME))


def _label(page: str, choice: str, say: Texts) -> str:
    if page == "variants":
        return say("button-settings-variants", count=choice)
    if page == "address":
        return _address(choice, say)
    return say(f"language-{choice}" if page == "language" else f"settings-tone-{choice}")


def _address(choice: str, say: Texts) -> str:
    return say("settings-address-auto") if choice == AS_IT_FITS else say("settings-address-as", word=choice)


def _rows(buttons: Sequence[Button], width: int = 2) -> Sequence[Sequence[Button]]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def _asking_to_sign(say: Texts) -> Screen:
    screen = Screen(say("settings-about-signature"))
    return screen.row(
        press(say("button-settings-unsign"), "st:sign:none"), press(say("button-settings-back"), HOME)
    )


def _choice(label: str, data: str, chosen: bool) -> Button:
    return press(f"✓ {label}" if chosen else label, data)


def _leads(desk: Desk) -> bool:
    return RANK[desk.actor.role] >= RANK[Role.MANAGER]
