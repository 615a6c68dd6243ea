"""Tables of what falls due: jobs of the scheduler, and each seller's own hours."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from bot.storage.columns import CleanString, CleanText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

_WAITING = text("state = 'waiting'")

job = Table(
    "job",
    metadata,
    Column("id", CleanString(160), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner_id", ID, ForeignKey("salesperson.id", ondelete="CASCADE"), nullable=False),
    Column("customer_id", ID, ForeignKey("customer.id", ondelete="CASCADE")),
    Column("subject", CleanString(64), nullable=False),
    Column("text", CleanText, nullable=False),
    Column("due_at", UtcMoment),
    Column("exact", Boolean, nullable=False),
    Column("created_by", ID, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("claim", CleanString(64), nullable=False),
    Column("claimed_until", UtcMoment),
    # The scheduler asks every few seconds; only the few waiting ones are indexed.
    Index("ix_job_waiting", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index(None, "owner_id", "kind", "state"),
    Index(None, "customer_id"),
    Index(None, "subject"),
)

day_setting = Table(
    "day_setting",
    metadata,
    Column("salesperson_id", ID, ForeignKey("salesperson.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", Boolean, nullable=False),
    Column("digest_minute", Integer, nullable=False),
    Column("quiet_from", Integer, nullable=False),
    Column("quiet_until", Integer, nullable=False),
    Column("zone", CleanString(64), nullable=False),
)

day_team = Table(
    "day_team",
    metadata,
    Column("team_id", ID, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("tells_manager", Boolean, nullable=False),
)
