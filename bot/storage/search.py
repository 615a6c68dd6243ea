"""Search in SQL: bounded reads of the key index, so that a frequent prefix costs no more than a rare one."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    RowMapping,
    Select,
    Subquery,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union_all,
)

from bot.storage.customer_rows import HIT_COLUMNS, customer_hit, in_scope
from bot.storage.session import Session
from bot.storage.tables_customers import customer, search_key, search_scope
from crm.people import Scope
from crm.ports import CustomerHit
from crm.search_keys import (
    KeyRange,
    Rank,
    closeness_to,
    loose_ranges,
    mentions_all,
    ranges_for,
    score,
    sounds_like,
)

CAP = 400
"""Keys read for one range. Beyond it the answer is taken from the customers touched last."""
_WALK = 1500
"""Customers looked through, latest first, for a prefix shared by more than CAP keys."""
_HOMOPHONE = 0.38
"""Part of its score that a customer keeps who only sounds like the query."""


async def search(session: Session, text: str, scope: Scope, limit: int) -> Sequence[CustomerHit]:
    """Return the best hits: exact before prefix before inner, lately touched first; typos at the end."""
    hits = await _ranked(session, ranges_for(text), scope, limit)
    if not hits:
        hits = await _by_tokens(session, text, scope, limit)
    if not hits:
        heard = await _ranked(session, sounds_like(text), scope, limit)
        hits = [hit.model_copy(update={"score": round(_HOMOPHONE * hit.score, 4)}) for hit in heard]
    return hits or await _typos(session, text, scope, limit)


async def rows_with_keys(
    session: Session, keys: Iterable[str], rank: Rank, scope: Scope
) -> Sequence[RowMapping]:
    """Return the customers that have one of the whole keys with this rank, latest touched first."""
    wanted = sorted(set(keys) - {""})
    if not wanted:
        return []
    numbers = select(search_key.c.customer_no).where(
        *_key_scope(scope), search_key.c.key.in_(wanted), search_key.c.rank == rank
    )
    statement = select(*HIT_COLUMNS).where(customer.c.no.in_(numbers), in_scope(scope))
    return await session.rows(statement.order_by(customer.c.touched_at.desc(), customer.c.no.desc()))


async def _ranked(
    session: Session, ranges: Sequence[KeyRange], scope: Scope, limit: int
) -> list[CustomerHit]:
    if not ranges:
        return []
    found = _found(len(ranges), scope)
    best = func.min(found.c.grade).label("best")
    seen = select(func.count()).select_from(found).scalar_subquery().label("seen")
    statement = _joined(found, scope, best, seen).order_by(
        best, customer.c.touched_at.desc(), customer.c.no.desc()
    )
    rows = await session.rows(statement.limit(limit), _bounds(ranges))
    hits = [customer_hit(row, score(row["best"] // 2, exact=row["best"] % 2 == 0)) for row in rows]
    if not rows or rows[0]["seen"] < CAP:
        return hits
    whole = [hit for hit, row in zip(hits, rows, strict=True) if _is_whole(row["best"])]
    latest = await _latest(session, ranges[0].start, scope, limit, whole=len(whole) == limit)
    return (
        _merged(latest, whole, hits)[:limit] if len(whole) == limit else _merged(whole, latest, hits)[:limit]
    )


async def _latest(
    session: Session, start: str, scope: Scope, limit: int, *, whole: bool
) -> list[CustomerHit]:
    """Return customers touched last of whom something begins with, or is, `start`."""
    lately = (
        select(*HIT_COLUMNS, customer.c.starts)
        .where(in_scope(scope))
        .order_by(customer.c.touched_at.desc())
        .limit(literal_column(str(_WALK)))
        .subquery()
    )
    end = " " if whole else ""
    matches = (lately.c.starts + " ").contains(f" {start}{end}", autoescape=True)
    rows = await session.rows(select(lately).where(matches).limit(limit))
    points = score(Rank.NAME, exact=whole)
    return [customer_hit(row, points) for row in rows]


async def _by_tokens(session: Session, text: str, scope: Scope, limit: int) -> list[CustomerHit]:
    """Find by several words: the first finds, the others must stand in name, company, address or number."""
    first, *others = [token for token in text.split() if ranges_for(token)] or [""]
    if not others:
        return []
    pairs = await _candidates(session, ranges_for(first), scope)
    fitting = [
        row
        for row in pairs
        if mentions_all(others, (row["starts"], row["company"], row["address"], row["phone_tail"]))
    ]
    return [customer_hit(row, score(Rank.INNER, exact=False)) for row in fitting[:limit]]


async def _typos(session: Session, text: str, scope: Scope, limit: int) -> list[CustomerHit]:
    rows = await _candidates(session, loose_ranges(text), scope)
    closeness = closeness_to(text)
    close = [(closeness(row["starts"]), row) for row in rows]
    ordered = sorted((pair for pair in close if pair[0] > 0), key=lambda pair: -pair[0])
    return [customer_hit(row, points) for points, row in ordered[:limit]]


async def _candidates(session: Session, ranges: Sequence[KeyRange], scope: Scope) -> Sequence[RowMapping]:
    """Return the customers with keys in the ranges, at most CAP a range, latest touched first."""
    if not ranges:
        return []
    statement = _joined(_found(len(ranges), scope), scope, customer.c.starts)
    return await session.rows(statement.order_by(customer.c.touched_at.desc()), _bounds(ranges))


def _joined(found: CTE, scope: Scope, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return (
        select(*HIT_COLUMNS, *columns)
        .join(found, found.c.customer_no == customer.c.no)
        .where(in_scope(scope))
        .group_by(customer.c.no)
    )


def _found(count: int, scope: Scope) -> CTE:
    """Return the keys of `count` ranges, at most CAP of each, as (customer_no, grade).

    Read in the order of the index: whole keys come before longer ones, and the reading can stop.
    """
    parts = [select(_one_range(number, scope)) for number in range(count)]
    return (union_all(*parts) if count > 1 else parts[0]).cte("found")


def _one_range(number: int, scope: Scope) -> Subquery:
    start: BindParameter[str] = bindparam(f"start{number}", type_=search_key.c.key.type)
    end: BindParameter[str] = bindparam(f"end{number}", type_=search_key.c.key.type)
    grade = search_key.c.rank * 2 + case((search_key.c.key == start, 0), else_=1)
    return (
        select(search_key.c.customer_no, grade.label("grade"))
        .where(*_key_scope(scope), search_key.c.key >= start, search_key.c.key < end)
        .order_by(search_key.c.key)
        # Written out: PostgreSQL plans for a tenth of the rows when it does not know the limit.
        .limit(literal_column(str(CAP)))
        .subquery()
    )


def _key_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the condition that lets the index of the narrowest scope be used."""
    if scope.owner_id is not None:
        return [search_key.c.owner_no == _scope_number("owner", scope.owner_id)]
    if scope.team_id is not None:
        return [search_key.c.team_no == _scope_number("team", scope.team_id)]
    return []


def _scope_number(kind: str, id: str) -> ColumnElement[int]:
    statement = select(search_scope.c.no).where(search_scope.c.kind == kind, search_scope.c.id == id)
    return statement.scalar_subquery()


def _bounds(ranges: Sequence[KeyRange]) -> dict[str, str]:
    bounds: dict[str, str] = {}
    for number, wanted in enumerate(ranges):
        bounds |= {f"start{number}": wanted.start, f"end{number}": wanted.end}
    return bounds


def _is_whole(grade: int) -> bool:
    """Say whether a grade means a whole name, number or company."""
    return grade % 2 == 0 and grade // 2 < Rank.INNER


def _merged(*lists: Iterable[CustomerHit]) -> list[CustomerHit]:
    """Join lists, each customer once, at the first place but with the best score."""
    best: dict[str, CustomerHit] = {}
    for hits in lists:
        for hit in hits:
            if hit.id not in best or best[hit.id].score < hit.score:
                best[hit.id] = hit
    return list(best.values())
