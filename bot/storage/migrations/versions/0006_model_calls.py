"""Calls of the language model, and what a team lets it see.

Why: costs and daily limits need each call counted, whether or not its answer was used; an equal
question is answered from an earlier call; and a team may forbid that anything of a customer's record
is sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_call",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=True),
        sa.Column("brief_key", sa.String(length=64), nullable=False),
        sa.Column("prompt", sa.String(length=64), nullable=False),
        sa.Column("prompt_version", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cached_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_model_call"),
    )
    op.create_index("ix_model_call_team_id_at", "model_call", ["team_id", "at"])
    op.create_index("ix_model_call_brief_key_at", "model_call", ["brief_key", "at"])
    op.create_table(
        "model_setting",
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("sends_profile", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_model_setting"),
    )


def downgrade() -> None:
    op.drop_table("model_setting")
    op.drop_table("model_call")
