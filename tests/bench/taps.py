"""Taps and typed lines of ten everyday jobs, as the end-to-end test counts them on the local phone."""

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figure

_ROW = re.compile(r"^\| (?P<job>[^|]+?) \| (?P<taps>\d+) \| (?P<lines>\d+) \| (?P<seconds>[\d.]+) \|$")
_TEST = "tests/e2e/test_taps.py"


async def taps(scale: str) -> list[Figure]:
    """Run the count and return its table; `TAPS=docs/taps.md` keeps it there. Raises RuntimeError."""
    with tempfile.TemporaryDirectory() as folder:
        target = os.environ.get("TAPS") or str(Path(folder) / "taps.md")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", _TEST,
            env={**os.environ, "TAPS": target},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        told, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(told.decode()[-2000:])
        return figures(Path(target).read_text(encoding="utf-8"))


def figures(table: str) -> list[Figure]:
    """Return the rows of the table as figures: taps, with lines and seconds beside them."""
    rows = (match for line in table.splitlines() if (match := _ROW.match(line)))
    return [
        Figure(
            f"taps: {row['job']}",
            float(row["taps"]),
            "taps",
            f"{row['lines']} typed lines, {row['seconds']} s without a person's thinking",
        )
        for row in rows
    ]
