"""Jobs that ring, each seller's own hours, and whether a manager hears of overdue promises.

Why: reminders, promises and the morning digest have to survive restarts, and with several replicas
each must ring once: a job is claimed for a short while in one transaction and marked sent in the one
that queues its message.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.String(length=64), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["salesperson.id"], name="fk_job_owner_id_salesperson", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_job_customer_id_customer", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_job_waiting", "job", ["due_at"], sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_index("ix_job_owner_id_kind_state", "job", ["owner_id", "kind", "state"])
    op.create_index("ix_job_customer_id", "job", ["customer_id"])
    op.create_index("ix_job_subject", "job", ["subject"])
    op.create_table(
        "day_setting",
        sa.Column("salesperson_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("digest_minute", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("salesperson_id", name="pk_day_setting"),
        sa.ForeignKeyConstraint(
            ["salesperson_id"],
            ["salesperson.id"],
            name="fk_day_setting_salesperson_id_salesperson",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "day_team",
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("tells_manager", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_day_team"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name="fk_day_team_team_id_team", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("day_team")
    op.drop_table("day_setting")
    op.drop_table("job")
