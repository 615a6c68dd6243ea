"""Taking an erased customer's name and numbers out of what was noted about other customers."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.ports import BotUnitOfWork, Database
from crm.base import Id
from crm.customers import Customer
from crm.people import Actor, Scope

MARK = "〔已删除〕"
_EVERYTHING = Scope(team_id=None, owner_id=None)
_SHORTEST_NAME, _SHORTEST_NUMBER = 2, 5
_NAMED = 3


class Mentioned(NamedTuple):
    """How many other customers' records speak of somebody, and the names of the first of them."""

    others: int
    names: tuple[str, ...]


class RedactionService:
    """Finds and redacts mentions; it acts within the actor's scope only."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def mentioned(self, actor: Actor, customer_id: Id) -> Mentioned:
        """Return who else's records mention a customer. Raises NotFound outside the scope."""
        async with self._database.read() as uow:
            words = await _words(uow, await uow.customers.get(customer_id, actor.scope))
            ids = await uow.records.mentioning(words, actor.scope, customer_id)
            hits = await uow.books.hits(list(ids[:_NAMED]), actor.scope)
        return Mentioned(len(ids), tuple(hit.name for hit in hits))

    async def redact(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> int:
        """Redact before the customer is erased, in the same transaction; return how many records.

        Raises NotFound outside the scope.
        """
        words = await _words(uow, await uow.customers.get(customer_id, actor.scope))
        ids = await uow.records.mentioning(words, actor.scope, customer_id)
        for id in ids:
            other = await uow.customers.get(id, actor.scope)
            changed = _redacted(other, words)
            if changed != other:
                await uow.customers.update(changed, actor.scope)
        if ids:
            await uow.records.redact_contacts(ids, words, MARK)
        return len(ids)


def _redacted(customer: Customer, words: Sequence[str]) -> Customer:
    notes = tuple(note.model_copy(update={"text": _out(note.text, words)}) for note in customer.notes)
    household = tuple(one.model_copy(update={"note": _out(one.note, words)}) for one in customer.household)
    contacts = tuple(one.model_copy(update={"note": _out(one.note, words)}) for one in customer.contacts)
    tags = tuple(dict.fromkeys(_out(tag, words) for tag in customer.tags))
    fields = {"notes": notes, "household": household, "contacts": contacts, "tags": tags}
    return customer.model_copy(update=fields)


def _out(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, MARK)
    return text


async def _words(uow: BotUnitOfWork, customer: Customer) -> list[str]:
    """Return the names and numbers nobody else bears; the longest first, so that none is left by half."""
    numbers = [channel.address for channel in customer.channels]
    words = [number for number in numbers if len(number) >= _SHORTEST_NUMBER]
    for name in dict.fromkeys((customer.name, customer.address_as)):
        if len(name) < _SHORTEST_NAME:
            continue
        bearers = {hit.id for hit in await uow.customers.named([name], _EVERYTHING)}
        if bearers <= {customer.id}:
            words.append(name)
    return sorted(dict.fromkeys(words), key=len, reverse=True)
