"""The backup file: a zip of tables as JSON lines, the uploads, and a manifest that vouches for both.

    manifest.json           schema revision, moment, columns and counts of the tables, digests
    tables/<table>.jsonl    one JSON array a row, in the order of the manifest's columns
    files/…                 the uploads, as they lie in DATA_DIR/files

Values are written as both databases understand them (ISO dates, integers, text), so a backup of SQLite
restores into PostgreSQL and the other way round.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from bot.errors import InputRefused
from crm.base import Moment, Record

FORMAT = 1
MANIFEST = "manifest.json"
_BLOCK = 1 << 20


class Manifest(Record):
    """What a backup holds. `counts` and `columns` by table, `digests` (SHA-256) by member."""

    format: int = FORMAT
    schema_revision: str
    created_at: Moment
    columns: dict[str, tuple[str, ...]]
    counts: dict[str, int]
    digests: dict[str, str]

    def __str__(self) -> str:
        """Return one line for a person: rows, files, schema, moment."""
        files = sum(name.startswith("files/") for name in self.digests)
        rows = sum(self.counts.values())
        return (
            f"{rows} rows, {files} files, schema {self.schema_revision}, {self.created_at:%Y-%m-%d %H:%M} UTC"
        )


class ArchiveWriter:
    """Writes members one after another, in blocks, taking their digests on the way."""

    def __init__(self, path: Path) -> None:
        """Open a new archive."""
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._digests: dict[str, str] = {}

    def start(self, name: str) -> None:
        """Begin a member; the one before must have been ended."""
        self._name, self._digest = name, hashlib.sha256()
        self._member = self._zip.open(name, "w", force_zip64=True)

    def write(self, block: bytes) -> None:
        """Add bytes to the member begun."""
        self._digest.update(block)
        self._member.write(block)

    def end(self) -> None:
        """Complete the member begun."""
        self._member.close()
        self._digests[self._name] = self._digest.hexdigest()

    def add_file(self, name: str, path: Path) -> None:
        """Copy a file into the archive; one that was removed meanwhile is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            self.start(name)
            while block := file.read(_BLOCK):
                self.write(block)
            self.end()

    def finish(
        self, revision: str, at: datetime, columns: dict[str, tuple[str, ...]], counts: dict[str, int]
    ) -> Manifest:
        """Write the manifest and close."""
        manifest = Manifest(
            schema_revision=revision, created_at=at, columns=columns, counts=counts, digests=self._digests
        )
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        self._zip.close()
        return manifest

    def close(self) -> None:
        """Close; without `finish` the file is no backup."""
        if getattr(self, "_member", None) is not None:
            self._member.close()
        self._zip.close()


class ArchiveReader:
    """Reads a backup after checking every digest."""

    def __init__(self, path: Path) -> None:
        """Open a backup. Raises InputRefused (backup_unreadable) when it is none."""
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = Manifest.model_validate_json(self._zip.read(MANIFEST))
        except (OSError, KeyError, zipfile.BadZipFile, ValidationError) as error:
            raise InputRefused("backup_unreadable", name=path.name) from error

    def verify(self) -> None:
        """Read everything once. Raises InputRefused (backup_damaged) naming the first wrong member."""
        for name, wanted in self.manifest.digests.items():
            try:
                found = self._digest(name)
            except (KeyError, OSError, EOFError, zipfile.BadZipFile, ValueError) as error:
                raise InputRefused("backup_damaged", member=name) from error
            if found != wanted:
                raise InputRefused("backup_damaged", member=name)

    def lines(self, table: str) -> Iterator[bytes]:
        """Yield the rows of a table as lines."""
        with self._zip.open(table_member(table)) as member:
            yield from member

    def extract_files(self, folder: Path) -> int:
        """Write the uploads under a folder; return how many there were."""
        count = 0
        for name in self.manifest.digests:
            path = PurePosixPath(name)
            if path.parts[0] != "files" or ".." in path.parts or path.is_absolute():
                continue
            target = folder.joinpath(*path.parts[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            with self._zip.open(name) as member, target.open("wb") as file:
                while block := member.read(_BLOCK):
                    file.write(block)
            count += 1
        return count

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._zip.open(name) as member:
            while block := member.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()


def table_member(table: str) -> str:
    """Return the name of a table's member."""
    return f"tables/{table}.jsonl"
