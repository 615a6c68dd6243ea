"""How far the talk has come, from a customer's words: opening, needs … closing, after-sale."""

from collections.abc import Sequence

from bot.services.understanding.rules import Vote
from playbooks.terms import NO_OBJECTION, ObjectionKind, TalkStage

_AFTER = frozenset(
    {
        ObjectionKind.PAST_GRIEVANCE.value,
        ObjectionKind.BILLING_DISPUTE.value,
        ObjectionKind.NETWORK_QUALITY.value,
        ObjectionKind.LEAVING.value,
    }
)
"""Only who bought has these."""
_LOOKING = frozenset({ObjectionKind.NEED_TO_THINK.value, ObjectionKind.NO_NEED.value})
"""What a first look round may sound like."""
_FIRM = 3.0
"""Weight from which words of delivery, use or repair count even beside another objection."""


def stage_of(objection: str, votes: Sequence[Vote], *, buying_signal: bool) -> str:
    """Return a stage of `TalkStage`, empty when nothing shows.

    An objection means that something has to be handled, whatever else is asked in passing; words of
    something bought before make it after-sale.
    """
    best = max(votes, key=lambda vote: vote.weight, default=None)
    if objection in _AFTER:
        return TalkStage.AFTER_SALE.value
    if objection in _LOOKING and best and best.label == TalkStage.OPENING:
        return best.label
    if objection != NO_OBJECTION:
        after = any(v.label == TalkStage.AFTER_SALE and v.weight >= _FIRM for v in votes)
        return TalkStage.AFTER_SALE.value if after else TalkStage.HANDLING.value
    if best is not None:
        return best.label
    return TalkStage.CLOSING.value if buying_signal else ""
