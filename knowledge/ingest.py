"""From a file's bytes to a document with its chunks: read, clean, structure, chunk."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from knowledge.chunking import windows
from knowledge.cleaning import clean, doubling, undouble
from knowledge.duplicates import fingerprint
from knowledge.errors import DocumentRefused
from knowledge.ports import Chunk, Document
from knowledge.reading import read
from knowledge.running_titles import running_titles
from knowledge.structure import document_title

DOUBLED_FROM = 0.05
"""Share of doubled text from which on a document counts as printed twice."""
LEAST = 6
"""Fewest letters, characters or digits worth keeping as a passage."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be stored."""

    document: Document
    chunks: tuple[Chunk, ...]


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes: its identity."""
    return hashlib.sha256(data).hexdigest()


def prepare(
    name: str,
    data: bytes,
    *,
    media_type: str | None = None,
    team_id: str | None = None,
    added_by: str = "",
    at: datetime | None = None,
) -> Prepared:
    """Read a file and cut it into chunks.

    Raises:
        DocumentRefused: the file cannot become a document; `reason` says why.
    """
    source = read(name, data, media_type=media_type)
    document = Document(
        id=secrets.token_hex(10),
        name=name,
        digest=digest(data),
        title=document_title(source.text, name),
        media_type=source.media_type,
        team_id=team_id,
        added_by=added_by,
        added_at=at or datetime.now(UTC),
    )
    chunks = chunk(document.id, source.text)
    if not chunks:
        raise DocumentRefused("empty", name)
    return Prepared(document, chunks)


def chunk(document_id: str, text: str) -> tuple[Chunk, ...]:
    """Return the chunks of a text; passages that the document repeats are kept once."""
    doubled = doubling(text) >= DOUBLED_FROM
    running = running_titles(undouble(text, figures=True) if doubled else text)
    found: dict[str, Chunk] = {}
    for span in windows(text):
        raw = text[span.start : span.end].strip()
        shown = clean(raw, doubled=doubled, running=running)
        mark = fingerprint(shown)
        if mark in found or sum(c.isalnum() for c in shown) < LEAST:
            continue
        found[mark] = Chunk(
            id=f"{document_id}-{len(found):05d}",
            document_id=document_id,
            position=len(found),
            raw=raw,
            clean=shown,
            heading=" › ".join(clean(title, doubled=doubled) for title in span.path),
            fingerprint=mark,
        )
    return tuple(found.values())
