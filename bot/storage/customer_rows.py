"""Customers as rows and back."""

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping, true
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.columns import storable
from bot.storage.tables_customers import customer
from crm.customers import ChannelKind, Customer
from crm.folding import fold_number
from crm.people import Scope
from crm.ports import CustomerHit
from crm.search_keys import SearchKey, starts_of

_PROFILE = {"channels", "household", "contacts", "personality", "tags", "notes"}
_COLUMNS = set(Customer.model_fields) - _PROFILE

HIT_COLUMNS = (
    customer.c.id,
    customer.c.name,
    customer.c.address_as,
    customer.c.company,
    customer.c.phone_tail,
    customer.c.address,
    customer.c.owner_id,
)


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a customer row is visible."""
    condition: ColumnElement[bool] = true()
    if scope.team_id is not None:
        condition &= customer.c.team_id == scope.team_id
    if scope.owner_id is not None:
        condition &= customer.c.owner_id == scope.owner_id
    return condition


def customer_values(record: Customer, keys: Sequence[SearchKey]) -> dict[str, object]:
    """Return the column values of a customer."""
    profile = record.model_dump(mode="json", include=_PROFILE, exclude_defaults=True)
    return {
        **record.model_dump(include=_COLUMNS),
        "profile": profile,
        "phone_tail": _phone_tail(record),
        "starts": starts_of(keys),
        "touched_at": record.updated_at,
    }


def customer_record(row: Mapping[str, object] | RowMapping) -> Customer:
    """Return the customer of a row."""
    profile = row["profile"]
    values = {name: row[name] for name in _COLUMNS}
    return Customer.model_validate(values | (profile if isinstance(profile, dict) else {}))


def customer_hit(row: Mapping[str, object] | RowMapping, score: float) -> CustomerHit:
    """Return a search result; a customer without a name goes by form of address, company or phone."""
    values = {name: row[name] for name in ("id", "company", "phone_tail", "address", "owner_id")}
    tail = f"尾号{row['phone_tail']}" if row["phone_tail"] else "未命名客户"
    name = row["name"] or row["address_as"] or row["company"] or tail
    return CustomerHit.model_validate({**values, "name": name, "score": score})


def _phone_tail(record: Customer) -> str:
    numbers = [channel.address for channel in record.channels if channel.kind is ChannelKind.PHONE]
    return storable(fold_number(numbers[0])[-4:]) if numbers else ""
