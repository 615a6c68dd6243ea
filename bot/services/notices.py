"""What the seller has to know beside the lines."""

from bot.services.barring import barring_text
from bot.services.briefs import Brief
from bot.services.customer_records import Refusal, contactable
from bot.services.texts import Texts


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
