"""Alembic's entry: runs on the connection handed over by `bot.storage.schema`."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import TypeDecorator

from bot.storage.metadata import load_tables


def _render(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write what the database holds, not our classes: a migration must not change with them."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=load_tables(),
    render_item=_render,
    # SQLite cannot alter most things in place; batches copy the table instead.
    render_as_batch=True,
    # All steps in the caller's one transaction: a failed upgrade leaves the old schema whole.
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
