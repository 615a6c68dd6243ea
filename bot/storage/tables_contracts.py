"""Tables of contracts, and of win rates a team set for itself."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from bot.storage.columns import CleanText, Exact, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

contract = Table(
    "contract",
    metadata,
    Column("id", ID, primary_key=True),
    Column("customer_id", ID, ForeignKey("customer.id", ondelete="CASCADE"), nullable=False),
    Column("product", CleanText, nullable=False),
    Column("amount", Exact(4), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("months", Integer, nullable=False),
    Column("margin", Exact(4)),
    Column("started_on", Date),
    Column("ends_on", Date),
    Column("state", String(16), nullable=False),
    Column("note", CleanText, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("updated_at", UtcMoment, nullable=False),
    Index(None, "customer_id"),
    Index(None, "ends_on"),
)

win_rate = Table(
    "win_rate",
    metadata,
    # Never changed: the latest row of a stage holds, the others are its history.
    Column("id", ID, primary_key=True),
    Column("team_id", ID, ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("stage", String(24), nullable=False),
    Column("rate", Exact(4), nullable=False),
    Column("by", ID, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Index(None, "team_id", "at"),
)
