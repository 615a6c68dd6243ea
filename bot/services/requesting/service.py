"""Whose file a request means, and the part of it that was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ports import Database
from bot.services.customers import CustomerCard, CustomerService
from bot.services.requesting.details import Aspect
from bot.services.requesting.reading import Request, RequestReader
from bot.services.understanding.lexis import Lexis
from crm.base import Id
from crm.people import Actor
from crm.ports import CustomerHit

_NAME_LENGTHS = (5, 4, 3, 2)
"""Lengths of a name that a request may open with, longest first."""
_ALL = 1000
"""Purchases counted when somebody asks for the sum of all."""


@dataclass(frozen=True)
class Asked:
    """Whose file is meant: one customer, several to choose between, or nobody (then `name` says whom)."""

    customer_id: Id | None = None
    hits: Sequence[CustomerHit] = ()
    name: str = ""


class RequestService:
    """Reads requests in plain words and finds what they are about."""

    def __init__(self, database: Database, customers: CustomerService, lexis: Lexis) -> None:
        """Keep the collaborators."""
        self._database, self._customers = database, customers
        self._reader = RequestReader(lexis)

    async def read(self, actor: Actor, text: str) -> Request | None:
        """Return the request of a typed text, None when it is none.

        A text that opens with the full name of a customer (李敏买过什么) is read with that name.
        """
        if request := self._reader.read(text):
            return request
        for length in _NAME_LENGTHS:
            name = text[:length]
            if len(text) <= length or self._reader.read(text, (name,)) is None:
                continue
            if await self._customers.named(actor, name):
                return self._reader.read(text, (name,))
        return None

    async def about(self, actor: Actor, request: Request, pinned: Id | None) -> Asked:
        """Return whose file is meant: who is named, else the one in hand."""
        if request.name:
            return self._asked(request.name, await self._customers.named(actor, request.name))
        return Asked(pinned)

    async def card(self, actor: Actor, customer_id: Id, aspect: Aspect) -> CustomerCard:
        """Return the card a detail is read from; for sums with all purchases. Raises NotFound."""
        async with self._database.read() as uow:
            card = await self._customers.card(uow, actor, customer_id)
            if aspect is not Aspect.SPENT:
                return card
            return card.model_copy(
                update={"purchases": tuple(await uow.histories.purchases(customer_id, _ALL))}
            )

    @staticmethod
    def _asked(name: str, hits: Sequence[CustomerHit]) -> Asked:
        return Asked(hits[0].id, name=name) if len(hits) == 1 else Asked(None, hits, name)
