"""Migrations: from nothing to the newest, in step with the tables, never over a newer schema."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import SchemaTooNew
from bot.storage import schema
from bot.storage.columns import Exact, UtcMoment
from bot.storage.database import SqlDatabase
from bot.storage.engines import migration_engine
from crm.customers import Customer
from crm.people import Scope

Person = Callable[..., Customer]


async def test_the_tables_in_code_and_in_the_database_are_the_same(database: SqlDatabase) -> None:
    engine = migration_engine(database.url)
    async with engine.connect() as connection:
        assert await connection.run_sync(schema.drift) == []
    await engine.dispose()
    assert await database.revision() == schema.head()


async def test_a_changed_table_is_noticed(database: SqlDatabase) -> None:
    engine = migration_engine(database.url)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE team DROP COLUMN is_sample"))
        assert await connection.run_sync(schema.drift) != []
    await engine.dispose()


async def test_every_migration_can_be_walked_one_by_one(database_url: str, tmp_path: Path) -> None:
    SqlDatabase(database_url)  # makes nothing by itself
    (tmp_path / "data").mkdir(exist_ok=True)
    engine = migration_engine(database_url)
    for script in reversed(list(schema._scripts().walk_revisions())):
        async with engine.begin() as connection:
            await connection.run_sync(schema.upgrade, script.revision)
            assert await connection.run_sync(schema.current) == script.revision
    await engine.dispose()


async def test_a_database_of_a_newer_version_is_refused(database: SqlDatabase) -> None:
    engine = migration_engine(database.url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(SchemaTooNew, match="9999"):
        await database.migrate()


async def test_several_processes_may_migrate_at_once(database_url: str, tmp_path: Path) -> None:
    replicas = [SqlDatabase(database_url, tmp_path / "data") for _ in range(3)]
    await asyncio.gather(*(replica.migrate() for replica in replicas))
    assert await replicas[0].revision() == schema.head()
    for replica in replicas:
        await replica.close()


async def test_keys_of_older_rules_are_rebuilt_at_the_start(
    store: SqlDatabase, person: Person, li: Scope
) -> None:
    async with store.write() as unit:
        await unit.customers.add(person("张三"))
        await unit.commit()
    engine = migration_engine(store.url)
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM search_scope WHERE kind = 'version'"))
        await connection.execute(text("DELETE FROM search_key"))
    await engine.dispose()
    await store.migrate()
    async with store.read() as unit:
        assert [hit.name for hit in await unit.customers.search("zs", li)] == ["张三"]


def test_a_value_that_would_be_rounded_or_has_no_zone_is_refused(now: datetime) -> None:
    from decimal import Decimal

    from sqlalchemy.dialects import sqlite

    with pytest.raises(ValueError, match="decimals"):
        Exact(4).process_bind_param(Decimal("0.00001"), sqlite.dialect())
    with pytest.raises(ValueError, match="aware"):
        UtcMoment().process_bind_param(now.replace(tzinfo=None), sqlite.dialect())
