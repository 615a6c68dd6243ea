"""Tables of the language model: what was asked and spent, and what a team lets it see."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, false

from bot.storage.columns import CleanString, Exact, JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

model_call = Table(
    "model_call",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, nullable=False),
    Column("salesperson_id", ID, nullable=False),
    Column("customer_id", ID),
    Column("brief_key", String(64), nullable=False),
    Column("prompt", CleanString(64), nullable=False),
    Column("prompt_version", Integer, nullable=False),
    Column("model", CleanString(120), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cached_tokens", Integer, nullable=False),
    # No usage came with the answer: the tokens are a guess from its length.
    Column("estimated", Boolean, nullable=False, server_default=false()),
    Column("cost", Exact(6)),
    Column("seconds", Float, nullable=False),
    Column("outcome", String(16), nullable=False),
    # The draft as it came, for an equal question; emptied when its customer is erased.
    Column("draft", JsonText),
    Column("at", UtcMoment, nullable=False),
    Index(None, "team_id", "at"),
    Index(None, "brief_key", "at"),
)

model_setting = Table(
    "model_setting",
    metadata,
    Column("team_id", ID, primary_key=True),
    Column("sends_profile", Boolean, nullable=False),
)

# Only teams whose manager decided have a row; the configuration counts for all others.
model_limit = Table(
    "model_limit",
    metadata,
    Column("team_id", ID, primary_key=True),
    Column("per_seller", Integer, nullable=False),
    Column("per_team", Integer, nullable=False),
)
