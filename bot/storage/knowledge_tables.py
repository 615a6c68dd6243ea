"""Tables of ingested documents and their chunks: the truth from which every index is derived."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, text

from bot.storage.columns import CleanString, CleanText, JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

_LIVE = text("retired_at IS NULL")

document = Table(
    "document",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("digest", CleanString(64), nullable=False),
    Column("title", CleanText, nullable=False),
    Column("media_type", CleanString(120), nullable=False),
    Column("team_id", ID),
    # The team, or '' for every team: NULLs never clash in a unique index.
    Column("audience", ID, nullable=False),
    Column("added_by", ID, nullable=False),
    Column("added_at", UtcMoment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("replaces", ID),
    Column("retired_at", UtcMoment),
    Column("valid_from", Date),
    Column("valid_until", Date),
    # One live copy of the same content per audience.
    Index(
        "uq_document_live",
        "digest",
        "audience",
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    ),
)

chunk = Table(
    "chunk",
    metadata,
    Column("id", ID, primary_key=True),
    Column("document_id", ID, ForeignKey("document.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("raw", CleanText, nullable=False),
    Column("clean", CleanText, nullable=False),
    Column("heading", CleanText, nullable=False),
    Column("fingerprint", CleanString(16), nullable=False),
    Column("also_in", JsonText, nullable=False),
    Index("ix_chunk_document_id_position", "document_id", "position"),
)
