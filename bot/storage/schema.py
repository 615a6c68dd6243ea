"""The schema of a database: which revision it has, and bringing it to the newest one."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import SchemaTooNew
from bot.storage.metadata import load_tables

_ADVISORY_LOCK = 0x4A494E4A55
"""Serialises replicas that start at the same moment ("JINJU")."""


def head() -> str:
    """Return the revision this version of Jinju works with."""
    revision = _scripts().get_current_head()
    if revision is None:  # pragma: no cover - the package carries its migrations
        raise RuntimeError("the migrations are missing from the package")
    return revision


def known(revision: str) -> bool:
    """Say whether this version knows a revision; one it does not know was made by a newer version."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def current(connection: Connection) -> str | None:
    """Return the revision a database has, None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def require_known(connection: Connection) -> None:
    """Raise SchemaTooNew when a newer version made this database."""
    revision = current(connection)
    if revision is not None and not known(revision):
        raise SchemaTooNew(f"the database has schema {revision}, newer than {head()}")


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring a database to a revision inside the caller's transaction. Raises SchemaTooNew."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    require_known(connection)
    if current(connection) == (head() if revision == "head" else revision):
        return
    command.upgrade(_config(connection), revision)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"a migration left a dangling reference in table {broken[0]}")


def drift(connection: Connection) -> list[str]:
    """Return the differences between the tables in code and those in the database; none is right."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    with quiet_reflection():
        return [str(change) for change in compare_metadata(context, load_tables())]


@contextmanager
def quiet_reflection() -> Iterator[None]:
    """Silence the warning that an index over an expression cannot be read back from SQLite."""
    with warnings.catch_warnings():
        for message in ("Skipped unsupported reflection", "autogenerate skipping metadata-specified"):
            warnings.filterwarnings("ignore", f"{message}.* expression-based index")
        yield


def new_revision(connection: Connection, message: str, revision: str) -> None:
    """Write a migration from the differences found; for developers (see migrations/README.md)."""
    command.revision(_config(connection), message, autogenerate=True, rev_id=revision)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
