"""Hands pictures to the drawing process: one at a time, with a clock, started when first needed."""

import asyncio
import logging
import os
import struct
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from bot.errors import InputRefused
from bot.services.pictures.requests import PictureRequest

log = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds for one picture; the first one starts the process, on a busy machine that takes a few."""
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")


class Drawer:
    """Draws pictures outside the bot's own process."""

    def __init__(self, patience: float = PATIENCE) -> None:
        """Start nothing yet; `patience` is in seconds."""
        self._patience = patience
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def draw(self, request: PictureRequest) -> bytes:
        """Return a picture as PNG. Raises InputRefused `picture-failed` when it cannot be drawn."""
        line = request.model_dump_json().encode() + b"\n"
        async with self._turn:
            for attempt in range(2):  # an idle process may have ended just now
                try:
                    png = await asyncio.wait_for(self._ask(line), self._patience)
                except (OSError, asyncio.IncompleteReadError) as error:
                    log.info("drawing process gone (%s), try %s", type(error).__name__, attempt + 1)
                    await self._end()
                except TimeoutError:
                    log.error("a picture took over %s s", self._patience)
                    await self._end()
                    break
                except asyncio.CancelledError:
                    # A half-read answer would be taken for the next one.
                    await self._end()
                    raise
                else:
                    if png:
                        return png
                    break
        raise InputRefused("picture-failed")

    async def close(self) -> None:
        """End the drawing process, if one runs."""
        async with self._turn:
            await self._end()

    async def _ask(self, line: bytes) -> bytes:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # whatever lies in the current folder is not ours
                "-m",
                "bot.services.pictures.worker",
                stdin=PIPE,
                stdout=PIPE,
                env=_environment(),
            )
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:  # pragma: no cover - both were asked for
            raise BrokenPipeError
        stdin.write(line)
        await stdin.drain()
        (length,) = struct.unpack(">I", await stdout.readexactly(4))
        return await stdout.readexactly(length)

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


def _environment() -> dict[str, str]:
    """Return the little the process needs: our own secrets are none of its business."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONUTF8": "1"}
