"""The list of erasures beside the database, so that an old backup restored later erases them again."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from crm.ports import Erasure


class ErasureLog:
    """An append-only file of one JSON object a line: identities and dates, nothing else."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is made by the first erasure."""
        self.path = path

    def append(self, erasures: Sequence[Erasure]) -> None:
        """Add erasures not listed yet, durably."""
        known = {known.customer_id for known in self.read()}
        fresh = {erasure.customer_id: erasure for erasure in erasures}
        new = [erasure for id, erasure in fresh.items() if id not in known]
        if not new:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            if file.tell() and not self._ends_with_newline():
                file.write(b"\n")
            file.writelines(erasure.model_dump_json().encode() + b"\n" for erasure in new)
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[Erasure]:
        """Return what is listed; a line torn by a power cut is passed over (the database has it)."""
        if not self.path.exists():
            return []
        found = []
        for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                found.append(Erasure.model_validate(json.loads(line)))
            except ValueError:
                continue
        return found

    def _ends_with_newline(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
