"""A team's catalogues: kept by version, checked on the way in, opened once a day."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.ports import BotUnitOfWork, Clock
from bot.ports.offers import StoredCatalogue
from crm.base import Id, new_id
from crm.offers.catalogue import Catalogue
from crm.offers.offering import Offering
from crm.people import Actor, Role

_KEPT = 24


class Catalogues:
    """Reads and writes catalogues; remembers those already opened."""

    def __init__(self, clock: Clock) -> None:
        """Open nothing yet."""
        self._clock = clock
        self._open: dict[tuple[Id, date], tuple[StoredCatalogue, Offering]] = {}

    async def of(
        self, uow: BotUnitOfWork, team_id: Id, on: date
    ) -> dict[str, tuple[StoredCatalogue, Offering]]:
        """Return the catalogues in force on a day by key, each with its engine.

        A version never changes: one that was opened today is not read again.
        """
        ids = await uow.offers.catalogue_ids(team_id)
        opened = [self._open.get((id, on)) for id in ids]
        if None in opened:
            opened = [self._opened(one, on) for one in await uow.offers.catalogues(team_id)]
        return {pair[0].key: pair for pair in opened if pair is not None}

    def _opened(self, stored: StoredCatalogue, on: date) -> tuple[StoredCatalogue, Offering]:
        key = (stored.id, on)
        if key not in self._open:
            while len(self._open) >= _KEPT:
                self._open.pop(next(iter(self._open)))
            self._open[key] = stored, Offering(Catalogue.model_validate(stored.content), on)
        return self._open[key]

    async def put(self, uow: BotUnitOfWork, actor: Actor, catalogue: Catalogue) -> StoredCatalogue:
        """Store a checked catalogue as the next version of its key; the same content again changes nothing.

        Raises NotAllowed for a salesperson.
        """
        actor.require(Role.MANAGER, "change the catalogue")
        return await self.store(uow, actor.team_id, catalogue, by=actor.salesperson_id)

    async def store(
        self, uow: BotUnitOfWork, team_id: Id, catalogue: Catalogue, *, by: Id
    ) -> StoredCatalogue:
        """The same without asking who: for the sample team."""
        content: dict[str, Any] = catalogue.model_dump(mode="json", exclude_defaults=True)
        digest = _digest(content)
        last = await uow.offers.catalogue(team_id, catalogue.id)
        if last is not None and last.digest == digest and last.in_force:
            return last
        stored = StoredCatalogue(
            id=new_id(),
            team_id=team_id,
            key=catalogue.id,
            name=catalogue.name,
            version=last.version + 1 if last else 1,
            content=content,
            digest=digest,
            imported_by=by,
            imported_at=self._clock.now(),
        )
        await uow.offers.put_catalogue(stored)
        return stored


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
