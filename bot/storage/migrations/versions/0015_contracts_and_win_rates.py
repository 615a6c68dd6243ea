"""Contracts as records of their own, and win rates a team sets for itself.

Why: what a customer pays month by month, and until when, was guessed from words in the names of
articles; and a forecast is only worth what its rates are worth, which differ from team to team.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.String(length=64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("margin", sa.BigInteger(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contract"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], ondelete="CASCADE", name="fk_contract_customer_id_customer"
        ),
    )
    op.create_index("ix_contract_customer_id", "contract", ["customer_id"])
    op.create_index("ix_contract_ends_on", "contract", ["ends_on"])
    op.create_table(
        "win_rate",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_win_rate"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], ondelete="CASCADE", name="fk_win_rate_team_id_team"
        ),
    )
    op.create_index("ix_win_rate_team_id_at", "win_rate", ["team_id", "at"])


def downgrade() -> None:
    op.drop_table("win_rate")
    op.drop_table("contract")
