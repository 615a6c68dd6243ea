"""A merged customer that was erased does not come back with an old database file."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from bot.services.merging import MergingService
from bot.storage.database import SqlDatabase
from bot.storage.erasure_log import ErasureLog
from crm.customers import Customer
from crm.people import Actor, Role
from crm.ports import Erasure

Person = Callable[..., Customer]


async def test_copies_kept_for_an_undo_go_when_an_old_file_comes_back(
    store: SqlDatabase, person: Person, now: datetime, tmp_path: Path
) -> None:
    class Clock:
        def now(self) -> datetime:
            return now

    kept, gone = person("皇甫翠花", "13855557777"), person("皇甫小花", "13855558888")
    actor = Actor(salesperson_id="root", team_id=kept.team_id, role=Role.ADMIN)
    async with store.write() as unit:
        await unit.customers.add_many([kept, gone])
        await MergingService(store, Clock()).merge(unit, actor, kept.id, gone.id)
        await unit.commit()
    log = ErasureLog(tmp_path / "data" / "erasures.jsonl")
    log.append([Erasure(customer_id=id, erased_on=now.date()) for id in (kept.id, gone.id)])
    again = SqlDatabase(store.url, tmp_path / "data")
    await again.migrate()
    async with again.read() as unit:
        rows = await unit.session.rows(text("SELECT * FROM customer_merge"))
        assert rows == []
        assert await unit.customers.search("皇甫", actor.scope) == []
    await again.close()
