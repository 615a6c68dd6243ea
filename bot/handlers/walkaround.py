"""The button that shows one message for the four ways of thinking."""

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.fitting import fits
from bot.handlers.screens import Screen, copy, press
from bot.services.briefs import Advice, Variant
from bot.services.texts import Texts
from bot.services.turns import Turn
from bot.services.walkaround import four_ways

_NUMBERS = "①②③④"


@for_members
@in_private
async def on_walk_around(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show the advice's message in four styles, in place; nothing is stored."""
    await context.acknowledge(update)
    advice_id = parts(update, 2)[1]
    async with context.services.database.read() as uow:
        kept = await uow.advices.get(advice_id, desk.actor.salesperson_id)
    if kept is None or kept.advice.get("wish"):
        await context.reply(Screen(context.say("old-button")))
        return
    adviser = context.services.adviser
    turn, advice = Turn.model_validate(kept.turn), Advice.model_validate(kept.advice)
    brief = await adviser.brief_of(desk.actor, turn, advice)
    ways = four_ways(brief, adviser.library, context.now().date())
    async with context.effect() as effect:
        effect.show(ways_screen(advice, ways, context.say), message_id(update))


def ways_screen(advice: Advice, ways: tuple[Variant, ...], say: Texts) -> Screen:
    """Return the four lines with a copy button each, and the way back; closer together if need be."""
    airy = _ways(advice, ways, say, between="\n")
    return airy if fits(airy) else _ways(advice, ways, say, between="")


def _ways(advice: Advice, ways: tuple[Variant, ...], say: Texts, *, between: str) -> Screen:
    screen = Screen(customer_id=advice.customer_id)
    screen.line(" · ".join(part for part in (advice.customer, say("walk-title")) if part), "bold")
    if not ways:
        screen.line(say("walk-short"))
    for number, variant in zip(_NUMBERS, ways, strict=False):
        screen.add(between).line(f"{number} {say('walk-' + variant.style)}", "bold").line(variant.text)
    pairs = zip(_NUMBERS, ways, strict=False)
    screen.row(*(copy(say("button-copy", number=number), variant.text) for number, variant in pairs))
    return screen.row(press(say("button-back"), f"ad:{advice.id}:back"))
