"""Pictures on their way to the phone: durable, within rights, and gone with an erased customer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bootstrap import open_core
from bot.phone.acts import grey_picture
from bot.phone.pictures import picture_size
from bot.ports import OutboxItem
from bot.ports.records import PictureLook
from bot.services.pictures.requests import PictureKind
from crm.errors import NotFound
from crm.people import Actor
from tests.stage import Stage, open_stage, sample_folder, settings_for


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened


async def all_sent(stage: Stage) -> None:
    """Wait until nothing is left to send: results are marked a moment after the call."""
    for _ in range(200):
        async with stage.core.database.read() as uow:
            if not await uow.outbox.pending():
                return
        await asyncio.sleep(0.05)
    raise AssertionError("something was never sent")


async def test_a_picture_arrives_as_a_photo_and_another_look_replaces_it(stage: Stage) -> None:
    seller = stage.person("seller")
    board = await stage.phone.wait_for_reply(await stage.phone.say(seller, "/pipeline"), timeout=15)
    photo = await stage.phone.wait_for_reply(await stage.phone.press(board, "看图"), timeout=20)
    assert picture_size(stage.phone.file(photo)) == (975, 950)
    dark = await stage.phone.wait_for_reply(await stage.phone.press(photo, "深色"), timeout=20)
    assert stage.phone.file(dark) != stage.phone.file(photo)
    await stage.phone.wait_until(lambda: photo.deleted)
    await all_sent(stage)


async def test_a_photo_left_unsent_is_sent_after_a_restart(tmp_path: Path, prepared_sample: Path) -> None:
    folder = sample_folder(prepared_sample, tmp_path)
    path = folder / "pictures" / "left.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(grey_picture(64))
    async with open_core(settings_for(folder)) as core, core.database.write() as uow:
        team = next(one for one in await uow.people.teams() if one.is_sample)
        whom = next(p for p in await uow.people.in_team(team.id) if p.telegram_id and p.role == "salesperson")
        payload = {
            "chat_id": whom.telegram_id,
            "photo": {"@file": str(path), "name": "p.png"},
            "caption": "图",
        }
        item = OutboxItem.model_validate(
            {"key": "left", "chat_id": whom.telegram_id, "method": "sendPhoto", "payload": payload}
            | {"created_at": datetime.now(UTC)}
        )
        await uow.outbox.add([item])
        await uow.commit()
    async with open_stage(folder) as stage:
        await stage.phone.wait_until(lambda: stage.phone.calls("sendPhoto"), timeout=15)
        await all_sent(stage)


async def test_a_seller_sees_only_own_customers_on_a_picture(stage: Stage) -> None:
    service = stage.core.services.pictures
    async with stage.core.database.read() as uow:
        team = next(one for one in await uow.people.teams() if one.is_sample)
        people = [p for p in await uow.people.in_team(team.id) if p.role == "salesperson"]
        first, second = (
            Actor(salesperson_id=p.id, team_id=team.id, role=p.role, name=p.name) for p in people[:2]
        )
        theirs = (await uow.customers.recent(second.scope, 1))[0]
    look = PictureLook(salesperson_id=first.salesperson_id)
    with pytest.raises(NotFound):
        await service.picture(first, PictureKind.TIMELINE, look, theirs.id)
    own = (await service._scene(first, PictureKind.MATRIX, look, None)).request
    async with stage.core.database.read() as uow:
        names = {hit.name for hit in await uow.customers.recent(first.scope, 500)}
    assert {row["name"] for row in own.rows} <= names


async def test_an_erased_customer_stays_on_no_picture(stage: Stage) -> None:
    seller = stage.person("seller")
    card = await stage.phone.wait_for_reply(await stage.phone.say(seller, "赵敏"), timeout=15)
    await stage.phone.wait_for_reply(await stage.phone.press(card, "时间线"), timeout=20)
    folder = stage.core.settings.data_dir / "pictures"
    assert list(folder.glob("*.png"))
    asked = await stage.phone.wait_for_reply(await stage.phone.press(card, "删除"), timeout=15)
    await stage.phone.wait_for_reply(await stage.phone.press(asked, (0, 0)), timeout=15)
    assert not list(folder.glob("*.png"))
