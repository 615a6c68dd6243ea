"""A team's own limits of model calls a day.

Why: a manager decides in the chat how often a model may be asked; until then the configuration counts.
A row exists only where somebody decided, so that a changed configuration still reaches all other teams.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_limit",
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("per_seller", sa.Integer(), nullable=False),
        sa.Column("per_team", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_model_limit"),
    )


def downgrade() -> None:
    op.drop_table("model_limit")
