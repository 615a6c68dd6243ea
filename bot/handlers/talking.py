"""What a model proposed to write: done once, by the person it was proposed to, on a tap."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.show_advice import advice_screen
from bot.services.briefs import Advice
from bot.services.talking import Proposal


@for_members
@in_private
async def on_proposal(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`pg:ADVICE:N`: write what was proposed; the advice is this person's own or the button is dead."""
    _, advice_id, number = parts(update, 3)
    await context.acknowledge(update)
    async with context.effect() as effect:
        kept = await effect.uow.advices.get(advice_id, desk.actor.salesperson_id)
        advice = Advice.model_validate(kept.advice) if kept else None
        index = int(number) if number.isdigit() else -1
        if kept is None or advice is None or not 0 <= index < len(advice.proposals):
            raise InputRefused("old-button")
        proposal = Proposal.model_validate(advice.proposals[index])
        await context.services.confirming.write(effect.uow, desk.actor, proposal)
        left = tuple(one for place, one in enumerate(advice.proposals) if place != index)
        done = context.say(f"talk-done-{proposal.kind.replace('_', '-')}", name=proposal.name)
        after = advice.model_copy(update={"proposals": left, "answer": f"{advice.answer}\n\n{done}"})
        await effect.uow.advices.replace(kept.model_copy(update={"advice": after.model_dump(mode="json")}))
        effect.show(advice_screen(after, context.say, ""), message_id(update))
