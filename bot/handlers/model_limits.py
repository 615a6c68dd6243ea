"""What the team's model calls of today came to, and how many a day a manager allows."""

from collections.abc import Mapping, Sequence

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Button, Screen, one_line, press
from bot.ports import ModelTotal
from bot.services.model_limits import SELLER_CHOICES, TEAM_CHOICES, Limits
from bot.services.texts import Texts
from crm.base import Id

_MOST_PEOPLE = 8


@for_members
@in_private
async def on_limits_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`ml:show:0` opens the page, `ml:seller:50` and `ml:team:500` set a limit, `ml:reset:0` drops both."""
    await context.acknowledge(update)
    _, what, choice = parts(update, 3)
    second = context.services.second
    if not second.is_on:
        raise InputRefused("model-use-off")
    totals = await second.totals(desk.actor)
    people = await context.services.membership.members(desk.actor)
    names = {one.id: one.name for one in people}
    async with context.effect() as effect:
        rules = second.limits
        if what == "show":
            limits = await rules.within(effect.uow, desk.actor)
        elif what == "reset":
            limits = await rules.reset(effect.uow, desk.actor)
        elif what == "seller":
            limits = await rules.change(effect.uow, desk.actor, seller=_number(choice))
        elif what == "team":
            limits = await rules.change(effect.uow, desk.actor, team=_number(choice))
        else:
            raise InputRefused("old-button")
        screen = limits_screen(totals, names, limits, rules.configured, context.say)
        if what == "show":
            effect.say(screen)
        else:
            effect.show(screen, message_id(update))


def limits_screen(
    totals: Sequence[ModelTotal], names: Mapping[Id, str], limits: Limits, configured: Limits, say: Texts
) -> Screen:
    """Return the page: calls and cost of today per person, the limits, and buttons for other ones."""
    screen = Screen().line(say("model-use-title"), "bold").line()
    if not totals:
        screen.line(say("model-use-none"))
    else:
        screen.line(say("model-use-team", calls=sum(one.calls for one in totals), spent=_spent(totals, say)))
    for one in totals[:_MOST_PEOPLE]:
        name = names.get(one.salesperson_id) or say("model-use-left")
        screen.line(one_line(say("model-use-person", name=name, calls=one.calls, spent=_spent([one], say))))
    screen.line().line(say("model-use-limits", seller=limits.per_seller, team=limits.per_team))
    screen.line(say("model-use-then"))
    screen.row(*_choices("seller", SELLER_CHOICES, limits.per_seller, say))
    screen.row(*_choices("team", TEAM_CHOICES, limits.per_team, say))
    if limits != configured:
        label = say("button-model-reset", seller=configured.per_seller, team=configured.per_team)
        screen.row(press(label, "ml:reset:0"))
    return screen


def _spent(totals: Sequence[ModelTotal], say: Texts) -> str:
    known = [one.cost for one in totals if one.cost is not None]
    if not known:
        return say("model-use-unpriced")
    key = "model-use-about" if any(one.estimated for one in totals) else "model-use-cost"
    return say(key, cost=f"{sum(known):f}")


def _choices(what: str, numbers: Sequence[int], now: int, say: Texts) -> list[Button]:
    """Return a button per number; the first names whose limit the row is."""
    return [
        press(
            ("✓" if number == now else "")
            + (say(f"button-model-{what}", count=number) if place == 0 else str(number)),
            f"ml:{what}:{number}",
        )
        for place, number in enumerate(numbers)
    ]


def _number(choice: str) -> int:
    if not choice.isdecimal():
        raise InputRefused("old-button")
    return int(choice)
