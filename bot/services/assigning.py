"""The history of what customers were assigned to: tier, quadrant, stage, phase."""

from datetime import datetime

from bot.ports import BotUnitOfWork
from crm.base import Id, new_id
from crm.history import Signal, SignalKind
from crm.value.portrait import Portrait


async def remembered(uow: BotUnitOfWork, by: Id, seen: Portrait, at: datetime) -> tuple[str, ...]:
    """Keep what a portrait assigns where it is new; return what changed since the last time."""
    earlier: dict[str, str] = {}
    for signal in await uow.books.signals(seen.customer_id, SignalKind.ASSIGNED):
        earlier.setdefault(signal.subject, signal.text)
    now = {"tier": seen.tier, "quadrant": seen.quadrant, "stage": seen.stage}
    if seen.phase:
        now["phase"] = seen.phase
    changed = {name: found for name, found in now.items() if earlier.get(name) != found.value}
    await uow.books.add_signals(
        [
            Signal(
                id=new_id(),
                customer_id=seen.customer_id,
                by=by,
                kind=SignalKind.ASSIGNED,
                subject=name,
                text=found.value,
                at=at,
            )
            for name, found in changed.items()
        ]
    )
    return tuple(name for name in changed if name in earlier)
