"""What became of the lines, and which advice a reply shows.

Why: which lines are sent, liked and answered is the only evidence of which are good; a reaction to a
message has to find the advice that stands in it, and the payload is emptied once sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_use",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=True),
        sa.Column("advice_id", sa.String(length=64), nullable=True),
        sa.Column("card_id", sa.String(length=64), nullable=False),
        sa.Column("move_id", sa.String(length=64), nullable=False),
        sa.Column("line_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_line_use"),
    )
    op.create_index("ix_line_use_team_id_at", "line_use", ["team_id", "at"])
    op.create_index("ix_line_use_customer_id", "line_use", ["customer_id"])
    op.create_index(
        "uq_line_use_advice_id_line_id_kind", "line_use", ["advice_id", "line_id", "kind"], unique=True
    )
    op.add_column("outbox", sa.Column("advice_id", sa.String(length=64), nullable=True))
    op.create_index("ix_outbox_chat_id_message_id", "outbox", ["chat_id", "message_id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_chat_id_message_id", table_name="outbox")
    op.drop_column("outbox", "advice_id")
    op.drop_table("line_use")
