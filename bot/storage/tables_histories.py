"""Tables of what happened with a customer and what is planned."""

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table

from bot.storage.columns import CleanText, Exact, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID


def _customer_id() -> Column[str]:
    return Column("customer_id", ID, ForeignKey("customer.id", ondelete="CASCADE"), nullable=False)


purchase = Table(
    "purchase",
    metadata,
    Column("id", ID, primary_key=True),
    _customer_id(),
    Column("product", CleanText, nullable=False),
    Column("category", CleanText, nullable=False),
    Column("quantity", Exact(3), nullable=False),
    Column("unit", CleanText, nullable=False),
    Column("amount", Exact(4), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("margin", Exact(4)),
    Column("margin_currency", String(3)),
    Column("bought_on", Date, nullable=False),
    Column("note", CleanText, nullable=False),
    Index(None, "customer_id", "bought_on"),
)

touchpoint = Table(
    "touchpoint",
    metadata,
    Column("id", ID, primary_key=True),
    _customer_id(),
    Column("by", ID, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("direction", String(16), nullable=False),
    Column("channel", String(16)),
    Column("text", CleanText, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Index(None, "customer_id", "at"),
)

opportunity = Table(
    "opportunity",
    metadata,
    Column("id", ID, primary_key=True),
    _customer_id(),
    Column("title", CleanText, nullable=False),
    Column("stage", String(24), nullable=False),
    Column("state", String(16), nullable=False),
    Column("amount", Exact(4)),
    Column("currency", String(3)),
    Column("expected_on", Date),
    Column("next_advance", CleanText, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("updated_at", UtcMoment, nullable=False),
    Index(None, "customer_id"),
    Index(None, "state", "amount"),
)

signal = Table(
    "signal",
    metadata,
    Column("id", ID, primary_key=True),
    _customer_id(),
    Column("by", ID, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("value", Exact(4)),
    Column("text", CleanText, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Index(None, "customer_id", "kind", "at"),
)

promise = Table(
    "promise",
    metadata,
    Column("id", ID, primary_key=True),
    _customer_id(),
    Column("by", ID, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("due_at", UtcMoment),
    Column("state", String(16), nullable=False),
    Column("source", CleanText, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Index(None, "customer_id"),
    Index(None, "state", "due_at"),
)
