"""Secretary mode: connected accounts, their chats and drafts; and who a Telegram sender is.

Why: the bot may only draft for accounts whose owner said so, and only answer within the platform's
window; a sender that was told to be a customer is known the next time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business_account",
        sa.Column("connection_id", sa.String(length=64), nullable=False),
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("user_chat_id", sa.BigInteger(), nullable=False),
        sa.Column("can_reply", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", name="pk_business_account"),
    )
    op.create_index("ix_business_account_salesperson_id", "business_account", ["salesperson_id"])
    op.create_table(
        "business_chat",
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("salesperson_id", "chat_id", name="pk_business_chat"),
    )
    op.create_table(
        "secretary_case",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("connection_id", sa.String(length=64), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_ids", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=True),
        sa.Column("advice_id", sa.String(length=64), nullable=True),
        sa.Column("edited", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("shown_as", sa.String(length=120), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_secretary_case"),
    )
    op.create_index(
        "ix_secretary_case_salesperson_id_chat_id_state",
        "secretary_case",
        ["salesperson_id", "chat_id", "state"],
    )
    op.create_index("ix_secretary_case_customer_id", "secretary_case", ["customer_id"])
    op.create_table(
        "customer_alias",
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("salesperson_id", "kind", "value", name="pk_customer_alias"),
    )
    op.create_index("ix_customer_alias_customer_id", "customer_alias", ["customer_id"])


def downgrade() -> None:
    for table in ("customer_alias", "secretary_case", "business_chat", "business_account"):
        op.drop_table(table)
