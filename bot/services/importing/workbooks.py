"""Reading XLSX without being blown up by one."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.errors import InputRefused
from bot.services.importing.tables import MAX_COLUMNS, MAX_ROWS, SourceRow

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

MAX_UNPACKED = 160 * 1024 * 1024
MAX_RATIO = 300
MAX_PARTS = 3000
_BLANK_ROWS = 2000
"""So many blank rows in a row end a sheet: formatted but empty rows reach down to the millionth."""


def read_workbook(name: str, data: bytes) -> Iterator[SourceRow]:
    """Yield the rows of the first sheet that holds anything.

    The declared sizes are checked before anything is unpacked (the ZIP reader never unpacks more than
    declared), and openpyxl parses through defusedxml. Raises InputRefused `bomb`, `broken`, `empty`,
    `not_what_it_says`.
    """
    _check(name, data)
    with warnings.catch_warnings():
        # About styles and validations that are of no interest here.
        warnings.simplefilter("ignore")
        book = _open(name, data)
    return _rows(book, name)


def _check(name: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise InputRefused("broken", name=name) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 1024):
        raise InputRefused("bomb", name=name)
    if any(part.flag_bits & 1 for part in parts):
        raise InputRefused("encrypted", name=name)
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise InputRefused("not_what_it_says", name=name)
    if any("vbaProject" in part for part in names):
        raise InputRefused("macros", name=name)


def _open(name: str, data: bytes) -> "Workbook":
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:  # a damaged part can fail anywhere in the library
        raise InputRefused("broken", name=name) from error


def _rows(book: "Workbook", name: str) -> Iterator[SourceRow]:
    found = False
    try:
        for sheet in book.worksheets:
            for row in _sheet(sheet):
                found = True
                yield row
            if found:
                return
    except InputRefused:
        raise
    except Exception as error:
        raise InputRefused("broken", name=name) from error
    finally:
        book.close()
    raise InputRefused("empty", name=name)


def _sheet(sheet: Any) -> Iterator[SourceRow]:  # noqa: ANN401 - openpyxl's types miss read-only sheets
    if not hasattr(sheet, "iter_rows"):
        return  # a sheet of charts
    sheet.reset_dimensions()  # a sheet may declare fewer rows than it has
    blank = width = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = tuple(cell_text(value) for value in values[:MAX_COLUMNS])
        if any(cells):
            blank, width = 0, max(width, len(cells))
            # Rows end with their last filled cell here; that is no wrong number of columns.
            yield SourceRow(number, cells + ("",) * (width - len(cells)))
            continue
        blank += 1
        if blank > _BLANK_ROWS or number > MAX_ROWS:
            return


def cell_text(value: object) -> str:
    """Return a cell's value as a person would type it: 13800000001, 3800.5, 2025-03-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value).replace("\x00", "").strip()
