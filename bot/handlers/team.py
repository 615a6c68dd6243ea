"""/team: the manager's page."""

from collections.abc import Sequence

from telegram import Update

from bot.errors import InputRefused
from bot.handlers import promises, proposed
from bot.handlers.context import Desk, JinjuContext, PlainHandler, for_members, in_private, message_id, parts
from bot.handlers.members import members
from bot.handlers.posting import post_day
from bot.handlers.screens import Screen, press
from bot.handlers.shelf import asked
from bot.ports import ModelTotal, UseKind
from bot.services.advise import Adviser
from bot.services.team_figures import DAYS, TeamFigures
from bot.services.texts import Texts
from crm.people import Role

_MOST_PEOPLE = 8
_OPENS: dict[str, PlainHandler] = {
    "asked": asked,
    "approve": proposed.queue,
    "members": members,
    "ledger": promises.team_ledger,
}
"""Pages that open in place of the team's."""


@for_members
@in_private
async def team(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/team shows what the team did in seven days: counts, never customers."""
    await context.reply(await _page(context, desk))


async def _page(context: JinjuContext, desk: Desk) -> Screen:
    figures = await context.services.team_figures.week(desk.actor)
    totals = await context.services.second.totals(desk.actor) if context.services.second.is_on else ()
    screen = team_screen(figures, totals, context.services.adviser, context.say)
    if context.services.second.is_on:
        screen.row(press(context.say("button-model-use"), "ml:show:0"))
    return screen


def team_screen(figures: TeamFigures, totals: Sequence[ModelTotal], adviser: Adviser, say: Texts) -> Screen:
    """Return the page: who asked how much, what customers objected, what became of the lines, the cost."""
    screen = Screen().line(say("team-title", days=DAYS), "bold").line()
    screen.line(say("team-asked", asked=figures.asked, unanswered=figures.unanswered))
    for one in figures.people[:_MOST_PEOPLE]:
        screen.line(say("team-person", name=one.name, asked=one.asked))
    if figures.objections:
        named = say("comma").join(f"{adviser.topic(id) or id} {count}" for id, count in figures.objections)
        screen.line().line(say("team-objections", named=named))
    uses = {kind: figures.uses.get(kind, 0) for kind in UseKind}
    sent = uses[UseKind.CHOSEN] + uses[UseKind.SENT] + uses[UseKind.EDITED]
    screen.line().line(
        say("team-lines", sent=sent, liked=uses[UseKind.LIKED], disliked=uses[UseKind.DISLIKED])
    )
    screen.line(
        say(
            "team-outcomes",
            replied=uses[UseKind.REPLIED],
            won=uses[UseKind.WON],
            silent=uses[UseKind.SILENT],
        )
    )
    if figures.liked:
        cards = adviser.library.cards
        titles = (adviser.topic(id) or (cards[id].title if id in cards else id) for id, _ in figures.liked)
        named = say("comma").join(titles)
        screen.line(say("team-liked", named=named))
    word = figures.promises
    screen.line().line(say("team-promises", kept=word.kept, due=word.due, overdue=word.overdue))
    if totals:
        screen.line().line(_cost(totals, say))
    if figures.waiting:
        screen.row(press(say("team-waiting", count=figures.waiting), "tm:asked"))
    if figures.to_approve:
        screen.row(press(say("team-approve", count=figures.to_approve), "tm:approve"))
    screen.row(press(say("button-members"), "tm:members"), press(say("team-ledger"), "tm:ledger"))
    return screen.row(press(say("team-post"), "tm:post"), press(say("button-settings-team"), "sm:page:home"))


def _cost(totals: Sequence[ModelTotal], say: Texts) -> str:
    calls = sum(one.calls for one in totals)
    known = [one.cost for one in totals if one.cost is not None]
    if not known:
        return say("team-model", calls=calls)
    key = "team-model-about" if any(one.estimated for one in totals) else "team-model-cost"
    return say(key, calls=calls, cost=f"{sum(known):f}")


@for_members
@in_private
async def on_team_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`tm:asked|approve|members|ledger` opens a page in place; `tm:post` sends out the day's lists."""
    await context.acknowledge(update)
    what = parts(update, 2)[1]
    desk.actor.require(Role.MANAGER, "team")
    if what == "post":
        await post_day(context, desk)
        return
    if what == "home":
        screen = await _page(context, desk)
        async with context.effect() as effect:
            effect.show(screen, message_id(update))
        return
    if what not in _OPENS:
        raise InputRefused("old-button")
    context.work.in_place = message_id(update)
    context.work.back = press(context.say("button-settings-back"), "tm:home")
    await _OPENS[what](update, context)
