"""Jobs and hours in the database: claimed once, gone with their customer or team, part of a backup."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.ports import DaySetting, Job, JobKind, JobState
from bot.storage.backup import backup, restore
from bot.storage.database import SqlDatabase
from crm.customers import Customer
from crm.history import Promise
from crm.people import Scope

Person = Callable[..., Customer]
LEASE = timedelta(minutes=2)


def job(id: str, now: datetime, **more: object) -> Job:
    values: dict[str, object] = {
        "id": id,
        "kind": JobKind.REMINDER,
        "owner_id": "li",
        "text": "打电话",
        "due_at": now,
        "created_by": "li",
        "created_at": now,
    }
    return Job.model_validate(values | more)


async def add(store: SqlDatabase, *jobs: Job) -> int:
    async with store.write() as uow:
        added = await uow.jobs.add(jobs)
        await uow.commit()
    return added


async def test_a_job_of_the_same_id_is_stored_once(store: SqlDatabase, now: datetime) -> None:
    assert await add(store, job("a", now), job("a", now)) == 1
    assert await add(store, job("a", now, text="别的")) == 0
    async with store.read() as uow:
        kept = await uow.jobs.get("a")
    assert kept == job("a", now)


async def test_a_claim_is_given_once_and_again_when_its_lease_is_over(
    store: SqlDatabase, now: datetime
) -> None:
    await add(store, job("a", now), job("b", now + timedelta(hours=1)))
    async with store.write() as uow:
        assert await uow.jobs.claim(["a", "b"], "one", now, now + LEASE) == ["a"], "b is not due"
        assert await uow.jobs.claim(["a"], "two", now, now + LEASE) == []
        later = now + LEASE
        assert await uow.jobs.claim(["a"], "two", later, later + LEASE) == ["a"]
        assert await uow.jobs.sent(["a"], "one") == 0
        assert await uow.jobs.sent(["a"], "two") == 1
        assert await uow.jobs.sent(["a"], "two") == 0
        await uow.commit()


async def test_a_proposed_job_never_falls_due(store: SqlDatabase, now: datetime) -> None:
    await add(store, job("a", now, state=JobState.PROPOSED), job("b", now, state=JobState.DROPPED))
    async with store.read() as uow:
        assert await uow.jobs.due(now + timedelta(days=1), now + timedelta(days=2)) == []


async def test_jobs_go_with_their_customer_and_with_their_team(
    store: SqlDatabase, person: Person, now: datetime, everybody: Scope
) -> None:
    async with store.write() as uow:
        await uow.customers.add(person("张大伯"))
        await uow.jobs.add([job("a", now, customer_id="c0001"), job("b", now)])
        await uow.days.put_setting(DaySetting(salesperson_id="li"))
        await uow.days.tell_manager("east", True)
        await uow.commit()
    async with store.write() as uow:
        await uow.customers.erase("c0001", everybody)
        await uow.commit()
    async with store.read() as uow:
        assert (await uow.jobs.get("a"), await uow.jobs.get("b") is not None) == (None, True)
    async with store.write() as uow:
        await uow.people.remove_team("east")
        await uow.commit()
    async with store.read() as uow:
        assert await uow.jobs.get("b") is None
        assert await uow.days.setting("li") is None
        assert not await uow.days.tells_manager("east")


async def test_old_finished_jobs_are_forgotten_and_waiting_ones_are_not(
    store: SqlDatabase, now: datetime
) -> None:
    await add(
        store,
        job("digest", now, kind=JobKind.DIGEST, state=JobState.SENT),
        job("done", now, state=JobState.DONE),
        job("rang", now, state=JobState.SENT),
        job("waits", now),
    )
    async with store.write() as uow:
        assert await uow.jobs.prune(now + timedelta(days=1)) == 2
        await uow.commit()
    async with store.read() as uow:
        kept = await uow.jobs.of("li", JobKind.REMINDER)
    assert {one.id for one in kept} == {"rang", "waits"}


async def test_a_backup_brings_jobs_hours_and_the_teams_choice_back(
    store: SqlDatabase, person: Person, now: datetime, tmp_path: Path
) -> None:
    async with store.write() as uow:
        await uow.customers.add(person("张大伯"))
        await uow.jobs.add([job("a", now, customer_id="c0001")])
        await uow.days.put_setting(DaySetting(salesperson_id="li", zone="Asia/Tokyo"))
        await uow.days.tell_manager("east", True)
        await uow.commit()
    archive = tmp_path / "kept.zip"
    await backup(store.url, tmp_path / "data", archive)
    async with store.write() as uow:
        await uow.people.remove_team("east")
        await uow.commit()
    await store.close()
    await restore(archive, store.url, tmp_path / "data", force=True)
    again = SqlDatabase(store.url, tmp_path / "data")
    async with again.read() as uow:
        assert await uow.jobs.get("a") == job("a", now, customer_id="c0001")
        assert await uow.days.setting("li") == DaySetting(salesperson_id="li", zone="Asia/Tokyo")
        assert await uow.days.tells_manager("east")
    await again.close()


async def test_the_ledger_is_the_teams_in_order_of_time(
    store: SqlDatabase, person: Person, now: datetime, li: Scope, wang: Scope
) -> None:
    async with store.write() as uow:
        await uow.customers.add(person("张建国", address_as="张大伯"))
        dues = (("late", -1), ("never", None), ("soon", 1))
        await uow.histories.add_promises(
            [
                Promise(
                    id=id,
                    customer_id="c0001",
                    by="wang" if id == "soon" else "li",
                    text=id,
                    due_at=now + timedelta(days=days) if days else None,
                    created_at=now,
                )
                for id, days in dues
            ]
        )
        await uow.commit()
    async with store.read() as uow:
        team = await uow.days.ledger(wang, None)
        mine = await uow.days.ledger(li, "li")
        west = await uow.days.ledger(Scope(team_id="west", owner_id=None), None)
    assert [e.promise.id for e in team] == ["late", "soon", "never"]
    assert [e.promise.id for e in mine] == ["late", "never"]
    assert {e.customer for e in team} == {"张大伯"}
    assert west == []
