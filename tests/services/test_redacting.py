"""An erased customer's name goes from other customers' records too, where somebody wants that."""

from typing import TYPE_CHECKING

from bot.services.erasing import ErasureService
from bot.services.redacting import MARK, RedactionService
from bot.storage.database import SqlDatabase
from crm.customers import Channel, ChannelKind, Customer, Note
from crm.history import Touchpoint, TouchpointKind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import Crew, HandClock


async def test_a_name_is_taken_out_of_others_notes_within_the_scope_and_nowhere_else(
    database: SqlDatabase, clock: "HandClock", crew: "Crew", tmp_path: "Path"
) -> None:
    now = clock.now()

    def person(id: str, name: str, owner: str = "li", note: str = "", **more: object) -> Customer:
        notes = (Note(id=f"n-{id}", text=note, by=owner, at=now),) if note else ()
        values = {"id": id, "team_id": "north", "owner_id": owner, "name": name, "notes": notes}
        return Customer.model_validate({**values, "created_at": now, "updated_at": now, **more})

    phone = (Channel(kind=ChannelKind.PHONE, address="13800000077"),)
    said = Touchpoint(
        id="t", customer_id="b", by="li", kind=TouchpointKind.CALL, text="申屠建华介绍来的", at=now
    )
    async with database.write() as uow:
        await uow.customers.add_many(
            [
                person("a", "申屠建华", channels=phone),
                person("b", "李梅", note="申屠建华的同事，他电话13800000077", tags=("申屠建华介绍",)),
                person("c", "王芳", owner="wu", note="认识申屠建华"),
                person("d", "赵敏", note="爱吃米"),
            ]
        )
        await uow.histories.add_touchpoints([said])
        await uow.commit()
    service = RedactionService(database)
    assert await service.mentioned(crew.li, "a") == (1, ("李梅",))
    assert (await service.mentioned(crew.boss, "a")).others == 2
    async with database.write() as uow:
        assert await service.redact(uow, crew.li, "a") == 1
        await ErasureService(database, clock, tmp_path / "data").erase(uow, crew.li, "a")
        await uow.commit()
    async with database.read() as uow:
        other = await uow.customers.get("b", crew.li.scope)
        kept = await uow.customers.get("c", crew.boss.scope)
        contacts = await uow.histories.touchpoints("b")
    assert other.notes[0].text == f"{MARK}的同事，他电话{MARK}"
    assert other.tags == (f"{MARK}介绍",)
    assert contacts[0].text == f"{MARK}介绍来的"
    assert kept.notes[0].text == "认识申屠建华", "a colleague's record is the colleague's to change"


async def test_a_name_two_people_bear_is_left_alone(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    now = clock.now()
    base: dict[str, object] = {"team_id": "north", "owner_id": "li", "created_at": now, "updated_at": now}
    note = Note(id="n", text="刘芳的邻居", by="li", at=now)
    async with database.write() as uow:
        await uow.customers.add_many(
            [
                Customer.model_validate({**base, "id": "a", "name": "刘芳"}),
                Customer.model_validate({**base, "id": "b", "name": "刘芳"}),
                Customer.model_validate({**base, "id": "c", "name": "孙丽", "notes": (note,)}),
            ]
        )
        await uow.commit()
    assert (await RedactionService(database).mentioned(crew.li, "a")).others == 0
