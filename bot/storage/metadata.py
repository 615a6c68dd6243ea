"""The one MetaData all tables hang on, and the loader that makes every table known."""

import pkgutil
from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def load_tables() -> MetaData:
    """Import every module of tables (`tables_*`, `*_tables`) and return the complete MetaData.

    Migrations, drift checks and backups go over all tables; a module nobody happened to import
    would silently be left out of them.
    """
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("tables_") or module.name.endswith("_tables"):
            import_module(f"bot.storage.{module.name}")
    return metadata
