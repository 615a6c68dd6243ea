"""The shelf's versions, questions of passages, the pointer to the vectors, and what was asked in vain.

Why: several processes serve one shelf, so each must notice cheaply what another one changed, and all
must agree on the one collection of vectors in force. Questions written per passage are stored because
they cost money or a person's time; questions nobody could answer are the manager's list of work.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("changed", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_document_changed", "document", ["changed"])
    op.create_table(
        "chunk_question",
        sa.Column("chunk_id", sa.String(length=64), nullable=False),
        sa.Column("maker", sa.String(length=120), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chunk_id"], ["chunk.id"], name="fk_chunk_question_chunk_id_chunk"),
        sa.PrimaryKeyConstraint("chunk_id", "maker", name="pk_chunk_question"),
    )
    op.create_table(
        "shelf_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("vectors", sa.Text(), nullable=True),
        sa.Column("dense_weight", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shelf_state"),
    )
    op.create_table(
        "unanswered",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("team_id", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
    )
    op.create_index(
        "uq_unanswered_team_id_fingerprint", "unanswered", ["team_id", "fingerprint"], unique=True
    )


def downgrade() -> None:
    op.drop_table("unanswered")
    op.drop_table("shelf_state")
    op.drop_table("chunk_question")
    op.drop_index("ix_document_changed", "document")
    with op.batch_alter_table("document") as batch:
        batch.drop_column("changed")
