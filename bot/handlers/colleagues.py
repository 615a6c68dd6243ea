"""Handing something to a colleague: whom there is, and whom a button meant."""

from collections.abc import Sequence

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext
from bot.handlers.screens import Screen, press
from bot.services.texts import Texts
from crm.people import Salesperson

_COLLEAGUES = 12
_ID_END = 16
"""Characters at the end of an id that name a colleague in a button's data."""


def hand_screen(verb: str, id: str, people: Sequence[Salesperson], me: str, say: Texts) -> Screen:
    """Return the colleagues something can be handed to, and the way back.

    A button names its colleague by the end of the id: a place in the list would be somebody else's
    as soon as the team changed.
    """
    others = [person for person in people if person.id != me][:_COLLEAGUES]
    screen = Screen(say("hand-ask") if others else say("hand-alone"))
    for person in others:
        screen.row(press(person.name[:60], f"{verb}:{id}:to.{person.id[-_ID_END:]}"))
    return screen.row(press(say("button-back"), f"{verb}:{id}:show"))


async def chosen_colleague(context: JinjuContext, desk: Desk, verb: str) -> Salesperson:
    """Return the colleague a button names by the end of the id. Raises InputRefused when that one left."""
    people = await context.services.days.reminders.colleagues(desk.actor)
    end = verb.removeprefix("to.")
    found = [person for person in people if person.id[-_ID_END:] == end]
    if len(found) != 1:
        raise InputRefused("old-button")
    return found[0]
