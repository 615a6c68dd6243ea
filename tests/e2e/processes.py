"""The production command as a process of its own, to be killed at will."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FOREIGN = ("DATABASE_URL", "WEBHOOK_URL", "WEBHOOK_LISTEN", "CHROMA_URL", "OPENAI_API_KEY", "OPENAI_MODEL")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the machine's environment with a data folder and nothing else of ours."""
    emptied = dict.fromkeys((*_FOREIGN, "TELEGRAM_BOT_TOKEN", "ADMIN_TELEGRAM_IDS"), "")
    own = {"DATA_DIR": str(folder), "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return os.environ | emptied | own | more


@asynccontextmanager
async def started(
    arguments: Sequence[str], folder: Path, log: Path, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `python -m bot …` with its output in `log`; interrupted (then killed) at the end."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=ROOT,
            env=environment(folder, **more),
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            try:
                await asyncio.wait_for(process.wait(), 15)
            except TimeoutError:
                process.kill()
                await process.wait()
