"""Tables of record keeping: merges, hand-overs, pairs known to differ, and how pictures are wanted."""

from sqlalchemy import Boolean, Column, Index, Table

from bot.storage.columns import JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

customer_merge = Table(
    "customer_merge",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, nullable=False),
    Column("kept_id", ID, nullable=False, index=True),
    Column("gone_id", ID, nullable=False, index=True),
    Column("by", ID, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("undone_at", UtcMoment),
    # Profiles before and after, and which records moved: what an undo needs.
    Column("kept_back", JsonText, nullable=False),
    Index(None, "team_id", "at"),
)

hand_over = Table(
    "hand_over",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, nullable=False),
    Column("from_id", ID, nullable=False),
    Column("to_id", ID, nullable=False),
    Column("by", ID, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("undone_at", UtcMoment),
    Column("customer_ids", JsonText, nullable=False),
    Index(None, "team_id", "at"),
)

not_the_same = Table(
    "not_the_same",
    metadata,
    # The smaller id stands first, so that a pair has one row.
    Column("first_id", ID, primary_key=True),
    Column("second_id", ID, primary_key=True),
    Column("at", UtcMoment, nullable=False),
)

picture_look = Table(
    "picture_look",
    metadata,
    Column("salesperson_id", ID, primary_key=True),
    Column("dark", Boolean, nullable=False),
    Column("covered", Boolean, nullable=False),
)
