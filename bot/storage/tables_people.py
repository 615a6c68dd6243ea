"""Tables of teams, salespeople, invites, and of what was erased."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, String, Table

from bot.storage.columns import CleanString, CleanText, UtcMoment
from bot.storage.metadata import metadata

ID = CleanString(64)

team = Table(
    "team",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("is_sample", Boolean, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
)

salesperson = Table(
    "salesperson",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, ForeignKey("team.id"), nullable=False, index=True),
    Column("name", CleanText, nullable=False),
    Column("role", String(16), nullable=False),
    Column("telegram_id", BigInteger, unique=True),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
)

invite = Table(
    "invite",
    metadata,
    Column("id", ID, primary_key=True),
    Column("token_digest", CleanString(128), nullable=False, unique=True),
    Column("team_id", ID, ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_by", ID, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("expires_at", UtcMoment, nullable=False),
    Column("used_at", UtcMoment),
    Column("used_by", ID),
)

erasure = Table(
    "erasure",
    metadata,
    Column("customer_id", ID, primary_key=True),
    Column("erased_on", Date, nullable=False),
)
