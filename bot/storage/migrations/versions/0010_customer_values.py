"""Reckoned customer values, and the models they were reckoned with.

Why: a team of a million customers cannot be valued anew for each screen; what was reckoned is kept,
replaced one by one as purchases and contacts come in, and all together by one command. All of it is
derived: losing it loses nothing but time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FIGURES = (
    "current",
    "historical",
    "alive",
    "orders_a_year",
    "order_value",
    "margin_rate",
    "cost_a_year",
    "sure",
)


def upgrade() -> None:
    op.create_table(
        "customer_value",
        sa.Column("customer_id", sa.String(length=64), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("tier", sa.String(length=1), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in _FIGURES),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name="fk_customer_value_customer_id_customer",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("customer_id", name="pk_customer_value"),
    )
    op.create_table(
        "value_model",
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "currency", name="pk_value_model"),
    )


def downgrade() -> None:
    op.drop_table("value_model")
    op.drop_table("customer_value")
