"""Types of the retrieval pipeline and the ports behind which its parts can be swapped."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field


class Item(BaseModel):
    """A value of the pipeline: immutable, closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(Item):
    """An ingested file. `digest` is SHA-256 of its bytes: the same content is stored once per team."""

    id: str
    name: str
    digest: str
    title: str
    media_type: str
    team_id: str | None = None
    """None: for every team."""
    added_by: str = ""
    added_at: datetime
    version: int = 1
    replaces: str | None = None
    retired_at: datetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class Chunk(Item):
    """A stored passage. `raw` is the untouched span (at most 400 characters without white space),
    `clean` what is analysed and shown, `heading` the path of titles above it."""

    id: str
    document_id: str
    position: int
    raw: str
    clean: str
    heading: str = ""
    fingerprint: str = ""
    """Of the cleaned text, to keep near-duplicates once."""
    also_in: tuple[str, ...] = ()
    """Names of further documents that hold the same passage."""


class Passage(Item):
    """A found chunk with its score (0–1 within one answer) and its sources' names."""

    chunk_id: str
    raw: str
    clean: str
    title: str
    heading: str = ""
    docs: tuple[str, ...]
    score: float


class Line(Item):
    """One line of an extractive answer with the passage it was taken from."""

    text: str
    passage: Passage


class Retrieval(Item):
    """What was found. `refused` says that the material does not hold an answer."""

    passages: tuple[Passage, ...] = ()
    refused: bool = False
    confidence: float = Field(0.0, ge=0, le=1)
    nearest: tuple[str, ...] = ()
    """Topics nearest to the question, to name in a refusal."""
    lines: tuple[Line, ...] = ()
    """The extractive answer, at most five short lines, together at most 300 characters."""


class ChunkStore(Protocol):
    """Documents and chunks in the database: the truth from which indexes are derived."""

    async def add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Store a document with its chunks in one transaction."""

    async def document(self, digest: str, team_id: str | None) -> Document | None:
        """Return the live document with this content, if any."""

    async def documents(self, team_id: str | None) -> Sequence[Document]:
        """Return live documents visible to a team (None: all), latest first."""

    async def chunks(self) -> Sequence[tuple[Document, Chunk]]:
        """Return every live chunk with its document, in a stable order."""

    async def merge_source(self, chunk_id: str, name: str) -> None:
        """Record that a further document holds the same passage."""

    async def retire(self, document_id: str, at: datetime) -> None:
        """Take a document out of retrieval, keeping it for citation."""


class LexicalIndex(Protocol):
    """Ranks chunk ids by words. Implementations hold analysed text, never documents."""

    def search(self, terms: dict[str, float], limit: int) -> list[tuple[str, float]]:
        """Return (chunk id, raw score) for weighted terms, best first."""


class VectorIndex(Protocol):
    """Ranks chunk ids by vectors; knows no embedder."""

    def search(self, vector: Sequence[float], limit: int) -> list[tuple[str, float]]:
        """Return (chunk id, similarity) best first."""


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Identity of model and settings; vectors of two fingerprints never mix."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector per text."""


class Reranker(Protocol):
    """Orders a short list anew."""

    def rerank(self, query: str, passages: Sequence[Passage]) -> list[Passage]:
        """Return the passages in a better order."""
