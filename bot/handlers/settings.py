"""/settings: one screen of one's own choices, and what a manager decides for the team."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers import day_pages, members, secretary_taps, shelf
from bot.handlers.context import Desk, JinjuContext, PlainHandler, for_members, in_private, message_id, parts
from bot.handlers.screens import Button, Screen, press
from bot.ports.preferences import Preferences
from bot.services.preferring import AS_IT_FITS
from bot.services.texts import Texts
from crm.people import RANK, Role

_TONES = (AS_IT_FITS, "warm", "direct", "expert")
_MOST = 3
_OPENS: dict[str, PlainHandler] = {
    "digest": day_pages.digest,
    "secretary": secretary_taps.status,
    "members": members.members,
    "invite": members.invite,
    "asked": shelf.asked,
}
"""Screens of other commands that a button here opens; each checks rights itself."""


@for_members
@in_private
async def settings(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/settings shows one's own choices."""
    chosen = await context.services.preferences.of(desk.actor)
    await context.reply(await _screen(context, desk, chosen))


@for_members
@in_private
async def on_settings_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Take a choice (`st:tone:warm`), a team's (`st:profile:0`), or open a page (`st:open:digest`)."""
    _, what, choice = parts(update, 3)
    if what == "open":
        if choice not in _OPENS:
            raise InputRefused("old-button")
        await _OPENS[choice](update, context)
        return
    await context.acknowledge(update)
    if what == "profile" and choice in {"0", "1"}:
        await context.services.second.send_profile(desk.actor, allowed=choice == "1")
        screen = await _screen(context, desk, await context.services.preferences.of(desk.actor))
        async with context.effect() as effect:
            effect.show(screen, message_id(update))
        return
    async with context.effect() as effect:
        chosen = await context.services.preferences.change(effect.uow, desk.actor, what, choice)
        effect.show(await _screen(context, desk, chosen), message_id(update))


async def _screen(context: JinjuContext, desk: Desk, chosen: Preferences) -> Screen:
    say = context.say
    screen = _own(chosen, say)
    if RANK[desk.actor.role] >= RANK[Role.MANAGER]:
        await _team(context, desk, screen)
    return screen


def _own(chosen: Preferences, say: Texts) -> Screen:
    screen = Screen().line(say("settings-title"), "bold")
    tone = chosen.tone or AS_IT_FITS
    screen.line(say("settings-tone", tone=say(f"settings-tone-{tone}")))
    screen.line(say("settings-variants", count=chosen.variants))
    screen.line(say("settings-covered" if chosen.covered else "settings-uncovered"))
    screen.row(*(_choice(say(f"settings-tone-{one}"), f"st:tone:{one}", one == tone) for one in _TONES))
    counts = range(1, _MOST + 1)
    screen.row(
        *(
            _choice(say("button-settings-variants", count=n), f"st:variants:{n}", n == chosen.variants)
            for n in counts
        )
    )
    label = say("button-settings-uncover" if chosen.covered else "button-settings-cover")
    screen.row(press(label, f"st:covered:{1 - chosen.covered}"))
    return screen.row(
        press(say("button-settings-digest"), "st:open:digest"),
        press(say("button-settings-secretary"), "st:open:secretary"),
    )


def _choice(label: str, data: str, chosen: bool) -> Button:
    return press(f"✓ {label}" if chosen else label, data)


async def _team(context: JinjuContext, desk: Desk, screen: Screen) -> None:
    """Add what only a manager sees: how the model is used, people, questions."""
    say, second = context.say, context.services.second
    screen.line().line(say("settings-team"), "bold")
    if second.is_on:
        limits = second.limits
        sends = await second.sends_profile(desk.actor)
        screen.line(say("settings-limits", seller=limits.per_seller, team=limits.per_team))
        screen.line(say("settings-profile-on" if sends else "settings-profile-off"))
        label = say("button-settings-profile-off" if sends else "button-settings-profile-on")
        screen.row(press(label, f"st:profile:{1 - sends}"))
    else:
        screen.line(say("settings-no-model"))
    screen.row(
        press(say("button-settings-members"), "st:open:members"),
        press(say("button-settings-invite"), "st:open:invite"),
        press(say("button-settings-asked"), "st:open:asked"),
    )
