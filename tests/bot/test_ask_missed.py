"""What `jinju ask` cannot answer waits for the manager, as in the chat."""

import asyncio
from pathlib import Path

from bot.bootstrap import open_core
from bot.cli.asking import ask_one
from bot.cli.support import acting
from bot.config import Settings


def test_a_question_asked_on_the_command_line_in_vain_waits_for_the_manager(tmp_path: Path) -> None:
    async def asked() -> list[tuple[str, int]]:
        async with open_core(Settings(_env_file=None, data_dir=tmp_path)) as core:
            for _ in range(2):
                await ask_one(core, None, "客户档案保存几年", None, "", as_json=True, explain=False)
            waiting = await core.services.answers.waiting(await acting(core, None))
            return [(miss.question, miss.times) for miss in waiting]

    assert asyncio.run(asked()) == [("客户档案保存几年", 2)]
