"""Tables of each salesperson's and each team's own settings."""

from sqlalchemy import Column, ForeignKey, Table

from bot.storage.columns import JsonText
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

preference = Table(
    "preference",
    metadata,
    Column("salesperson_id", ID, ForeignKey("salesperson.id", ondelete="CASCADE"), primary_key=True),
    Column("chosen", JsonText, nullable=False),
)

team_choice = Table(
    "team_choice",
    metadata,
    Column("team_id", ID, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("chosen", JsonText, nullable=False),
)
