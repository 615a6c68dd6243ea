"""Offers: catalogues by version, what was offered to whom, approvals, and how much customers use.

Why: a price comes from a version of a company's catalogue; what a customer heard must be known before
the next offer, and a discount beyond a limit has to be on record with who allowed it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.String(length=64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "offer_catalogue",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", ID, nullable=False),
        sa.Column("imported_by", ID, nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_offer_catalogue"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], ondelete="CASCADE", name="fk_offer_catalogue_team_id_team"
        ),
    )
    op.create_index(
        "uq_offer_catalogue_team_id_key_version",
        "offer_catalogue",
        ["team_id", "key", "version"],
        unique=True,
    )
    op.create_table(
        "offer_made",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("seller_id", ID, nullable=False),
        sa.Column("household", sa.Text(), nullable=False),
        sa.Column("segment", sa.String(length=16), nullable=False),
        sa.Column("catalogue_key", ID, nullable=False),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.Column("refs", sa.Text(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("monthly", sa.BigInteger(), nullable=False),
        sa.Column("upfront", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("percent_off", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("offered_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_offer_made"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], ondelete="CASCADE", name="fk_offer_made_team_id_team"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], ondelete="CASCADE", name="fk_offer_made_customer_id_customer"
        ),
    )
    op.create_index("ix_offer_made_customer_id_shown_at", "offer_made", ["customer_id", "shown_at"])
    op.create_index("ix_offer_made_team_id_state_household", "offer_made", ["team_id", "state", "household"])
    op.create_table(
        "offer_approval",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("offer_id", ID, nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_offer_approval"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], ondelete="CASCADE", name="fk_offer_approval_team_id_team"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            ondelete="CASCADE",
            name="fk_offer_approval_customer_id_customer",
        ),
    )
    op.create_index("ix_offer_approval_team_id_asked_at", "offer_approval", ["team_id", "asked_at"])
    op.create_table(
        "usage_profile",
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("elsewhere", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("stated_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_usage_profile"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], ondelete="CASCADE", name="fk_usage_profile_customer_id_customer"
        ),
    )


def downgrade() -> None:
    for table in ("usage_profile", "offer_approval", "offer_made", "offer_catalogue"):
        op.drop_table(table)
