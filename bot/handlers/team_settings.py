"""What a manager decides for the team: one page, opened from /settings and /team, edited in place."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers import members, offer_catalogue, proposed, shelf, team
from bot.handlers.context import Desk, JinjuContext, PlainHandler, for_members, in_private, message_id, parts
from bot.handlers.screens import Button, Screen, press
from bot.handlers.settings import HOME
from crm.people import Role

COMPANY_FLOW = "company"
PAGE = "sm:page:home"
_OPENS: dict[str, PlainHandler] = {
    "members": members.members,
    "invite": members.invite,
    "asked": shelf.asked,
    "approve": proposed.queue,
    "catalog": offer_catalogue.catalog,
    "week": team.team,
}
"""Screens of other commands that a button here opens in its place; each checks rights itself."""


@for_members
@in_private
async def on_team_settings(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`sm:page:home`, `sm:open:PAGE`, `sm:profile:0|1`, `sm:company:ask|none`."""
    _, what, choice = parts(update, 3)
    await context.acknowledge(update)
    desk.actor.require(Role.MANAGER, "settings")
    if what == "open":
        if choice not in _OPENS:
            raise InputRefused("old-button")
        context.work.in_place = message_id(update)
        context.work.back = press(context.say("button-settings-back"), PAGE)
        await _OPENS[choice](update, context)
        return
    if what == "profile" and choice in {"0", "1"}:
        await context.services.second.send_profile(desk.actor, allowed=choice == "1")
    elif what == "company" and choice in {"ask", "none"}:
        await _company(update, context, desk, choice)
        return
    elif (what, choice) != ("page", "home"):
        raise InputRefused("old-button")
    screen = await page_screen(context, desk)
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step=""))
        effect.show(screen, message_id(update))


async def _company(update: Update, context: JinjuContext, desk: Desk, choice: str) -> None:
    if choice == "ask":
        screen = Screen(context.say("settings-about-company"))
        screen.row(
            press(context.say("button-settings-no-company"), "sm:company:none"),
            press(context.say("button-settings-back"), PAGE),
        )
        async with context.effect() as effect:
            await effect.uow.dialogues.put(context.moved(desk.dialogue, flow=COMPANY_FLOW, step="", data={}))
            effect.show(screen, message_id(update))
        return
    screen = await page_screen(context, desk, company="")
    async with context.effect() as effect:
        await context.services.preferences.name_company(effect.uow, desk.actor, "")
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.show(screen, message_id(update))


async def take_company(context: JinjuContext, desk: Desk, text: str) -> None:
    """The typed text is the firm's name."""
    screen = await page_screen(context, desk, company=None)
    async with context.effect() as effect:
        chosen = await context.services.preferences.name_company(effect.uow, desk.actor, text)
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(screen.headed(context.say("settings-company-kept", name=chosen.company)))


async def page_screen(context: JinjuContext, desk: Desk, *, company: str | None = "?") -> Screen:
    """Return the team's page; `company` None leaves the firm's line away, "?" looks it up."""
    say, second = context.say, context.services.second
    screen = Screen().line(say("settings-team"), "bold").line()
    if company == "?":
        company = (await context.services.preferences.team(desk.actor)).company
    if company is not None:
        screen.line(say("settings-company", name=company or say("settings-company-none")))
    switch: tuple[Button, ...] = ()
    if second.is_on:
        limits, sends = await second.limits.of(desk.actor), await second.sends_profile(desk.actor)
        screen.line(say("settings-limits", seller=limits.per_seller, team=limits.per_team))
        screen.line(say("settings-profile-on" if sends else "settings-profile-off"))
        label = say("button-settings-profile-off" if sends else "button-settings-profile-on")
        switch = (press(label, f"sm:profile:{1 - sends}"),)
    else:
        screen.line(say("settings-no-model"))
    approve = len(await context.services.proposals.waiting(desk.actor))
    asked = len(await context.services.answers.waiting(desk.actor))
    screen.row(
        press(say("button-settings-members"), "sm:open:members"),
        press(say("button-settings-invite"), "sm:open:invite"),
    )
    screen.row(
        press(say("button-settings-approve", count=approve), "sm:open:approve"),
        press(say("button-settings-asked", count=asked), "sm:open:asked"),
    )
    screen.row(
        press(say("button-settings-catalog"), "sm:open:catalog"),
        press(say("button-settings-company"), "sm:company:ask"),
    )
    screen.row(press(say("button-settings-week"), "sm:open:week"), *switch)
    return screen.row(press(say("button-settings-back"), HOME))
