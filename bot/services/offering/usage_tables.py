"""What customers use and spend a month, from a table: one row a customer, found by phone number."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.ports import BotUnitOfWork, Clock
from bot.ports.offers import UsageProfile
from bot.services.importing.cells import BadCell, money_of, phones_of
from bot.services.importing.tables import SourceRow, read_rows
from crm.folding import fold
from crm.people import Actor

_PEEK = 10
_PHONE = frozenset(fold(word) for word in ("手机", "手机号", "电话", "号码", "联系电话", "phone", "mobile"))
_USES: Mapping[str, str] = {
    fold(word): key
    for key, words in {
        "minutes": ("通话分钟", "通话", "分钟", "月均通话", "minutes"),
        "traffic_gb": ("流量", "月均流量", "流量g", "流量gb", "traffic", "traffic_gb"),
        "lines": ("线路", "号码数", "线数", "lines"),
        "devices": ("设备", "设备数", "终端数", "devices"),
        "staff": ("人数", "代发人数", "员工数", "staff"),
    }.items()
    for word in words
}
_ELSEWHERE = ("别家", "其他家", "elsewhere")


@dataclass(frozen=True)
class UsageReport:
    """How many customers were updated, and the rows nobody was found for or that cannot be read."""

    updated: int
    unknown: tuple[int, ...]


def is_usage_table(name: str, data: bytes) -> bool:
    """Whether a table is about customers' use: a phone number and at least one kind of use.

    Raises InputRefused for a file that cannot be read at all.
    """
    return _header(list(read_rows(name, data))[:_PEEK]) is not None


async def import_usage(
    uow: BotUnitOfWork, actor: Actor, clock: Clock, zone: ZoneInfo, name: str, data: bytes
) -> UsageReport:
    """Store the use of every customer in the actor's scope that a row names; the caller commits.

    A column 别家宽带 is what is spent on 宽带 with others. Numbers replace what was known before.
    """
    rows = await asyncio.to_thread(lambda: list(read_rows(name, data)))
    found = _header(rows[:_PEEK])
    if found is None:
        return UsageReport(0, ())
    at, columns, phone = found
    today = clock.now().astimezone(zone).date()
    profiles, unknown = [], []
    for row in rows[at + 1 :]:
        numbers = _phones(row, phone)
        hits = await uow.customers.by_phones(numbers, actor.scope) if numbers else ()
        usage, elsewhere = _values(row, columns)
        if len(hits) != 1 or not (usage or elsewhere):
            unknown.append(row.number)
            continue
        profiles.append(
            UsageProfile(
                customer_id=hits[0].id,
                usage=usage,
                elsewhere=elsewhere,
                as_of=today,
                stated_by=actor.salesperson_id,
            )
        )
    await uow.offers.put_usage(profiles)
    return UsageReport(len(profiles), tuple(unknown))


def _header(rows: Sequence[SourceRow]) -> tuple[int, dict[int, str], int] | None:
    """Return place of the header, key by column (`+category` for spend elsewhere), column of the phone."""
    for at, row in enumerate(rows):
        cells = [fold(cell) for cell in row.cells]
        phone = next((i for i, cell in enumerate(cells) if cell in _PHONE), None)
        columns = {i: _USES[cell] for i, cell in enumerate(cells) if cell in _USES}
        for i, cell in enumerate(row.cells):
            prefix = next((word for word in _ELSEWHERE if cell.strip().lower().startswith(word)), "")
            if prefix and len(cell.strip()) > len(prefix):
                columns[i] = "+" + cell.strip()[len(prefix) :].strip(" _")
        if phone is not None and columns:
            return at, columns, phone
    return None


def _phones(row: SourceRow, column: int) -> tuple[str, ...]:
    try:
        return phones_of(row.cells[column]) if column < len(row.cells) else ()
    except BadCell:
        return ()


def _values(row: SourceRow, columns: Mapping[int, str]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    usage: dict[str, Decimal] = {}
    elsewhere: dict[str, Decimal] = {}
    for i, key in columns.items():
        number = _number(row.cells[i : i + 1])
        if number is not None and number >= 0:
            target, name = (elsewhere, key[1:]) if key.startswith("+") else (usage, key)
            target[name] = number
    return usage, elsewhere


def _number(cells: Iterable[str]) -> Decimal | None:
    try:
        money = money_of(next(iter(cells), ""))
    except BadCell:
        return None
    return None if money is None else money.amount
