"""Merges and hand-overs that can be taken back, pairs known to differ, and how pictures are wanted.

Why: a merge throws one of two records away and a hand-over changes hundreds at once; both are pressed on
a phone, so both must be undone as easily, which needs the state before. A pair once judged different must
not be shown again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_merge",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("kept_id", sa.String(length=64), nullable=False),
        sa.Column("gone_id", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_back", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merge"),
    )
    op.create_index("ix_customer_merge_kept_id", "customer_merge", ["kept_id"])
    op.create_index("ix_customer_merge_gone_id", "customer_merge", ["gone_id"])
    op.create_index("ix_customer_merge_team_id_at", "customer_merge", ["team_id", "at"])
    op.create_table(
        "hand_over",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("from_id", sa.String(length=64), nullable=False),
        sa.Column("to_id", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hand_over"),
    )
    op.create_index("ix_hand_over_team_id_at", "hand_over", ["team_id", "at"])
    op.create_table(
        "not_the_same",
        sa.Column("first_id", sa.String(length=64), nullable=False),
        sa.Column("second_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_not_the_same"),
    )
    op.create_table(
        "picture_look",
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("dark", sa.Boolean(), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("salesperson_id", name="pk_picture_look"),
    )


def downgrade() -> None:
    for table in ("picture_look", "not_the_same", "hand_over", "customer_merge"):
        op.drop_table(table)
