"""What is known of each customer of the sample team, as an advice sees it."""

from datetime import datetime

from bot.services.briefs import Snapshot
from bot.services.sample import customer_file, read_customers


def sample_snapshots(now: datetime) -> list[Snapshot]:
    """Return one snapshot per sample customer, purchases newest first."""
    files = [customer_file(entry, "team", now) for entry in read_customers()]
    return [
        Snapshot(
            customer=file.customer,
            purchases=tuple(sorted(file.purchases, key=lambda one: one.bought_on, reverse=True)),
            touchpoints=tuple(file.touchpoints),
            opportunities=tuple(file.opportunities),
            promises=tuple(file.promises),
        )
        for file in files
    ]
