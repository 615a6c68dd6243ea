"""The JSON form of customers: everything, and back again. Described in docs/customer-json.md."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.errors import InputRefused
from crm.base import Moment, Record
from crm.people import Role, Salesperson, Team
from crm.ports import CustomerFile

FORMAT = "jinju-customers"
VERSION = 1
MAX_BYTES = 400 * 1024 * 1024
_CUSTOMERS = '"customers": ['


class Person(Record):
    """A salesperson as exported: no Telegram account, no rights are carried over by a file."""

    id: str
    team_id: str
    name: str
    role: Role = Role.SALESPERSON
    created_at: Moment


class Heading(Record):
    """What stands before the customers."""

    format: str
    version: int
    exported_at: Moment
    teams: tuple[Team, ...] = ()
    people: tuple[Person, ...] = ()


class Entry(NamedTuple):
    """One customer of a file, or the reason why it cannot be read."""

    number: int
    file: CustomerFile | None
    problem: str
    raw: str


def person_of(person: Salesperson) -> Person:
    """Return a salesperson as exported."""
    return Person(
        id=person.id, team_id=person.team_id, name=person.name, role=person.role, created_at=person.created_at
    )


def heading_text(heading: Heading) -> str:
    """Return the beginning of a file, up to and with the bracket that opens the customers."""
    return heading.model_dump_json()[:-1] + f",\n{_CUSTOMERS}\n"


def entry_text(file: CustomerFile, *, first: bool) -> str:
    """Return one customer's line, with the comma before it."""
    return ("" if first else ",\n") + file.model_dump_json()


END = "\n]}\n"


def read_json(name: str, data: bytes) -> tuple[Heading, Iterator[Entry]]:
    """Return the heading and the customers of a file.

    A file as we write it is read line by line; one that was reformatted is read whole. Raises
    InputRefused `broken`, `too_big`, `not_what_it_says` (JSON, but no customers of ours), `newer_format`.
    """
    if len(data) > MAX_BYTES:
        raise InputRefused("too_big", name=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused("broken", name=name) from error
    start, opening, rest = text.partition(f",\n{_CUSTOMERS}\n")
    if opening and rest.endswith(END):
        return _heading(name, _parsed(name, start + "}")), _by_line(rest[: -len(END)])
    whole = _parsed(name, text)
    customers = whole.pop("customers", None)
    heading = _heading(name, whole)
    if not isinstance(customers, list):
        raise InputRefused("not_what_it_says", name=name)
    return heading, _entries(customers)


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputRefused("broken", name=name) from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InputRefused("not_what_it_says", name=name)
    return value


def _heading(name: str, value: dict[str, Any]) -> Heading:
    if isinstance(value.get("version"), int) and value["version"] > VERSION:
        raise InputRefused("newer_format", name=name)
    try:
        return Heading.model_validate(value)
    except ValidationError as error:
        raise InputRefused("broken", name=name) from error


def _by_line(text: str) -> Iterator[Entry]:
    for number, line in enumerate(text.split(",\n") if text else (), 1):
        yield _entry(number, line)


def _entries(customers: list[Any]) -> Iterator[Entry]:
    for number, value in enumerate(customers, 1):
        yield _entry(number, json.dumps(value, ensure_ascii=False))


def _entry(number: int, raw: str) -> Entry:
    try:
        file = CustomerFile.model_validate_json(raw)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        return Entry(number, None, f"第 {number} 位客户的「{place or '内容'}」不合要求", raw)
    owners = {
        *(record.customer_id for record in file.purchases),
        *(record.customer_id for record in file.touchpoints),
        *(record.customer_id for record in file.opportunities),
        *(record.customer_id for record in file.promises),
        *(record.customer_id for record in file.signals),
        *(record.customer_id for record in file.contracts),
    }
    if owners - {file.customer.id}:
        return Entry(number, None, f"第 {number} 位客户的往来记录属于别的客户", raw)
    return Entry(number, file, "", raw)
