"""A customer whom two sellers meet: one asks, the manager decides who looks after it."""

from bot.errors import InputRefused
from bot.ports import Database
from crm.base import Id, Record
from crm.people import RANK, Actor, Role, Salesperson, Scope


class Asked(Record):
    """What the managers are asked, and where they are reached."""

    asker: str
    customer: str
    owner: str
    managers: tuple[int, ...]
    """Chats of the managers who use the bot."""


class SharingService:
    """Who may know what: a seller hears only that a colleague looks after somebody."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def asked(self, actor: Actor, customer_id: Id) -> Asked:
        """Return what to ask the managers of the actor's team.

        Raises:
            NotFound: no customer of the team.
            InputRefused: `shared-yours`, the actor looks after the customer already.
        """
        async with self._database.read() as uow:
            team = Scope(team_id=actor.team_id, owner_id=None)
            customer = await uow.customers.get(customer_id, team)
            if customer.owner_id == actor.salesperson_id:
                raise InputRefused("shared-yours")
            people = await uow.people.in_team(actor.team_id)
        names = {person.id: person.name for person in people}
        leading = [one for one in people if one.active and RANK[one.role] >= RANK[Role.MANAGER]]
        return Asked(
            asker=names.get(actor.salesperson_id, actor.name),
            customer=customer.display_name,
            owner=names.get(customer.owner_id, ""),
            managers=tuple(one.telegram_id for one in leading if one.telegram_id is not None),
        )

    async def refused(self, actor: Actor, customer_id: Id, asker_id: Id) -> tuple[Salesperson, str]:
        """Return who asked and the customer's name. Raises NotAllowed for a salesperson, NotFound."""
        actor.require(Role.MANAGER, "hand-over")
        async with self._database.read() as uow:
            customer = await uow.customers.get(customer_id, actor.scope)
            return await uow.people.get(asker_id), customer.display_name
