"""The first start on a machine that has nothing: sample loaded, page up, first answer."""

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import httpx

from bot.bootstrap import open_core
from bot.cli.running import local_phone
from tests.e2e.processes import started
from tests.stage import settings_for

WORDS = "客户说：修一修还能用，新的太贵了"
PATIENCE = 60.0


async def first_answer(url: str) -> str:
    """Open the page as a browser would, say the first thing, return the first answer."""
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        page = (await client.get("/")).text
        session = page.partition('phone-session" content="')[2].partition('"')[0]
        client.headers["X-Phone-Session"] = session
        me = (await client.get("/phone/state")).json()["personas"][0]
        act = {"persona": me["id"], "type": "say", "text": WORDS}
        (await client.post("/phone/act", json=act)).raise_for_status()
        for _ in range(int(PATIENCE * 20)):
            state: Any = (await client.get("/phone/state", params={"persona": me["id"]})).json()
            texts = re.findall(r"下一步", str(state))
            if texts:
                return str(state)
            await asyncio.sleep(0.05)
    raise AssertionError("no answer on the page")


async def test_the_sample_team_is_there_and_the_page_answers(tmp_path: Path, prepared_sample: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    shutil.copytree(prepared_sample / "cache", folder / "cache")  # spares the training, nothing else
    async with open_core(settings_for(folder)) as core, local_phone(core, 0) as url:
        assert "用不着" in await first_answer(url)


async def test_the_command_alone_reaches_the_first_answer_without_a_data_folder(tmp_path: Path) -> None:
    log, folder = tmp_path / "run.log", tmp_path / "not-there"
    async with started(["run", "--port", "0"], folder, log):
        for _ in range(int(PATIENCE * 20)):
            if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8")):
                break
            await asyncio.sleep(0.05)
        assert found, log.read_text(encoding="utf-8")
        assert "用不着" in await first_answer(found[0])
    assert "Traceback" not in log.read_text(encoding="utf-8")
