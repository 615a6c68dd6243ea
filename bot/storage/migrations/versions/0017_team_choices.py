"""A team's own choices, and answers that salespeople propose for the material.

Why: the firm's name belongs to the team, not to one person; and who sells knows answers that the
material lacks, but only a manager decides what becomes material.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_choice",
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_team_choice"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name="fk_team_choice_team_id_team", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "proposed_answer",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_proposed_answer"),
    )
    op.create_index("ix_proposed_answer_team_id_state", "proposed_answer", ["team_id", "state"])


def downgrade() -> None:
    op.drop_table("proposed_answer")
    op.drop_table("team_choice")
