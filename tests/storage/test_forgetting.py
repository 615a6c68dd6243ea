"""An erased customer is gone: from every table, from every file, and from what is restored later."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StorageUnavailable
from bot.ports import Dialogue, InboxItem, OutboxItem, StoredAdvice
from bot.storage.backup import backup, restore
from bot.storage.database import SqlDatabase
from bot.storage.engines import migration_engine
from bot.storage.erasure_log import ErasureLog
from bot.storage.metadata import load_tables
from crm.customers import Customer, HouseholdMember, Relation
from crm.history import Touchpoint, TouchpointKind
from crm.people import Scope
from crm.ports import Erasure

Person = Callable[..., Customer]

NAME, PHONE, CHILD = "皇甫翠花", "13855557777", "豆豆妞"
TRACES = (NAME, "皇甫", PHONE, CHILD, "huangfucuihua", "77775555831")


async def remember(store: SqlDatabase, person: Person, now: datetime) -> Customer:
    """Store a customer of whom every table of the bot knows something; return the customer."""
    child = HouseholdMember(id="h", relation=Relation.SON, name=CHILD)
    whom = person(NAME, PHONE, household=(child,), address="花园路1号")
    words = f"{NAME}说太贵,电话{PHONE}"
    async with store.write() as unit:
        await unit.customers.add_many([whom, person("别人", "13900000000")])
        await unit.histories.add_touchpoints(
            [
                Touchpoint(
                    id="t", customer_id=whom.id, by="li", kind=TouchpointKind.MESSAGE, text=words, at=now
                )
            ]
        )
        await unit.inbox.accept(
            [InboxItem(bot_id=1, update_id=1, chat_id=1, raw={"text": words}, received_at=now)]
        )
        await unit.outbox.add(
            [OutboxItem(key="k", chat_id=1, method="sendMessage", payload={"text": words}, created_at=now)]
        )
        await unit.dialogues.put(
            Dialogue(
                chat_id=1,
                salesperson_id="li",
                pinned_customer_id=whom.id,
                data={"draft": words},
                updated_at=now,
            )
        )
        await unit.advices.add(
            StoredAdvice(
                id="a",
                salesperson_id="li",
                customer_id=whom.id,
                turn={"text": words},
                advice={"variants": [{"text": f"{CHILD}也喜欢"}]},
                created_at=now,
            )
        )
        await unit.commit()
    return whom


async def forget(store: SqlDatabase, id: str, scope: Scope, now: datetime) -> None:
    async with store.write() as unit:
        file = await unit.customers.erase(id, scope)
        assert file.customer.name == NAME
        assert [t.id for t in file.touchpoints] == ["t"]
        await unit.inbox.scrub([NAME, PHONE])
        await unit.outbox.scrub(id, [NAME, PHONE])
        await unit.advices.scrub(id, [NAME, PHONE])
        await unit.dialogues.unpin(id)
        await unit.erasures.add(Erasure(customer_id=id, erased_on=now.date()))
        await unit.commit()
    await store.compact()


async def stored_text(url: str) -> str:
    """Return every value of every table."""
    engine = migration_engine(url)
    async with engine.connect() as connection:
        rows = [
            row
            for name in load_tables().tables
            for row in (await connection.execute(text(f'SELECT * FROM "{name}"'))).all()
        ]
    await engine.dispose()
    return repr(rows)


async def test_no_table_and_no_file_holds_a_trace_of_an_erased_customer(
    store: SqlDatabase, person: Person, li: Scope, now: datetime, tmp_path: Path
) -> None:
    whom = await remember(store, person, now)
    known = await stored_text(store.url)
    assert [trace for trace in TRACES if trace not in known] == []
    await forget(store, whom.id, li, now)
    kept = await stored_text(store.url)
    assert [trace for trace in TRACES if trace in kept] == []
    assert "别人" in kept
    for path in (tmp_path / "data").rglob("*"):
        content = path.read_bytes()
        assert [trace for trace in TRACES if trace.encode() in content] == [], path.name


async def test_a_long_reading_is_waited_for_and_named_when_it_does_not_end(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = SqlDatabase(sqlite_url)
    await database.migrate()
    monkeypatch.setattr("bot.storage.database._PATIENCE", 1)
    monkeypatch.setattr("bot.storage.engines.BUSY_SECONDS", 0)
    async with database.read() as unit:
        await unit.people.teams()
        async with database.write() as other:
            await other.erasures.add(Erasure(customer_id="x", erased_on=date(2026, 1, 1)))
            await other.commit()
        with pytest.raises(StorageUnavailable, match="reading"):
            await database.compact()
    await database.compact()
    await database.close()


async def test_erasures_are_listed_beside_the_database(
    store: SqlDatabase, now: datetime, tmp_path: Path
) -> None:
    log = ErasureLog(tmp_path / "data" / "erasures.jsonl")
    erasure = Erasure(customer_id="c1", erased_on=now.date())
    async with store.write() as unit:
        await unit.erasures.add(erasure)
    assert log.read() == [], "not committed"
    async with store.write() as unit:
        await unit.erasures.add(erasure)
        await unit.erasures.add(erasure)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.erasures.all() == [erasure]
    assert log.read() == [erasure]


def test_a_torn_line_of_the_list_is_passed_over_and_not_built_upon(tmp_path: Path, now: datetime) -> None:
    log = ErasureLog(tmp_path / "erasures.jsonl")
    first, second = (Erasure(customer_id=id, erased_on=now.date()) for id in ("c1", "c2"))
    log.append([first])
    with log.path.open("a") as file:
        file.write('{"customer_id": "c')
    log.append([second])
    assert log.read() == [first, second]


async def test_a_listed_customer_who_comes_back_is_erased_at_the_next_start(
    store: SqlDatabase, person: Person, now: datetime, tmp_path: Path
) -> None:
    whom = await remember(store, person, now)
    ErasureLog(tmp_path / "data" / "erasures.jsonl").append(
        [Erasure(customer_id=whom.id, erased_on=now.date())]
    )
    await store.migrate()
    kept = await stored_text(store.url)
    assert [trace for trace in TRACES if trace in kept] == []


async def test_an_old_backup_does_not_bring_an_erased_customer_back(
    store: SqlDatabase, person: Person, li: Scope, now: datetime, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    whom = await remember(store, person, now)
    await backup(store.url, data, tmp_path / "old.zip")
    await forget(store, whom.id, li, now)
    await store.close()
    await restore(tmp_path / "old.zip", store.url, data, force=True)
    kept = await stored_text(store.url)
    assert [trace for trace in TRACES if trace in kept] == []
    assert "别人" in kept
    for path in data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [trace for trace in TRACES if trace.encode() in content] == [], path.name
