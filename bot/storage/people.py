"""Teams, salespeople, invites, and the list of erasures."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Table, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.session import Session
from bot.storage.tables_bot import advice, dialogue, outbox
from bot.storage.tables_customers import customer, search_key
from bot.storage.tables_people import erasure, invite, salesperson, team
from bot.storage.tables_records import customer_merge, hand_over
from crm.base import Id
from crm.errors import NotFound
from crm.people import Invite, Salesperson, Team
from crm.ports import Erasure

# Asked for with every update, so built once.
_TEAM = select(team).where(team.c.id == bindparam("wanted"))
_PERSON = select(salesperson).where(salesperson.c.id == bindparam("wanted"))
_BY_TELEGRAM = select(salesperson).where(salesperson.c.telegram_id == bindparam("wanted"))


def insert_new(session: Session, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that leaves existing rows alone, in the words of the database."""
    if session.is_postgresql:
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


class SqlPeople:
    """Implements `crm.ports.People`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add_team(self, new: Team) -> None:
        """Store a new team."""
        await self._session.run(insert(team).values(new.model_dump()))

    async def team(self, id: Id) -> Team:
        """Return a team or raise NotFound."""
        row = await self._session.row(_TEAM, {"wanted": id}, quick=True)
        if row is None:
            raise NotFound("team", id)
        return Team.model_validate(dict(row))

    async def teams(self) -> Sequence[Team]:
        """Return all teams, oldest first."""
        rows = await self._session.rows(select(team).order_by(team.c.created_at, team.c.id))
        return [Team.model_validate(dict(row)) for row in rows]

    async def remove_team(self, id: Id) -> None:
        """Remove a team with its people, customers, histories, and what the bot kept about them."""
        customers = select(customer.c.id).where(customer.c.team_id == id)
        numbers = select(customer.c.no).where(customer.c.team_id == id)
        people = select(salesperson.c.id).where(salesperson.c.team_id == id)
        for statement in (
            delete(search_key).where(search_key.c.customer_no.in_(numbers)),
            delete(outbox).where(outbox.c.customer_id.in_(customers)),
            delete(advice).where(
                or_(advice.c.customer_id.in_(customers), advice.c.salesperson_id.in_(people))
            ),
            delete(dialogue).where(
                or_(dialogue.c.pinned_customer_id.in_(customers), dialogue.c.salesperson_id.in_(people))
            ),
            delete(customer_merge).where(customer_merge.c.team_id == id),
            delete(hand_over).where(hand_over.c.team_id == id),
            delete(customer).where(customer.c.team_id == id),
            delete(salesperson).where(salesperson.c.team_id == id),
            delete(team).where(team.c.id == id),
        ):
            await self._session.run(statement)

    async def add(self, person: Salesperson) -> None:
        """Store a new salesperson."""
        await self._session.run(insert(salesperson).values(person.model_dump()))

    async def update(self, person: Salesperson) -> None:
        """Replace a stored salesperson or raise NotFound."""
        statement = update(salesperson).where(salesperson.c.id == person.id).values(person.model_dump())
        if not await self._session.count(statement):
            raise NotFound("salesperson", person.id)

    async def get(self, id: Id) -> Salesperson:
        """Return a salesperson or raise NotFound."""
        row = await self._session.row(_PERSON, {"wanted": id}, quick=True)
        if row is None:
            raise NotFound("salesperson", id)
        return _person(row)

    async def by_telegram(self, telegram_id: int) -> Salesperson | None:
        """Return the active or removed salesperson linked with a Telegram account."""
        row = await self._session.row(_BY_TELEGRAM, {"wanted": telegram_id}, quick=True)
        return _person(row) if row else None

    async def in_team(self, team_id: Id) -> Sequence[Salesperson]:
        """Return a team's people, oldest first."""
        statement = select(salesperson).where(salesperson.c.team_id == team_id)
        rows = await self._session.rows(statement.order_by(salesperson.c.created_at, salesperson.c.id))
        return [_person(row) for row in rows]

    async def add_invite(self, new: Invite) -> None:
        """Store an invite."""
        await self._session.run(insert(invite).values(new.model_dump()))

    async def invite(self, token_digest: str) -> Invite | None:
        """Return the invite with this digest, used or not."""
        row = await self._session.row(select(invite).where(invite.c.token_digest == token_digest))
        return Invite.model_validate(dict(row)) if row else None

    async def use_invite(self, id: Id, by: Id, at: datetime) -> bool:
        """Mark an invite used; False when somebody else was faster."""
        statement = update(invite).where(invite.c.id == id, invite.c.used_at.is_(None))
        return await self._session.count(statement.values(used_at=at, used_by=by)) == 1


class SqlErasures:
    """Implements `crm.ports.Erasures`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session
        self.added: list[Erasure] = []

    async def add(self, new: Erasure) -> None:
        """Remember an erasure; twice is once."""
        self.added.append(new)
        await self._session.run(insert_new(self._session, erasure).values(new.model_dump()))

    async def all(self) -> Sequence[Erasure]:
        """Return every remembered erasure, oldest first."""
        rows = await self._session.rows(select(erasure).order_by(erasure.c.erased_on, erasure.c.customer_id))
        return [Erasure.model_validate(dict(row)) for row in rows]


def _person(row: RowMapping) -> Salesperson:
    return Salesperson.model_validate(dict(row))
