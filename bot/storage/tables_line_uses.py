"""Table of what became of the lines."""

from sqlalchemy import Column, Index, String, Table

from bot.storage.columns import CleanString, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

line_use = Table(
    "line_use",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, nullable=False),
    Column("salesperson_id", ID, nullable=False),
    Column("customer_id", ID),
    Column("advice_id", ID),
    Column("card_id", CleanString(64), nullable=False),
    Column("move_id", CleanString(64), nullable=False),
    Column("line_id", CleanString(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", CleanString(64), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Index(None, "team_id", "at"),
    Index(None, "customer_id"),
    # Pressing twice counts once. Rows without an advice (inline) never collide: NULL equals nothing.
    Index("uq_line_use_advice_id_line_id_kind", "advice_id", "line_id", "kind", unique=True),
)
