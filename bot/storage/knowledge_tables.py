"""Tables of ingested documents and their chunks: the truth from which every index is derived."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
    text,
)

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
    # A manager said that its prices are in force.
    Column("price_list", Boolean, nullable=False, server_default=false()),
    # The shelf's version when this document last changed, so that another process reads only what is new.
    Column("changed", BigInteger, nullable=False, index=True),
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

chunk_question = Table(
    "chunk_question",
    metadata,
    Column("chunk_id", ID, ForeignKey("chunk.id"), primary_key=True),
    # Who wrote them: `person`, or prompt version and model, so that another model starts anew.
    Column("maker", CleanString(120), primary_key=True),
    Column("questions", JsonText, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
)

shelf_state = Table(
    "shelf_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    # The one pointer to the vectors in force, None without; swapped when a new index is complete.
    Column("vectors", JsonText),
    Column("dense_weight", Float, nullable=False),
    # Which reranker counts how much.
    Column("reranking", JsonText),
    info={"derived": True},
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, nullable=False),
    # Of the folded question: the same question of a team is one row that counts.
    Column("fingerprint", CleanString(16), nullable=False),
    Column("question", CleanText, nullable=False),
    Column("asked_by", ID, nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", UtcMoment, nullable=False),
    Column("last_at", UtcMoment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("document_id", ID),
    Index("uq_unanswered_team_id_fingerprint", "team_id", "fingerprint", unique=True),
)
