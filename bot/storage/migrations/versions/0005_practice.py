"""Answers of the quiz, and the articles a team wrote copy for.

Why: questions come back by how they were answered before, and a score of the week needs the answers;
an article is described once (advantages, price, all stated by a seller) and then chosen by a button.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quiz_answer",
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("salesperson_id", "question_id", "asked_on", name="pk_quiz_answer"),
    )
    op.create_table(
        "copy_product",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.Column("stated_by", sa.String(length=64), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_copy_product"),
    )
    op.create_index("uq_copy_product_team_id_name_key", "copy_product", ["team_id", "name_key"], unique=True)


def downgrade() -> None:
    op.drop_table("copy_product")
    op.drop_table("quiz_answer")
