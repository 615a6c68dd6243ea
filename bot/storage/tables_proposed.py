"""Table of answers that salespeople propose for the material."""

from sqlalchemy import Column, Index, String, Table

from bot.storage.columns import CleanText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

proposed_answer = Table(
    "proposed_answer",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, nullable=False),
    Column("question", CleanText, nullable=False),
    Column("answer", CleanText, nullable=False),
    Column("proposed_by", ID, nullable=False),
    Column("proposed_at", UtcMoment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("document_id", ID),
    Index(None, "team_id", "state"),
)
