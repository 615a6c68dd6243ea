"""/team: the manager's page."""

from collections.abc import Sequence

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, for_members, in_private, parts
from bot.handlers.members import members
from bot.handlers.screens import Screen, press
from bot.handlers.shelf import asked
from bot.ports import ModelTotal, UseKind
from bot.services.advise import Adviser
from bot.services.team_figures import DAYS, TeamFigures
from bot.services.texts import Texts

_MOST_PEOPLE = 8


@for_members
@in_private
async def team(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/team shows what the team did in seven days: counts, never customers."""
    figures = await context.services.team_figures.week(desk.actor)
    totals = await context.services.second.totals(desk.actor) if context.services.second.is_on else ()
    await context.reply(team_screen(figures, totals, context.services.adviser, context.say))


def team_screen(figures: TeamFigures, totals: Sequence[ModelTotal], adviser: Adviser, say: Texts) -> Screen:
    """Return the page: who asked how much, what customers objected, what became of the lines, the cost."""
    screen = Screen().line(say("team-title", days=DAYS), "bold").line()
    screen.line(say("team-asked", asked=figures.asked, unanswered=figures.unanswered))
    for one in figures.people[:_MOST_PEOPLE]:
        screen.line(say("team-person", name=one.name, asked=one.asked))
    if figures.objections:
        named = "、".join(f"{adviser.topic(id) or id} {count}" for id, count in figures.objections)
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
        named = "、".join(cards[id].title if id in cards else id for id, _ in figures.liked)
        screen.line(say("team-liked", named=named))
    if totals:
        screen.line().line(_cost(totals, say))
    if figures.waiting:
        screen.row(press(say("team-waiting", count=figures.waiting), "tm:asked"))
    return screen.row(press(say("button-members"), "tm:members"))


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
    """`tm:asked|members` opens the queue of questions, or the list of people."""
    await context.acknowledge(update)
    page = asked if parts(update, 2)[1] == "asked" else members
    await page(update, context)
