"""Tables of secretary mode, and of who a Telegram sender is."""

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table

from bot.storage.columns import CleanString, CleanText, JsonText, UtcMoment
from bot.storage.metadata import metadata
from bot.storage.tables_people import ID

business_account = Table(
    "business_account",
    metadata,
    Column("connection_id", CleanString(64), primary_key=True),
    Column("salesperson_id", ID, nullable=False),
    Column("telegram_id", BigInteger, nullable=False),
    Column("user_chat_id", BigInteger, nullable=False),
    Column("can_reply", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("connected_at", UtcMoment, nullable=False),
    Index(None, "salesperson_id"),
)

business_chat = Table(
    "business_chat",
    metadata,
    Column("salesperson_id", ID, primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", CleanString(200), nullable=False),
    Column("muted", Boolean, nullable=False),
    Column("heard_at", UtcMoment, nullable=False),
)

secretary_case = Table(
    "secretary_case",
    metadata,
    Column("id", ID, primary_key=True),
    Column("salesperson_id", ID, nullable=False),
    Column("connection_id", CleanString(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_ids", JsonText, nullable=False),
    Column("customer_id", ID),
    Column("advice_id", ID),
    Column("edited", CleanText, nullable=False),
    Column("state", String(10), nullable=False),
    Column("shown_as", CleanString(120), nullable=False),
    Column("updated_at", UtcMoment, nullable=False),
    Index(None, "salesperson_id", "chat_id", "state"),
    Index(None, "customer_id"),
)

customer_alias = Table(
    "customer_alias",
    metadata,
    # A person's own knowledge: a colleague may know the same name as somebody else.
    Column("salesperson_id", ID, primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("value", CleanString(200), primary_key=True),
    Column("customer_id", ID, nullable=False),
    Index(None, "customer_id"),
)
