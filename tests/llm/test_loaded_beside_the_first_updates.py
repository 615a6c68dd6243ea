"""What a model brings is loaded beside the first updates, and its end is told once."""

import asyncio
import sys
from pathlib import Path

from bot.bootstrap import open_core
from bot.config import Settings
from bot.handlers.client import make_client
from bot.handlers.runner import running_bot
from bot.phone import PhoneServer
from tests.fakes.model_server import model_server
from tests.stage import sample_folder


async def test_what_is_loaded_late_is_there_when_its_end_is_told(
    tmp_path: Path, prepared_sample: Path
) -> None:
    told = asyncio.Event()
    seen: list[bool] = []

    def loaded() -> None:
        seen.append("langchain_openai" in sys.modules)
        told.set()

    with model_server() as server:
        settings = Settings(
            _env_file=None,
            data_dir=sample_folder(prepared_sample, tmp_path),
            openai_api_key="k",
            openai_base_url=server.url,
            openai_model="some-model",
        )
        async with (
            open_core(settings) as core,
            PhoneServer(page=False) as phone,
            make_client(phone.token, phone.url) as client,
            running_bot(client, core.services, loaded=loaded),
        ):
            await asyncio.wait_for(told.wait(), 60)
    assert seen == [True]
