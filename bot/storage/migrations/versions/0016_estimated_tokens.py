"""Whether a call's tokens were counted by the endpoint or estimated.

Why: some endpoints report no usage (those that refuse `stream_options`, some local servers). Their
calls would stand at zero tokens and cost nothing; an estimate is stored instead and named as one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "model_call", sa.Column("estimated", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("model_call", "estimated")
