"""How well promises are found, on labelled sentences of our own (`tests/crm/data/promises.tsv`)."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crm.promising import Promised, Voice, find_promises

ZONE = ZoneInfo("Asia/Shanghai")
FILE = Path(__file__).parent / "crm" / "data" / "promises.tsv"


class Labelled(NamedTuple):
    """A sentence said at a moment: who promises something (`none`: nobody), and until when."""

    text: str
    at: datetime
    voice: Voice
    by: str
    due: str


class Report(NamedTuple):
    """Shares 0–1 of the seller's promises, and the sentences read wrongly."""

    precision: float
    recall: float
    date_right: float
    wrong: tuple[str, ...]


def half(name: str) -> list[Labelled]:
    """Return the `dev` or the `test` half."""
    with FILE.open(encoding="utf-8") as file:
        return [
            Labelled(
                row["text"],
                datetime.fromisoformat(row["at"]).replace(tzinfo=ZONE),
                Voice(row["speaker"]),
                row["by"],
                row["due"],
            )
            for row in csv.DictReader(file, delimiter="\t")
            if row["half"] == name
        ]


def report(rows: Sequence[Labelled]) -> Report:
    """Read every sentence and count."""
    read = [(row, next(iter(find_promises(row.text, row.at, row.voice)), None)) for row in rows]
    found = [(row, one) for row, one in read if one and one.by is Voice.SELLER]
    right = [(row, one) for row, one in found if row.by == "seller"]
    dated = [row for row, one in right if due_right(row, one)]
    wrong = [row.text for row, one in read if (one.by.value if one else "none") != row.by]
    wrong += [row.text for row, _ in right if row not in dated]
    meant = sum(row.by == "seller" for row in rows)
    return Report(len(right) / len(found), len(right) / meant, len(dated) / len(right), tuple(wrong))


def due_right(row: Labelled, one: Promised) -> bool:
    """Whether the due day is the labelled one, and the hour where the label has one."""
    if one.due is None or row.due == "-":
        return one.due is None and row.due == "-"
    shown = one.due.isoformat(timespec="minutes")[:16]
    return shown.startswith(row.due)
