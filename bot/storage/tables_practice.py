"""Tables of practice: answers of the quiz, and the articles a team wrote copy for."""

from sqlalchemy import Boolean, Column, Date, Index, Table

from bot.storage.columns import CleanString, CleanText, JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

quiz_answer = Table(
    "quiz_answer",
    metadata,
    # One answer a day to the same question: pressing twice has one effect.
    Column("salesperson_id", ID, primary_key=True),
    Column("question_id", CleanString(64), primary_key=True),
    Column("asked_on", Date, primary_key=True),
    Column("chosen", JsonText, nullable=False),
    Column("right", Boolean, nullable=False),
    Column("answered_at", UtcMoment, nullable=False),
)

copy_product = Table(
    "copy_product",
    metadata,
    Column("id", ID, primary_key=True),
    Column("team_id", ID, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("name_key", CleanString(64), nullable=False),
    # What was stated of it: kind, advantages, price, whether above the market.
    Column("stated", JsonText, nullable=False),
    Column("stated_by", ID, nullable=False),
    Column("stated_at", UtcMoment, nullable=False),
    Index("uq_copy_product_team_id_name_key", "team_id", "name_key", unique=True),
)
