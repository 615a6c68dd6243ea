"""Finding every stored text that mentions what must be erased."""

import json
from collections.abc import Sequence

from sqlalchemy import Column, Text, false, or_, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.columns import storable


def holds_any(column: Column[object], needles: Sequence[str]) -> ColumnElement[bool]:
    """Match rows whose text contains one of the strings as they are or as JSON would write them."""
    spellings = {form for needle in needles if needle for form in _spellings(storable(needle))}
    text = type_coerce(column, Text())
    return or_(false(), *(text.contains(form, autoescape=True) for form in sorted(spellings) if form))


def _spellings(needle: str) -> set[str]:
    return {
        needle,
        json.dumps(needle, ensure_ascii=False)[1:-1],
        json.dumps(needle)[1:-1],
    }
