"""Tables of reckoned customer value: derived, and rebuilt by one command."""

from sqlalchemy import Column, Date, Float, ForeignKey, Integer, String, Table

from bot.storage.columns import JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

customer_value = Table(
    "customer_value",
    metadata,
    Column("customer_id", ID, ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True),
    Column("computed_on", Date, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("tier", String(1), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("current", Float, nullable=False),
    Column("historical", Float, nullable=False),
    Column("alive", Float, nullable=False),
    Column("orders_a_year", Float, nullable=False),
    Column("order_value", Float, nullable=False),
    Column("margin_rate", Float, nullable=False),
    Column("cost_a_year", Float, nullable=False),
    Column("sure", Float, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("standing", JsonText),
)

value_model = Table(
    "value_model",
    metadata,
    Column("team_id", ID, primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("learnt_at", UtcMoment, nullable=False),
    Column("content", JsonText, nullable=False),
)
