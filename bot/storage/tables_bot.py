"""Tables of the bot itself: inbox, outbox, dialogues, stored advice."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, text

from bot.storage.columns import SERIAL, CleanString, CleanText, JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

_PENDING = text("state = 'pending'")

inbox = Table(
    "inbox",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger),
    Column("raw", JsonText),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", CleanText, nullable=False),
    Column("received_at", UtcMoment, nullable=False),
    # Only the few unfinished rows are indexed, so that the log of finished ones costs nothing.
    Index("ix_inbox_pending", "bot_id", "update_id", sqlite_where=_PENDING, postgresql_where=_PENDING),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    Column("key", CleanString(120), nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("method", CleanString(64), nullable=False),
    Column("payload", JsonText, nullable=False),
    Column("customer_id", ID),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", CleanText, nullable=False),
    Column("message_id", BigInteger),
    # The advice that stands in the message, so that a reaction to it finds the lines.
    Column("advice_id", ID),
    Column("not_before", UtcMoment),
    Column("created_at", UtcMoment, nullable=False),
    Index("ix_outbox_pending", "id", sqlite_where=_PENDING, postgresql_where=_PENDING),
    Index(None, "chat_id", "message_id"),
    sqlite_autoincrement=True,
)

dialogue = Table(
    "dialogue",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("salesperson_id", ID, primary_key=True),
    Column("pinned_customer_id", ID),
    Column("flow", CleanText, nullable=False),
    Column("step", CleanText, nullable=False),
    Column("data", JsonText, nullable=False),
    Column("last_advice_id", ID),
    Column("updated_at", UtcMoment, nullable=False),
)

advice = Table(
    "advice",
    metadata,
    Column("id", ID, primary_key=True),
    Column("salesperson_id", ID, nullable=False),
    Column("customer_id", ID),
    Column("turn", JsonText, nullable=False),
    Column("advice", JsonText, nullable=False),
    Column("created_at", UtcMoment, nullable=False),
    Index(None, "customer_id", "created_at"),
)
