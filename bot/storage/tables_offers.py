"""Tables of offers: catalogues by version, what was offered, approvals, how much customers use."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from bot.storage.columns import CleanString, CleanText, Exact, JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID


def _team_id() -> Column[str]:
    return Column("team_id", ID, ForeignKey("team.id", ondelete="CASCADE"), nullable=False)


def _customer_id(*, primary_key: bool = False) -> Column[str]:
    # What was offered to a customer goes with the customer.
    link = ForeignKey("customer.id", ondelete="CASCADE")
    return Column("customer_id", ID, link, nullable=False, primary_key=primary_key)


offer_catalogue = Table(
    "offer_catalogue",
    metadata,
    Column("id", ID, primary_key=True),
    _team_id(),
    Column("key", CleanString(64), nullable=False),
    Column("name", CleanText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("in_force", Boolean, nullable=False),
    Column("content", JsonText, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("imported_by", ID, nullable=False),
    Column("imported_at", UtcMoment, nullable=False),
    Index("uq_offer_catalogue_team_id_key_version", "team_id", "key", "version", unique=True),
)

offer_made = Table(
    "offer_made",
    metadata,
    Column("id", ID, primary_key=True),
    _team_id(),
    _customer_id(),
    Column("seller_id", ID, nullable=False),
    Column("household", CleanText, nullable=False),
    Column("segment", String(16), nullable=False),
    Column("catalogue_key", CleanString(64), nullable=False),
    Column("catalogue_version", Integer, nullable=False),
    Column("refs", JsonText, nullable=False),
    Column("keys", JsonText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("quantity", Exact(3), nullable=False),
    Column("monthly", Exact(4), nullable=False),
    Column("upfront", Exact(4), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("percent_off", Exact(4), nullable=False),
    Column("content", JsonText, nullable=False),
    Column("state", String(16), nullable=False),
    Column("shown_at", UtcMoment, nullable=False),
    Column("offered_at", UtcMoment),
    Column("answered_at", UtcMoment),
    Column("valid_until", Date, nullable=False),
    Column("reason", CleanText, nullable=False),
    Index(None, "customer_id", "shown_at"),
    Index(None, "team_id", "state", "household"),
)

offer_approval = Table(
    "offer_approval",
    metadata,
    Column("id", ID, primary_key=True),
    _team_id(),
    _customer_id(),
    Column("offer_id", ID, nullable=False),
    Column("asked_by", ID, nullable=False),
    Column("percent", Exact(4), nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("asked_at", UtcMoment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", ID),
    Column("decided_at", UtcMoment),
    Index(None, "team_id", "asked_at"),
)

usage_profile = Table(
    "usage_profile",
    metadata,
    _customer_id(primary_key=True),
    Column("usage", JsonText, nullable=False),
    Column("elsewhere", JsonText, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("stated_by", ID, nullable=False),
)
