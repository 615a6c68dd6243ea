"""Reading a table row by row from CSV or XLSX, whatever state it is in."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from bot.errors import InputRefused
from bot.services.importing.encodings import decode, guess_delimiter, is_old_or_encrypted, is_workbook

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_BYTES = 60 * 1024 * 1024
_LONGEST_RECORD = 20
"""Lines a quoted cell may span; beyond it the quote is a mistake, not a cell."""


class SourceRow(NamedTuple):
    """A row as it stands in the file. `number` counts from 1; `problem` says why it cannot be read."""

    number: int
    cells: tuple[str, ...]
    problem: str = ""


def read_rows(name: str, data: bytes) -> Iterator[SourceRow]:
    """Yield the rows of a CSV or XLSX file that hold anything.

    Raises InputRefused: `empty`, `too_big`, `encrypted`, `unsupported`, `bomb`, `broken`,
    `not_what_it_says`.
    """
    if not data.strip():
        raise InputRefused("empty", name=name)
    if len(data) > MAX_BYTES:
        raise InputRefused("too_big", name=name)
    if is_old_or_encrypted(data):
        raise InputRefused("encrypted" if name.lower().endswith(".xlsx") else "unsupported", name=name)
    if is_workbook(data):
        from bot.services.importing.workbooks import read_workbook

        return read_workbook(name, data)
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise InputRefused("not_what_it_says", name=name)
    return _read_text(decode(data, name))


def _read_text(text: str) -> Iterator[SourceRow]:
    lines = [line.rstrip("\n") for line in io.StringIO(text, newline=None)]
    # Excel's own hint about the delimiter.
    hint = lines[0][4:5] if lines and lines[0].lower().startswith("sep=") else ""
    delimiter = hint or guess_delimiter(lines[:60])
    place, number = (1 if hint else 0), 0
    while place < len(lines) and number < MAX_ROWS:
        number += 1
        cells, taken, problem = _record(lines, place, delimiter)
        place += taken
        if any(cell.strip() for cell in cells):
            yield SourceRow(number, tuple(cells[:MAX_COLUMNS]), problem)


def _record(lines: list[str], place: int, delimiter: str) -> tuple[list[str], int, str]:
    """Return (cells, lines taken, problem) of the record that begins at a line.

    An unclosed quote would swallow the rest of the file; here it costs its own row only.
    """
    line = lines[place].replace("\x00", "")
    if '"' not in line:
        return line.split(delimiter), 1, "" if "\ufffd" not in line else "有乱码，读不出来"
    for count in range(1, _LONGEST_RECORD + 1):
        joined = "\n".join(islice(lines, place, place + count)).replace("\x00", "")
        try:
            cells = next(csv.reader(io.StringIO(joined), delimiter=delimiter, strict=True), [])
            return cells, count, "" if "\ufffd" not in joined else "有乱码，读不出来"
        except csv.Error as error:
            if "unexpected end" not in str(error) or place + count >= len(lines):
                break
    lenient = line.split(delimiter)
    closed = line.count('"') % 2 == 0
    return [cell.strip('"') for cell in lenient], 1, "" if closed else "引号没有成对"
