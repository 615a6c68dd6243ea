"""Tables of customers and of the keys they are found by."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from bot.storage.columns import BYTEWISE, SERIAL, CleanText, JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

customer = Table(
    "customer",
    metadata,
    # A short number beside the id: there are some fifteen search keys for each customer.
    Column("no", SERIAL, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("team_id", ID, ForeignKey("team.id"), nullable=False),
    Column("owner_id", ID, ForeignKey("salesperson.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", CleanText, nullable=False),
    Column("address_as", CleanText, nullable=False),
    Column("company", CleanText, nullable=False),
    Column("position", CleanText, nullable=False),
    Column("segment", String(16)),
    Column("address", CleanText, nullable=False),
    Column("birthday", Date),
    Column("do_not_contact", Boolean, nullable=False),
    Column("phone_tail", String(8), nullable=False),
    # What is only ever edited and read together with the customer: channels, household, contacts, …
    Column("profile", JsonText, nullable=False),
    # The keys a name, company or number begins with, joined by spaces, for frequent prefixes and typos.
    Column("starts", CleanText, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Column("updated_at", UtcMoment, nullable=False),
    Column("touched_at", UtcMoment, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "owner_id", "touched_at"),
    Index(None, "team_id", "touched_at"),
    Index(None, "touched_at"),
    sqlite_autoincrement=True,
)

search_scope = Table(
    "search_scope",
    metadata,
    # Small numbers for owners and teams keep millions of keys small.
    Column("no", SERIAL, primary_key=True, autoincrement=True),
    Column("kind", String(8), nullable=False),
    Column("id", ID, nullable=False),
    UniqueConstraint("kind", "id"),
    info={"derived": True},
)

search_key = Table(
    "search_key",
    metadata,
    Column("owner_no", BigInteger, primary_key=True, autoincrement=False),
    Column("key", BYTEWISE, primary_key=True),
    Column("rank", SmallInteger, primary_key=True, autoincrement=False),
    # No foreign key: checking it would cost one more index over millions of rows.
    Column("customer_no", BigInteger, primary_key=True, autoincrement=False),
    Column("team_no", BigInteger, nullable=False),
    # One covering index for each scope: an owner's by the primary key, a team's, everybody's.
    Index(None, "team_no", "key", "rank", "customer_no"),
    Index(None, "key", "rank", "customer_no"),
    sqlite_with_rowid=False,
    info={"derived": True},
)
