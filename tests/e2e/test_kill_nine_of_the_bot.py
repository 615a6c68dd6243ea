"""`kill -9` in the middle of a burst, and a backup taken while the bot works: nothing lost or doubled."""

import asyncio
import random
import shutil
from pathlib import Path

import pytest

from bot.bootstrap import open_core
from bot.phone import PhoneServer
from bot.storage.backup import backup, restore
from crm.people import Scope
from crm.ports import CustomerFile
from tests.e2e.bursts import EACH, SELLERS, prepare, replies, saved, seller, send, unfinished
from tests.e2e.processes import started
from tests.stage import sample_folder, settings_for

KILLS = 3
PATIENCE = 60.0


@pytest.fixture
async def folder(tmp_path: Path, prepared_sample: Path) -> Path:
    folder = sample_folder(prepared_sample, tmp_path)
    await prepare(folder)
    return folder


def answered(phone: PhoneServer) -> int:
    chats = [phone.world.chats.get(seller(number)) for number in range(SELLERS)]
    return sum(len(chat.replies) for chat in chats if chat)


def all_asked(phone: PhoneServer) -> bool:
    return all(len(replies(phone, number, EACH).asked) == EACH // 2 for number in range(SELLERS))


async def test_a_bot_killed_in_the_middle_of_a_burst_loses_nothing_and_does_nothing_twice(
    folder: Path, tmp_path: Path
) -> None:
    seed = random.randrange(10_000)
    dice, log = random.Random(seed), tmp_path / "bot.log"
    async with PhoneServer(page=False) as phone:
        own = {"TELEGRAM_BOT_TOKEN": phone.token, "TELEGRAM_API_BASE_URL": phone.url}
        await send(phone)
        for _ in range(KILLS):
            enough = answered(phone) + dice.randint(3, SELLERS * EACH // (KILLS + 2))
            async with started(["run"], folder, log, **own) as process:
                await phone.wait_until(lambda least=enough: answered(phone) >= least, timeout=PATIENCE)  # type: ignore[misc]
                await asyncio.sleep(dice.random() * 0.05)
                process.kill()
                await process.wait()
        assert answered(phone) < SELLERS * EACH, "the burst was over before the last kill"
        async with started(["run"], folder, log, **own):
            await phone.wait_until(lambda: answered(phone) >= SELLERS * EACH, timeout=PATIENCE)
            await phone.wait_until(lambda: all_asked(phone), timeout=PATIENCE)
            await phone.settled()
        got = [replies(phone, number, EACH) for number in range(SELLERS)]
    where = f"with seed {seed}: {log.read_text(encoding='utf-8')[-2000:]}"
    expected = [f"第{turn}条" for turn in range(0, EACH, 2)]
    assert await saved(folder) == [expected] * SELLERS, where
    assert [one.asked for one in got] == [list(range(1, EACH, 2))] * SELLERS, where
    assert await unfinished(folder, int(phone.token.split(":")[0])) == (0, 0, 0), where
    # A reply under way in each chat when the process died may come again; no more than that.
    assert sum(one.doubles for one in got) <= KILLS * SELLERS, where


async def test_a_backup_taken_while_the_bot_works_is_restored_elsewhere_with_the_same_customers(
    folder: Path, tmp_path: Path
) -> None:
    target, elsewhere = tmp_path / "jinju.backup", tmp_path / "elsewhere"
    async with PhoneServer(page=False) as phone:
        own = {"TELEGRAM_BOT_TOKEN": phone.token, "TELEGRAM_API_BASE_URL": phone.url}
        await send(phone, 0, 6)
        async with started(["run"], folder, tmp_path / "bot.log", **own):
            await phone.wait_until(lambda: answered(phone) >= 6 * SELLERS, timeout=PATIENCE)
            sending = asyncio.create_task(send(phone, 6, EACH - 6))
            await backup(settings_for(folder).database, folder, target)
            await sending
            await phone.wait_until(lambda: answered(phone) >= EACH * SELLERS, timeout=PATIENCE)
            await phone.settled()
    shutil.copytree(folder / "cache", elsewhere / "cache")
    await restore(target, settings_for(elsewhere).database, elsewhere, force=False)
    assert await files(elsewhere) == await files(folder)
    for restored, now in zip(await saved(elsewhere), await saved(folder), strict=True):
        assert len(now) == EACH // 2
        assert restored == now[: len(restored)], "a note of before the backup is missing"
        assert len(restored) >= 3


async def files(folder: Path) -> list[CustomerFile]:
    """Everything held about everybody, but for the customers the burst is about."""
    async with open_core(settings_for(folder)) as core, core.database.read() as uow:
        everybody = [file async for file in uow.customers.each(Scope(team_id=None, owner_id=None))]
    assert len(everybody) > 40
    kept = [file for file in everybody if not file.customer.id.startswith("burst")]
    return sorted(kept, key=lambda file: file.customer.id)
