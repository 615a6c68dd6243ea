"""What was acknowledged survives a process that is killed in the middle of its work."""

import subprocess
import sys
import time
from pathlib import Path

from bot.storage.database import SqlDatabase

WORKER = Path(__file__).with_name("burst_worker.py")
ROOT = WORKER.parents[2]
PATIENCE = 30.0


def run_and_kill(url: str, first: int, lines: int, output: Path) -> tuple[set[int], set[int]]:
    """Start the worker, kill it after some lines; return the updates it said were accepted and done."""
    with output.open("w") as file:
        worker = subprocess.Popen([sys.executable, WORKER, url, str(first)], stdout=file, cwd=ROOT, env=ENV)
        end = time.monotonic() + PATIENCE
        while output.read_text().count("\n") < lines:
            assert worker.poll() is None, "the worker stopped by itself"
            assert time.monotonic() < end, "the worker is too slow"
            time.sleep(0.005)
        worker.kill()
        worker.wait()
    said = [line.split() for line in output.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return (
        {int(number) for word, number in said if word == "accepted"},
        {int(number) for word, number in said if word == "done"},
    )


ENV = {"PYTHONPATH": str(ROOT), "PATH": ""}


async def test_nothing_acknowledged_is_lost_and_nothing_is_done_without_its_effect(
    database: SqlDatabase, tmp_path: Path
) -> None:
    accepted: set[int] = set()
    done: set[int] = set()
    for turn in range(4):
        said = run_and_kill(database.url, 10_000 * turn + 1, 40 + 7 * turn, tmp_path / f"{turn}.txt")
        accepted |= said[0]
        done |= said[1]
    await database.migrate()
    async with database.read() as unit:
        waiting = {item.update_id for item in await unit.inbox.pending(1)}
        replies = {int(item.key.split(":")[0]) for item in await unit.outbox.pending(10_000)}
    assert len(done) > 40
    assert done <= replies, "said to be done, but the reply is missing"
    assert not replies & waiting, "a reply was kept for an update that will be worked on again"
    assert accepted <= waiting | replies, "said to be accepted, but gone"
