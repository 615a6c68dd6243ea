"""Who is on the team: invites and members."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, parts
from bot.handlers.screens import Screen, press
from bot.services.punctuation import with_aside
from crm.people import RANK, Role


@for_members
@in_private
async def invite(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/invite asks for the role; a manager invites salespeople only."""
    desk.actor.require(Role.MANAGER, "invite")
    roles = [role for role in Role if RANK[role] < RANK[desk.actor.role] or desk.actor.role is Role.ADMIN]
    screen = Screen(context.say("invite-role"))
    screen.row(*(press(_role(context, role), f"iv:{role.value}") for role in roles))
    await context.reply(screen)


@for_members
@in_private
async def on_invite_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Make a one-time link for the chosen role."""
    await context.acknowledge(update)
    wanted = parts(update, 2)[1]
    if wanted not in {role.value for role in Role}:
        raise InputRefused("old-button")
    async with context.effect() as effect:
        token = await context.services.membership.invite(effect.uow, desk.actor, Role(wanted))
        link = f"https://t.me/{context.bot.username}?start={token}"
        effect.say(Screen(context.say("invite-made", link=link)))


@for_members
@in_private
async def members(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/members lists the team; managers may remove people."""
    people = await context.services.membership.members(desk.actor)
    async with context.services.database.read() as uow:
        team = await uow.people.team(desk.actor.team_id)
    screen = Screen().line(context.say("members-title", team=team.name), "bold")
    for person in people:
        screen.line("• " + with_aside(person.name, _role(context, person.role), context.say))
        if RANK[desk.actor.role] > RANK[person.role] and person.id != desk.actor.salesperson_id:
            screen.row(press(context.say("button-remove", name=person.name), f"rm:{person.id}"))
    if RANK[desk.actor.role] >= RANK[Role.MANAGER]:
        screen.row(press(context.say("button-settings-invite"), "sm:open:invite"))
    await context.reply(screen)


@for_members
@in_private
async def on_remove_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Take somebody off the team."""
    await context.acknowledge(update)
    async with context.effect() as effect:
        person = await context.services.membership.remove(effect.uow, desk.actor, parts(update, 2)[1])
        effect.say(Screen(context.say("removed", name=person.name)))


def _role(context: JinjuContext, role: Role) -> str:
    return context.say(f"role-{role.value}")
