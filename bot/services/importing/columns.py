"""What the columns of a table mean: by their headers, or by what stands in them."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml

from bot.services.importing.cells import is_date, looks_like_phone
from bot.services.sentences_names import whole_name
from bot.services.sentences_words import COMPANIES, PLACES
from crm.base import Record
from crm.folding import fold

_HEADER_ROWS = 6
_SAMPLE = 200
_MOST = 0.6


class Field(Record):
    """A field of ours and the words columns call it by."""

    field: str
    label: str
    whole: tuple[str, ...]
    parts: tuple[str, ...]


class Mapping(Record):
    """The columns of a table. `fields` names ours, "" where a column is kept as a labelled note."""

    headers: tuple[str, ...]
    fields: tuple[str, ...]
    header_row: int | None
    """Number of the row that holds the headers; rows above it are titles."""
    ragged: bool = False
    """Whether rows shorter than the headers are usual here."""

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """Pairs of (header, label of ours), for a preview."""
        labels = {known.field: known.label for known in known_fields()}
        return tuple((h, labels.get(f, "备注")) for h, f in zip(self.headers, self.fields, strict=True) if h)


@cache
def known_fields() -> tuple[Field, ...]:
    """Return the fields and their synonyms from headers.yaml."""
    text = files("bot.services.importing").joinpath("headers.yaml").read_text(encoding="utf-8")
    return tuple(Field.model_validate(entry) for entry in yaml.safe_load(text))


def guess_mapping(first: Sequence[tuple[int, tuple[str, ...]]]) -> Mapping:
    """Return the mapping of a table from its first (number, cells) rows."""
    for number, cells in first[:_HEADER_ROWS]:
        fields = tuple(field_of(cell) for cell in cells)
        known = sum(1 for field in fields if field)
        data = any(looks_like_phone(cell) or is_date(cell) for cell in cells)
        filled = sum(1 for cell in cells if cell.strip())
        if not data and known and (known >= 2 or known == filled):
            body = [cells for n, cells in first if n > number]
            return _mapping(cells, fields, number, body)
    return _by_content([cells for _, cells in first])


def field_of(header: str) -> str:
    """Return the field a header means, "" when none: exact synonyms first, then the longest part."""
    bare = _bare(header)
    if not bare:
        return ""
    whole, parts = _synonyms()
    if bare in whole:
        return whole[bare]
    contained = [part for part in parts if part in bare]
    return parts[max(contained, key=len)] if contained else ""


@cache
def _synonyms() -> tuple[dict[str, str], dict[str, str]]:
    whole = {_bare(word): known.field for known in known_fields() for word in known.whole}
    parts = {_bare(word): known.field for known in known_fields() for word in known.parts}
    return whole, parts


def _bare(header: str) -> str:
    return fold(re.sub(r"[(（\[【].*?[)）\]】]", "", header))


def _mapping(
    cells: tuple[str, ...], fields: tuple[str, ...], number: int, body: Sequence[tuple[str, ...]]
) -> Mapping:
    width = len(cells)
    while width and not cells[width - 1].strip() and not any(len(r) >= width and r[width - 1] for r in body):
        width -= 1
    headers = tuple(cell.strip() for cell in cells[:width])
    short = sum(1 for row in body if len(row) < width)
    ragged = short > 1 and short >= len(body) * 0.05
    return Mapping(headers=headers, fields=_settled(fields[:width]), header_row=number, ragged=ragged)


def _settled(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Decide between name columns: beside a contact person, the customer's name is the firm's."""
    has_person = "contact" in fields or "name" in fields
    meaning = {
        "customer_name": "company" if has_person and "company" not in fields else "name",
        "contact": "contact" if "name" in fields else "name",
    }
    settled: list[str] = []
    for field in fields:
        wanted = meaning.get(field, field)
        taken = wanted in settled and wanted not in {"phone", "note", "tags"}
        settled.append("" if taken or wanted == "contact" else wanted)
    return tuple(settled)


def _by_content(rows: Sequence[tuple[str, ...]]) -> Mapping:
    width = Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0
    fields: list[str] = []
    for column in range(width):
        values = [row[column].strip() for row in rows[:_SAMPLE] if len(row) > column and row[column].strip()]
        field = _content_field(values)
        fields.append(field if field == "phone" or field not in fields else "")
    if "name" not in fields and "company" in fields:
        fields[fields.index("company")] = "name"
    return Mapping(headers=("",) * width, fields=tuple(fields), header_row=None, ragged=True)


def _content_field(values: Sequence[str]) -> str:
    tests = (
        ("phone", looks_like_phone),
        ("email", lambda text: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", text))),
        ("name", lambda text: whole_name(text) is not None),
        ("company", lambda text: bool(re.fullmatch(rf".{{2,}}{COMPANIES}", text))),
        ("address", lambda text: len(text) > 4 and bool(re.search(rf"{PLACES}", text))),
    )
    for field, test in tests:
        if values and sum(1 for value in values if test(value)) >= _MOST * len(values):
            return field
    return "note"
