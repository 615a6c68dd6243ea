"""What the salesperson says of the lines: 👍, 👎 with a reason, and later how the customer answered."""

from telegram import MessageReactionUpdated, Update

from bot.errors import InputRefused
from bot.handlers.advice import topic_of
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Button, Screen, press
from bot.handlers.show_advice import advice_screen
from bot.ports import OUTCOMES, UseKind
from bot.services.briefs import Advice
from bot.services.line_uses import REASONS

_GOOD = frozenset("👍❤🔥👏🎉💯😍🏆👌🙏")
_BAD = frozenset("👎💩🤮🤬😡🤡😢🥴")


@for_members
@in_private
async def on_feedback(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`fb:ID:up|down|WORD`: a judgement, the reason of a dislike, or the outcome."""
    _, advice_id, word = parts(update, 3)
    kind, reason = _meaning(word)
    async with context.effect() as effect:
        advice = await context.services.line_uses.judge(effect.uow, desk.actor, advice_id, kind, reason)
        effect.show(_screen(context, advice, word), message_id(update))
    await context.acknowledge(update, context.say("feedback-kept"))


@for_members
async def on_reaction(update: Update, context: JinjuContext, desk: Desk) -> None:
    """A thumb on one of our messages counts like the button; other reactions are a private matter."""
    reaction = update.message_reaction
    kind = _judged(reaction) if reaction else None
    if reaction is None or kind is None:
        return
    async with context.effect() as effect:
        advice_id = await effect.uow.outbox.advice_in(reaction.chat.id, reaction.message_id)
        kept = await effect.uow.advices.get(advice_id, desk.actor.salesperson_id) if advice_id else None
        if kept is not None:
            await context.services.line_uses.judge(effect.uow, desk.actor, kept.id, kind)


def _meaning(word: str) -> tuple[UseKind, str]:
    if word == "up":
        return UseKind.LIKED, ""
    if word in {"down", *REASONS}:
        return UseKind.DISLIKED, "" if word == "down" else word
    if word in set(OUTCOMES):
        return UseKind(word), ""
    raise InputRefused("old-button")


def _screen(context: JinjuContext, advice: Advice, word: str) -> Screen:
    """The advice again, with the next question below it: why not, how did it go, or nothing more."""
    say = context.say
    asked: list[Button] = []
    if word == "down":
        asked = [press(say(f"dislike-{why}"), f"fb:{advice.id}:{why}") for why in REASONS]
    elif word == "up" or word in REASONS:
        asked = [press(say(f"outcome-{one}"), f"fb:{advice.id}:{one}") for one in OUTCOMES]
    screen = advice_screen(advice, say, topic_of(context, advice), judged=True, extra=len(asked))
    return screen.row(*asked)


def _judged(reaction: MessageReactionUpdated) -> UseKind | None:
    given = {getattr(one, "emoji", "") for one in reaction.new_reaction}
    if given & _GOOD:
        return UseKind.LIKED
    return UseKind.DISLIKED if given & _BAD else None
