"""Each salesperson's own settings.

Why: the tone somebody likes to write in, how many lines they want to choose from, and whether their
customers' cards open covered are choices of a person, not of a team or a chat.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "preference",
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("salesperson_id", name="pk_preference"),
        sa.ForeignKeyConstraint(
            ["salesperson_id"],
            ["salesperson.id"],
            name="fk_preference_salesperson_id_salesperson",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("preference")
