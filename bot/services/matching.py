"""Whose words a forward brings: by account, earlier word, number or name; else asked with one tap."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ports import AliasKind, BotUnitOfWork, Database
from crm.base import Id
from crm.errors import NotFound
from crm.people import Actor, Scope
from crm.ports import CustomerHit

_SURE = 0.5
"""Score above which a found name is worth offering."""
_FEW = 3


@dataclass(frozen=True)
class Sender:
    """Who sent a forwarded message, as far as Telegram tells. A hidden account shows a name alone."""

    name: str = ""
    id: int | None = None
    phones: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether there is anything to go by."""
        return bool(self.name or self.id or self.phones)


@dataclass(frozen=True)
class Match:
    """The customer, or the candidates to choose from (both empty: nobody of ours)."""

    customer_id: Id | None = None
    candidates: Sequence[CustomerHit] = ()
    asks: bool = False
    colleagues: Id | None = None
    """A customer whom a colleague looks after: known to exist, nothing of it may be shown."""


class Matcher:
    """Finds the customer behind a sender; remembers what the salesperson says."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def match(self, actor: Actor, sender: Sender, pinned: Id | None) -> Match:
        """Return who a sender is.

        Sure: the account's id, a hidden name that was told before, a shared number, or a name that
        exactly one customer bears. Otherwise nobody is taken for granted: the candidates (alike names
        first, then the customer in hand) are offered. A sender without any mark is the customer in hand.
        """
        if not sender.is_known:
            return Match(customer_id=pinned)
        async with self._database.read() as uow:
            sure = await self._sure(uow, actor, sender)
            if sure:
                return Match(customer_id=sure)
            if elsewhere := await _in_team(uow, actor, sender):
                is_mine = await _visible(uow, actor, elsewhere)
                return Match(customer_id=elsewhere) if is_mine else Match(colleagues=elsewhere)
            named = list(await uow.customers.named([sender.name], actor.scope)) if sender.name else []
            if len(named) == 1:
                return Match(customer_id=named[0].id)
            if not named and sender.name:
                found = await uow.customers.search(sender.name, actor.scope, _FEW)
                named = [hit for hit in found if hit.score >= _SURE]
            if pinned and all(hit.id != pinned for hit in named):
                recent = await uow.customers.recent(actor.scope, 20)
                named += [hit for hit in recent if hit.id == pinned]
        return Match(candidates=tuple(named[:_FEW]), asks=True)

    async def remember(self, uow: BotUnitOfWork, actor: Actor, sender: Sender, customer_id: Id) -> None:
        """Keep that a sender is this customer, by the surest mark there is."""
        mine = actor.salesperson_id
        if sender.id is not None:
            await uow.aliases.put(mine, AliasKind.TELEGRAM_ID, str(sender.id), customer_id)
        elif sender.name:
            await uow.aliases.put(mine, AliasKind.SHOWN_NAME, sender.name, customer_id)

    async def _sure(self, uow: BotUnitOfWork, actor: Actor, sender: Sender) -> Id | None:
        mine = actor.salesperson_id
        found: Id | None = None
        if sender.id is not None:
            found = await uow.aliases.customer(mine, AliasKind.TELEGRAM_ID, str(sender.id))
        elif sender.name:
            found = await uow.aliases.customer(mine, AliasKind.SHOWN_NAME, sender.name)
        if found and await _visible(uow, actor, found):
            return found
        if sender.phones:
            hits = await uow.customers.by_phones(sender.phones, actor.scope)
            ids = {hit.id for hit in hits}
            if len(ids) == 1:
                return ids.pop()
        return None


async def _in_team(uow: BotUnitOfWork, actor: Actor, sender: Sender) -> Id | None:
    """Return the team's customer behind an account a colleague knows, or a number; a name is no proof."""
    if sender.id is not None:
        for person in await uow.people.in_team(actor.team_id):
            found = await uow.aliases.customer(person.id, AliasKind.TELEGRAM_ID, str(sender.id))
            if found and person.active and await _visible(uow, actor, found, whole_team=True):
                return found
    if sender.phones:
        team = Scope(team_id=actor.team_id, owner_id=None)
        ids = {hit.id for hit in await uow.customers.by_phones(sender.phones, team)}
        return ids.pop() if len(ids) == 1 else None
    return None


async def _visible(uow: BotUnitOfWork, actor: Actor, customer_id: Id, *, whole_team: bool = False) -> bool:
    """Whether the customer is still the person's (or the team's): it may have been handed over since."""
    scope = Scope(team_id=actor.team_id, owner_id=None) if whole_team else actor.scope
    try:
        await uow.customers.get(customer_id, scope)
    except NotFound:
        return False
    return True
