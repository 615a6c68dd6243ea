"""A previewed import on disk, so that confirming works after a restart."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from bot.services.importing.json_files import Heading
from bot.services.neutral_cells import neutral
from crm.base import Id, Moment, Record, new_id
from crm.ports import CustomerFile

REJECTED_NAME = "未导入的行.csv"
_META, _ROWS = "preview.json", "rows.jsonl"


class Rejected(Record):
    """A row that was not taken, with the cells as they stood."""

    row: int
    reason: str
    cells: tuple[str, ...]


class StagedRow(Record):
    """A customer to import. `same_as` is the id of an earlier row of the file about the same one."""

    row: int
    file: CustomerFile
    same_as: Id | None = None


class ImportPreview(Record):
    """What an import would do; nothing has been stored in the database yet."""

    id: Id
    by: Id
    name: str
    rows: int
    """Rows with content, headers not counted."""
    new: int
    duplicates: int
    """Rows about customers that are stored already or stand earlier in the file."""
    rejected: int
    columns: tuple[tuple[str, str], ...] = ()
    """Pairs of (header in the file, our field's label)."""
    first_rows: tuple[tuple[str, ...], ...] = ()
    rejected_file: Path | None = None
    first_ids: tuple[Id, ...] = ()
    heading: Heading | None = None
    """Teams and people of a JSON export, None for a table."""
    created_at: Moment
    problems: tuple[str, ...] = Field((), description="The first few reasons for rejection")


class Staging:
    """One folder for each preview under `DATA_DIR/files/imports`."""

    def __init__(self, root: Path, id: Id | None = None) -> None:
        """Name the folder; a new one when no id is given."""
        self.id = id or new_id()
        self.folder = root / self.id
        self.rejected: list[Rejected] = []

    @property
    def exists(self) -> bool:
        """Whether a complete preview lies there."""
        return self.id.isalnum() and (self.folder / _META).is_file()

    def write_rows(self, rows: Iterator[StagedRow] | list[StagedRow]) -> None:
        """Append rows."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _ROWS).open("a", encoding="utf-8") as file:
            file.writelines(row.model_dump_json() + "\n" for row in rows)

    def read_rows(self) -> Iterator[StagedRow]:
        """Yield the rows in order."""
        path = self.folder / _ROWS
        if path.exists():
            with path.open(encoding="utf-8") as file:
                for line in file:
                    yield StagedRow.model_validate_json(line)

    def write_rejected(self, headers: tuple[str, ...]) -> Path | None:
        """Write the rejected rows as CSV: row number, reason, the original cells; None without any."""
        if not self.rejected:
            return None
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / REJECTED_NAME
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["行号", "原因", *map(neutral, headers)])
            for bad in self.rejected:
                writer.writerow([bad.row, bad.reason, *map(neutral, bad.cells)])
        return path

    def finish(self, preview: ImportPreview) -> None:
        """Write the description; from now on the preview exists."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _META).write_text(preview.model_dump_json(), encoding="utf-8")

    def preview(self) -> ImportPreview:
        """Return the description."""
        return ImportPreview.model_validate_json((self.folder / _META).read_text(encoding="utf-8"))

    def drop(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
