"""Rows of secretary mode, and who a Telegram sender is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import AliasKind, BusinessAccount, BusinessChat, CaseState, SecretaryCase
from bot.storage.session import Session
from bot.storage.tables_secretary import business_account, business_chat, customer_alias, secretary_case
from crm.base import Id


class SqlSecretary:
    """Implements `bot.ports.Secretary`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def account(self, connection_id: str) -> BusinessAccount | None:
        """Return a connected account."""
        found = select(business_account).where(business_account.c.connection_id == connection_id)
        row = await self._session.row(found)
        return BusinessAccount.model_validate(dict(row)) if row else None

    async def accounts_of(self, salesperson_id: Id) -> Sequence[BusinessAccount]:
        """Return a person's accounts, latest connected first."""
        found = select(business_account).where(business_account.c.salesperson_id == salesperson_id)
        latest = found.order_by(business_account.c.connected_at.desc(), business_account.c.connection_id)
        return [BusinessAccount.model_validate(dict(row)) for row in await self._session.rows(latest)]

    async def put_account(self, account: BusinessAccount) -> None:
        """Insert or replace."""
        await _put(self._session, business_account, account.model_dump())

    async def chat(self, salesperson_id: Id, chat_id: int) -> BusinessChat | None:
        """Return a chat."""
        row = await self._session.row(
            select(business_chat).where(
                business_chat.c.salesperson_id == salesperson_id, business_chat.c.chat_id == chat_id
            )
        )
        return BusinessChat.model_validate(dict(row)) if row else None

    async def put_chat(self, chat: BusinessChat) -> None:
        """Insert or replace."""
        await _put(self._session, business_chat, chat.model_dump())

    async def unmute(self, salesperson_id: Id) -> int:
        """Take the silence off all of a person's chats; return how many there were."""
        return await self._session.count(
            update(business_chat).where(_silenced(salesperson_id)).values(muted=False)
        )

    async def muted(self, salesperson_id: Id) -> int:
        """Return how many of a person's chats are silenced."""
        counted = select(func.count()).select_from(business_chat).where(_silenced(salesperson_id))
        return int(str(await self._session.scalar(counted)))

    async def case(self, id: Id, salesperson_id: Id) -> SecretaryCase | None:
        """Return a case of that salesperson."""
        row = await self._session.row(
            select(secretary_case).where(
                secretary_case.c.id == id, secretary_case.c.salesperson_id == salesperson_id
            )
        )
        return SecretaryCase.model_validate(dict(row)) if row else None

    async def open_cases(self, salesperson_id: Id, chat_id: int) -> Sequence[SecretaryCase]:
        """Return the open cases of a chat, latest first."""
        found = select(secretary_case).where(
            secretary_case.c.salesperson_id == salesperson_id,
            secretary_case.c.chat_id == chat_id,
            secretary_case.c.state == CaseState.OPEN,
        )
        latest = found.order_by(secretary_case.c.updated_at.desc(), secretary_case.c.id.desc())
        return [SecretaryCase.model_validate(dict(row)) for row in await self._session.rows(latest)]

    async def put_case(self, case: SecretaryCase) -> None:
        """Insert or replace."""
        await _put(self._session, secretary_case, case.model_dump())

    async def scrub(self, customer_id: Id) -> int:
        """Forget a customer's cases (erasure)."""
        return await self._session.count(
            delete(secretary_case).where(secretary_case.c.customer_id == customer_id)
        )

    async def prune(self, before: datetime) -> int:
        """Forget cases touched last before a moment."""
        return await self._session.count(delete(secretary_case).where(secretary_case.c.updated_at < before))


class SqlAliases:
    """Implements `bot.ports.Aliases`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def customer(self, salesperson_id: Id, kind: AliasKind, value: str) -> Id | None:
        """Return the customer, None when nobody said."""
        found = await self._session.scalar(
            select(customer_alias.c.customer_id).where(
                customer_alias.c.salesperson_id == salesperson_id,
                customer_alias.c.kind == kind,
                customer_alias.c.value == value,
            )
        )
        return str(found) if found else None

    async def put(self, salesperson_id: Id, kind: AliasKind, value: str, customer_id: Id) -> None:
        """Remember; a later word replaces an earlier one."""
        row = {"salesperson_id": salesperson_id, "kind": kind, "value": value, "customer_id": customer_id}
        await _put(self._session, customer_alias, row)

    async def scrub(self, customer_id: Id) -> int:
        """Forget a customer's aliases (erasure)."""
        return await self._session.count(
            delete(customer_alias).where(customer_alias.c.customer_id == customer_id)
        )


def _silenced(salesperson_id: Id) -> ColumnElement[bool]:
    return and_(business_chat.c.salesperson_id == salesperson_id, business_chat.c.muted == true())


async def _put(session: Session, table: Table, values: dict[str, Any]) -> None:
    build = postgresql.insert if session.is_postgresql else sqlite.insert
    keys = [column.name for column in table.primary_key]
    changes = {name: value for name, value in values.items() if name not in keys}
    await session.run(build(table).values(values).on_conflict_do_update(index_elements=keys, set_=changes))
