"""Erased means gone: from every table and every file."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.ports import Dialogue, InboxItem, InboxState, OutboxItem, StoredAdvice
from bot.services.customers import CustomerService
from bot.services.erasing import ErasureService
from bot.services.exporting import ExportService
from bot.services.importing import ImportService
from bot.services.sentences import parse_customer
from bot.storage.database import SqlDatabase
from crm.base import new_id
from crm.errors import NotFound
from crm.history import Opportunity, Promise, Purchase, Touchpoint, TouchpointKind
from crm.money import Money

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock


NAME, PHONE = "申屠建华", "13800000024"


async def _with_everything(database: SqlDatabase, clock: "HandClock", crew: "Crew", tmp_path: Path) -> str:
    """Store a customer and leave traces of it wherever the bot keeps anything."""
    now = clock.now()
    service = CustomerService(database, clock)
    async with database.write() as uow:
        made = await service.create(uow, crew.li, parse_customer(f"{NAME} {PHONE} 爱挑毛病", now.date()))
        id = made.id
        await service.add_note(uow, crew.li, id, f"{NAME}的账单")
        histories = uow.histories
        await histories.add_purchases(
            [
                Purchase(
                    id=new_id(),
                    customer_id=id,
                    product="套餐",
                    amount=Money(amount=Decimal(169)),
                    bought_on=now.date(),
                )
            ]
        )
        await histories.add_touchpoints(
            [
                Touchpoint(
                    id=new_id(),
                    customer_id=id,
                    by="li",
                    kind=TouchpointKind.CALL,
                    text=f"{NAME}来电 {PHONE}",
                    at=now,
                )
            ]
        )
        await histories.add_opportunities(
            [Opportunity(id=new_id(), customer_id=id, title=NAME, created_at=now, updated_at=now)]
        )
        await histories.add_promises(
            [Promise(id=new_id(), customer_id=id, by="li", text=f"给{NAME}回电", created_at=now)]
        )
        await uow.inbox.accept(
            [
                InboxItem(
                    bot_id=1,
                    update_id=n,
                    chat_id=1,
                    raw={"message": {"text": f"{NAME} {PHONE}"}},
                    state=InboxState.PENDING,
                    received_at=now,
                )
                for n in (1, 2)
            ]
        )
        await uow.inbox.bury(1, 2, f"failed on {NAME}")
        await uow.outbox.add(
            [
                OutboxItem(
                    key="k",
                    chat_id=1,
                    method="sendMessage",
                    payload={"text": f"{NAME}：{PHONE}"},
                    created_at=now,
                )
            ]
        )
        await uow.dialogues.put(
            Dialogue(
                chat_id=1,
                salesperson_id="li",
                pinned_customer_id=id,
                flow="note",
                data={"customer_id": id, "note": NAME},
                updated_at=now,
            )
        )
        for whose in (id, None):
            await uow.advices.add(
                StoredAdvice(
                    id=new_id(),
                    salesperson_id="li",
                    customer_id=whose,
                    turn={"text": f"{NAME}说太贵"},
                    advice={"customer": NAME},
                    created_at=now,
                )
            )
        await uow.commit()
    for form in ("csv", "xlsx", "json"):
        await ExportService(database, clock, tmp_path / "data").export(crew.li, form)
    await ImportService(database, clock, tmp_path / "data").preview(
        crew.li, "x.csv", f"姓名,手机\n{NAME},{PHONE}\n坏行\n{NAME},1\n".encode()
    )
    return id


async def _everywhere(database: SqlDatabase, tmp_path: Path) -> bytes:
    """Return every value of every table and every byte of every file."""
    found = b""
    async with database.read() as uow:
        connection = uow.session.connection
        names = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if connection.dialect.name == "sqlite"
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        for (table,) in (await connection.execute(text(names))).all():
            rows = (await connection.execute(text(f'SELECT * FROM "{table}"'))).all()
            found += "\n".join(str(tuple(row)) for row in rows).encode()
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            found += path.read_bytes()
    return found


async def test_name_and_number_are_in_no_table_and_no_file_afterwards(
    database: SqlDatabase, clock: "HandClock", crew: "Crew", tmp_path: Path
) -> None:
    id = await _with_everything(database, clock, crew, tmp_path)
    erasing = ErasureService(database, clock, tmp_path / "data")
    before = await _everywhere(database, tmp_path)
    assert NAME.encode() in before
    assert PHONE.encode() in before

    async with database.write() as uow:
        await erasing.erase(uow, crew.li, id)
        await uow.commit()
    await erasing.finish()

    after = await _everywhere(database, tmp_path)
    for trace in (NAME, PHONE, PHONE[::-1], "shentujianhua"):
        assert trace.encode() not in after, trace
    async with database.read() as uow:
        assert [erasure.customer_id for erasure in await uow.erasures.all()] == [id]
        dialogue = await uow.dialogues.get(1, "li")
    assert dialogue is None or dialogue.pinned_customer_id is None


async def test_the_preview_counts_and_erases_nothing(
    database: SqlDatabase, clock: "HandClock", crew: "Crew", tmp_path: Path
) -> None:
    id = await _with_everything(database, clock, crew, tmp_path)
    erasing = ErasureService(database, clock, tmp_path / "data")

    preview = await erasing.preview(crew.li, id)

    assert (preview.name, preview.purchases, preview.touchpoints) == (NAME, 1, 2)
    assert (preview.opportunities, preview.promises, preview.notes) == (1, 1, 1)
    assert (await CustomerService(database, clock).get(crew.li, id)).name == NAME


async def test_without_a_commit_nothing_is_erased(
    lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    id = await _with_everything(lite, clock, lite_crew, tmp_path)
    async with lite.write() as uow:
        await ErasureService(lite, clock, tmp_path / "data").erase(uow, lite_crew.li, id)

    assert (await CustomerService(lite, clock).get(lite_crew.li, id)).name == NAME


async def test_nobody_erases_anothers_customer(
    lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    id = await _with_everything(lite, clock, lite_crew, tmp_path)
    erasing = ErasureService(lite, clock, tmp_path / "data")

    with pytest.raises(NotFound):
        await erasing.preview(lite_crew.wu, id)
    async with lite.write() as uow:
        with pytest.raises(NotFound):
            await erasing.erase(uow, lite_crew.wu, id)


async def test_a_name_others_bear_does_not_take_their_suggestions_along(
    lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew", tmp_path: Path
) -> None:
    service = CustomerService(lite, clock)
    async with lite.write() as uow:
        one = await service.create(uow, lite_crew.li, parse_customer("王姐 13800000001", clock.now().date()))
        two = await service.create(uow, lite_crew.wu, parse_customer("王姐 13800000002", clock.now().date()))
        for customer in (one, two):
            await uow.advices.add(
                StoredAdvice(
                    id=f"a-{customer.id}",
                    salesperson_id=customer.owner_id,
                    customer_id=customer.id,
                    turn={"text": "王姐说太贵"},
                    advice={},
                    created_at=clock.now() + timedelta(seconds=1),
                )
            )
        await uow.commit()

    async with lite.write() as uow:
        await ErasureService(lite, clock, tmp_path / "data").erase(uow, lite_crew.li, one.id)
        await uow.commit()

    async with lite.read() as uow:
        assert await uow.advices.get(f"a-{one.id}", "li") is None
        assert await uow.advices.get(f"a-{two.id}", "wu") is not None
