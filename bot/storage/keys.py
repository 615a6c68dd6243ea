"""Writing search keys."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select, text

from bot.storage.people import insert_new
from bot.storage.session import Session
from bot.storage.tables_customers import search_key, search_scope
from crm.customers import Customer
from crm.search_keys import VERSION, SearchKey

_VERSION_ROW = (search_scope.c.kind == "version", search_scope.c.id == str(VERSION))
Indexed = tuple[Customer, Sequence[SearchKey]]
"""A customer with its keys."""


class ScopeNumbers:
    """The small numbers of owners and teams inside one transaction."""

    def __init__(self, session: Session) -> None:
        """Start knowing none."""
        self._session = session
        self._known: dict[tuple[str, str], int] = {}

    async def of(self, kind: str, id: str) -> int:
        """Return the number of an owner or a team, making one when it is new."""
        if (kind, id) not in self._known:
            wanted = select(search_scope.c.no).where(search_scope.c.kind == kind, search_scope.c.id == id)
            number = await self._session.scalar(wanted)
            if number is None:
                await self._session.run(insert_new(self._session, search_scope).values(kind=kind, id=id))
                number = await self._session.scalar(wanted)
            self._known[kind, id] = int(str(number))
        return self._known[kind, id]


async def add_keys(
    session: Session, numbers: ScopeNumbers, customers: Iterable[tuple[int, Customer, Sequence[SearchKey]]]
) -> None:
    """Store the keys of new customers, given with their row numbers."""
    rows = []
    for no, customer, keys in customers:
        owner = await numbers.of("owner", customer.owner_id)
        team = await numbers.of("team", customer.team_id)
        rows += [
            {"owner_no": owner, "team_no": team, "key": key.key, "rank": int(key.rank), "customer_no": no}
            for key in keys
        ]
    # In the order of the index: neighbouring keys land on the same pages.
    rows.sort(key=lambda row: (row["owner_no"], row["key"]))
    if rows:
        await session.run(insert(search_key), rows)


async def replace_keys(session: Session, no: int, old: Indexed, new: Indexed) -> None:
    """Change a customer's keys from old to new, touching only what differs."""
    (before, old_keys), (after, new_keys) = old, new
    numbers = ScopeNumbers(session)
    moved = (before.owner_id, before.team_id) != (after.owner_id, after.team_id)
    had, has = {_row(key) for key in old_keys}, {_row(key) for key in new_keys}
    gone = had if moved else had - has
    if gone:
        owner = await numbers.of("owner", before.owner_id)
        await session.run(
            delete(search_key).where(
                search_key.c.owner_no == owner,
                search_key.c.key.in_(sorted(key for key, _ in gone)),
                search_key.c.customer_no == no,
            )
        )
    added = [key for key in new_keys if moved or _row(key) not in had]
    await add_keys(session, numbers, [(no, after, added)])


async def remove_keys(session: Session, no: int, owner_id: str) -> None:
    """Remove every key of a customer, also ones an earlier version made."""
    owner = await ScopeNumbers(session).of("owner", owner_id)
    await session.run(
        delete(search_key).where(search_key.c.owner_no == owner, search_key.c.customer_no == no)
    )


async def are_current(session: Session) -> bool:
    """Say whether the stored keys were made by this version's rules."""
    return await session.scalar(select(search_scope.c.no).where(*_VERSION_ROW)) is not None


async def mark_current(session: Session) -> None:
    """Remember whose rules made the keys, in a row among the numbers."""
    await session.run(insert_new(session, search_scope).values(kind="version", id=str(VERSION)))


async def refresh_statistics(session: Session) -> None:
    """Tell PostgreSQL how much there is now: after a bulk load it would search as in an empty table."""
    if session.is_postgresql:
        await session.run(text("ANALYZE customer, search_key, search_scope"))


async def clear_keys(session: Session) -> None:
    """Remove all keys, numbers, and the mark."""
    await session.run(delete(search_key))
    await session.run(delete(search_scope))


def _row(key: SearchKey) -> tuple[str, int]:
    return key.key, int(key.rank)
