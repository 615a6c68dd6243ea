"""Price lists in force, and how much a reranker counts.

Why: a price in a document may stand in a line for the customer only when a manager has said that the
document is the price list in force. A reranker's weight is measured on cases and kept with the index,
like that of the vectors.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("price_list", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("shelf_state") as batch:
        batch.add_column(sa.Column("reranking", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("shelf_state") as batch:
        batch.drop_column("reranking")
    with op.batch_alter_table("document") as batch:
        batch.drop_column("price_list")
