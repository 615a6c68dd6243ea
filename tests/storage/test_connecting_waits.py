"""A connection opens while another process has the file to itself: at its start, its end, a backup."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.engines import open_engines, sqlite_url


@pytest.mark.parametrize("kind", ["reader", "writer", "migrator", "plain"])
async def test_opening_waits_for_who_has_the_file_to_itself(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "jinju.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("create table here (one)")
    other.execute("begin exclusive")
    done = threading.Timer(0.4, other.execute, ["commit"])
    done.start()

    engines = open_engines(sqlite_url(path))
    try:
        async with getattr(engines, kind).connect() as connection:
            assert (await connection.execute(text("select count(*) from here"))).scalar() == 0
    finally:
        done.join()
        other.close()
        await engines.dispose()
