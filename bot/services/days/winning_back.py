"""Valuable customers who leave, or whom nobody looks after: why, and what to do (D13, D16, D17)."""

import heapq
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.ports import Clock, Database
from bot.services.valuing import ValuingService
from crm.base import Id
from crm.history import Direction
from crm.people import Actor
from crm.ports import CustomerFile
from crm.value.churn import Reason, silent_days
from crm.value.portrait import Portrait
from crm.value.priorities import Cause

_LOOKED_AT = 60
"""The most valuable ones at risk whose files are read."""
_AT_LEAST = 10
_VALUABLE = 0.2
"""D10: a fifth of the customers makes most of the profit."""
_MOST = 7


class Lost(NamedTuple):
    """One customer to win back: the reason class with its evidence, what to do, how a talk opens."""

    customer_id: Id
    customer: str
    label: str
    reasons: tuple[str, ...]
    advice: str
    silent_days: int
    """Days nobody made contact where that is longer than the tier allows; 0 within it."""
    cause: Cause
    said: bool = False
    """Whether the reason was said or seen, other than nobody having been in touch."""


class WinBackService:
    """Finds them, most valuable first."""

    def __init__(self, database: Database, clock: Clock, valuing: ValuingService, *, zone: ZoneInfo) -> None:
        """Keep the collaborators."""
        self._database, self._clock, self._valuing, self._zone = database, clock, valuing, zone

    async def list(self, actor: Actor) -> tuple[Lost, ...]:
        """Return at most seven; nobody who asked not to be contacted or has died."""
        owner = actor.scope.owner_id
        async with self._database.read() as uow:
            book = await self._valuing.book(uow, actor)
            mine = [id for id in book.worths if owner in {None, book.owners.get(id)}]
            # Ranked by what they brought: what is still expected of somebody leaving is little.
            count = min(_LOOKED_AT, max(_AT_LEAST, round(len(mine) * _VALUABLE)))
            top = heapq.nlargest(count, mine, key=lambda id: book.worths[id].historical)
            files = await uow.books.files(top, actor.scope)
        found = [
            (book.worths[file.customer.id].historical * seen.churn_risk, lost)
            for file in files
            if not file.customer.do_not_contact
            for seen in (self._valuing.draw(file, book),)
            if (lost := self._lost(file, seen))
        ]
        found.sort(key=lambda pair: (-pair[0], pair[1].customer_id))
        return tuple(lost for _, lost in found[:_MOST])

    def _lost(self, file: CustomerFile, seen: Portrait) -> Lost | None:
        """Return why somebody has to be won back, or None when nothing says so."""
        rules, today = self._valuing.rules, self._valuing.today
        out = [t.at for t in file.touchpoints if t.direction is Direction.OUT]
        # Nobody on record reached out: then since the last purchase, when somebody was served.
        last = max(out).astimezone(self._zone).date() if out else seen.worth.last_on
        late = silent_days(seen.tier.value, last, last, today, rules.churn)
        silent = late > 0 and seen.tier.value in rules.tiers.valuable
        if seen.churn.value == Reason.DIED or not (seen.churn_risk >= rules.churn.middle or silent):
            return None
        said = seen.churn.value not in {Reason.NEGLECTED, Reason.OTHER}
        return Lost(
            customer_id=file.customer.id,
            customer=file.customer.address_as or file.customer.display_name,
            label=seen.churn.label,
            reasons=seen.churn.reasons[-2:],
            advice=seen.churn.advice,
            silent_days=(today - last).days if late else 0,
            cause=Cause.LEAVING if said or not silent else Cause.SILENCE,
            said=said,
        )
