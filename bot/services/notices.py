"""What the seller has to know beside the lines."""

from bot.services.barring import barring_text
from bot.services.briefs import Advice, Brief
from bot.services.customer_records import Refusal, contactable
from bot.services.texts import Texts
from bot.services.turns import TurnKind

_HOLDING = ("plain_answer", "find_out")
"""The move that only promises to ask: it leads when no play fits what the customer said."""


def notices(brief: Brief, stated: str, say: Texts) -> list[str]:
    """Return own figures to check, an offer that stands, a wish not to be contacted, offers on hold."""
    lines = [say("advice-stated", facts=stated)] if stated else []
    if brief.snapshot and (standing := brief.snapshot.open_offer):
        price = str(standing.content.get("price") or "")
        lines.append(say("offers-open", title=standing.title, price=price))
    barred = contactable(brief.snapshot.customer).reason if brief.snapshot else None
    if barred not in {None, Refusal.NO_CHANNEL}:
        lines.append(say("advice-no-contact"))
    if brief.snapshot and brief.snapshot.barring:
        told = barring_text(brief.snapshot.barring, say)
        lines.append(say("bar-advice", barring=told))
    return lines


def lacks_play(advice: Advice) -> bool:
    """Whether nothing fits: the first line only promises to find out, and no source has it."""
    first = advice.variants[0] if advice.variants else None
    known = advice.answer or advice.offers
    return first is not None and (first.card_id, first.move_id) == _HOLDING and not known


def is_gap(advice: Advice) -> bool:
    """Whether the managers should see what was asked: neither the material nor a play has it."""
    return lacks_play(advice) or (advice.refused and advice.kind == TurnKind.QUESTION)
