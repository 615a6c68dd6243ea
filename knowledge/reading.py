"""Reading: a file's bytes to its raw text, refusing what cannot or should not be read."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from knowledge.decoding import decode
from knowledge.errors import DocumentRefused
from knowledge.gatekeeping import MEDIA, check_archive, kind_of
from knowledge.webpage import to_text

MAX_PAGES = 5000
MAX_CHARACTERS = 20_000_000
WALL_SECONDS = 150.0
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Source:
    """The raw text of a file and its media type."""

    text: str
    media_type: str


def read(name: str, data: bytes, *, media_type: str | None = None, seconds: float = WALL_SECONDS) -> Source:
    """Return the raw text of a file.

    Args:
        name: the file's name; its extension says how it is to be read.
        data: the file's bytes.
        media_type: kept with the document when given; never trusted for reading.
        seconds: wall clock for the converter process.

    Raises:
        DocumentRefused: with the reason.
    """
    kind = kind_of(name, data)
    if kind in {"docx", "pptx", "xlsx"}:
        check_archive(name, kind, data)
    text = _text(name, kind, data) if kind in _READERS else _convert(name, kind, data, seconds)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(text) > MAX_CHARACTERS:
        raise DocumentRefused("too_big", name, limit=MAX_CHARACTERS // 1_000_000)
    if not any(c.isalnum() for c in text):
        raise DocumentRefused("scanned_only" if kind == "pdf" else "empty", name)
    return Source(text, media_type or MEDIA[kind])


def _text(name: str, kind: str, data: bytes) -> str:
    text = decode(data)
    if text is None:
        raise DocumentRefused("not_what_it_says", name, kind="binary")
    return _READERS[kind](text.removeprefix("\ufeff"))


def _as_it_is(text: str) -> str:
    return text


def _table(text: str) -> str:
    """Return a CSV as one line a row, each cell behind its column's name: a row can be cited alone."""
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), dialect)]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        return text
    head = rows[0]
    lines = []
    for row in rows[1:]:
        named = (
            f"{head[i]}:{cell}" if i < len(head) and head[i] else cell for i, cell in enumerate(row) if cell
        )
        lines.append(";".join(named) + "。")
    return "\n".join(lines)


_READERS = {
    "txt": _as_it_is,
    "md": _as_it_is,
    "markdown": _as_it_is,
    "csv": _table,
    "html": to_text,
    "htm": to_text,
}


def _convert(name: str, kind: str, data: bytes, seconds: float) -> str:
    command = [sys.executable, "-W", "ignore", "-m", "knowledge.converter", kind, str(MAX_PAGES)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, input=data, capture_output=True, timeout=seconds, check=False, cwd=_ROOT
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentRefused("timeout", name, limit=int(seconds)) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        # No answer at all: the process was ended by its limits or fell over.
        raise DocumentRefused("broken" if done.returncode >= 0 else "timeout", name) from error
    if "refused" in answer:
        raise DocumentRefused(answer["refused"], name, limit=MAX_PAGES)
    return str(answer["text"])
