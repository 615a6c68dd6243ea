"""Types of the retrieval pipeline and the ports behind which its parts can be swapped."""

from collections.abc import Mapping, Sequence
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
    price_list: bool = False
    """A manager said that its prices are in force: they may be said to a customer as ours."""


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
    questions: tuple[str, ...] = ()
    """Questions that the passage answers, written by a person or a model; searched, never shown."""


class Passage(Item):
    """A found chunk with its score (0–1 within one answer) and its sources' names."""

    chunk_id: str
    raw: str
    clean: str
    title: str
    heading: str = ""
    docs: tuple[str, ...]
    score: float
    price_list: bool = False
    """From a price list in force."""


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


class VectorIdentity(Item):
    """What must be the same for two vectors to be comparable."""

    embedder: str
    chunker: str
    analyser: str
    dimension: int = Field(gt=0)
    sketch: tuple[tuple[float, ...], ...]
    """The vectors of the probe sentences, each projected to a few numbers."""


class VectorPointer(Item):
    """Which collection of vectors is in force, what made it, and how much it counts (0–1)."""

    collection: str
    identity: VectorIdentity
    weight: float = Field(0.0, ge=0, le=1)


class RerankWeight(Item):
    """How much a reranker counts (0–1), as measured with this one."""

    fingerprint: str
    weight: float = Field(0.0, ge=0, le=1)


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

    async def restore(self, document_id: str) -> None:
        """Put a retired document back into retrieval. Raises Conflict when its content is live already."""

    async def set_audience(self, document_id: str, team_id: str | None) -> None:
        """Set for which team (None: all) a live document is."""

    async def set_price_list(self, document_id: str, in_force: bool) -> None:
        """Say whether a live document's prices are in force."""

    async def delete(self, document_id: str) -> None:
        """Remove a document and its passages for good, live or retired."""

    async def retired(self, team_id: str | None) -> Sequence[Document]:
        """Return retired documents visible to a team that no later version replaced, latest first."""

    async def passage_count(self, document_id: str) -> int:
        """Return how many passages a document has, live or retired."""

    async def version(self) -> int:
        """Return the shelf's version; every change raises it."""

    async def revisions(self) -> Mapping[str, int]:
        """Return, of each live document, the version at which it last changed."""

    async def get(self, document_id: str) -> Document | None:
        """Return a document, live or retired."""

    async def chunks_of(self, document_ids: Sequence[str]) -> Sequence[tuple[Document, Chunk]]:
        """Return the chunks of documents, live or retired, in a stable order."""

    async def chunk(self, chunk_id: str) -> tuple[Document, Chunk] | None:
        """Return one chunk with its document, live or retired: what an old answer cites."""

    async def set_validity(self, document_id: str, start: date | None, end: date | None) -> None:
        """Set the days on which a live document may answer."""

    async def add_questions(self, chunk_id: str, maker: str, questions: Sequence[str], at: datetime) -> None:
        """Store the questions that a maker wrote for a chunk, in place of the maker's earlier ones."""

    async def without_questions(self, maker: str, limit: int) -> Sequence[tuple[Document, Chunk]]:
        """Return live chunks for which a maker has not written anything yet."""

    async def vectors(self) -> VectorPointer | None:
        """Return which vectors are in force."""

    async def point(self, pointer: VectorPointer | None) -> None:
        """Put other vectors in force, or none."""

    async def reranking(self) -> RerankWeight | None:
        """Return how much which reranker counts."""

    async def set_reranking(self, weight: RerankWeight | None) -> None:
        """Store how much a reranker counts."""


class LexicalIndex(Protocol):
    """Ranks chunk ids by words. Implementations hold analysed text, never documents."""

    def search(self, terms: dict[str, float], limit: int) -> list[tuple[str, float]]:
        """Return (chunk id, raw score) for weighted terms, best first."""


class VectorIndex(Protocol):
    """Collections of vectors by chunk id; knows no embedder. Methods block: call them in a thread.

    Every method raises `knowledge.errors.VectorsUnavailable` when the store cannot be used.
    """

    def create(self, collection: str, identity: VectorIdentity) -> None:
        """Make an empty collection."""

    def add(self, collection: str, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Store vectors; an id that is there is overwritten."""

    def remove(self, collection: str, ids: Sequence[str]) -> None:
        """Forget vectors; unknown ids are no error."""

    def ids(self, collection: str) -> set[str]:
        """Return every id of a collection."""

    def identity(self, collection: str) -> VectorIdentity:
        """Return what made a collection."""

    def search(self, collection: str, vector: Sequence[float], limit: int) -> list[tuple[str, float]]:
        """Return (chunk id, cosine similarity) best first."""

    def drop(self, collection: str) -> None:
        """Delete a collection; an unknown one is no error."""

    def names(self) -> list[str]:
        """Return the names of all collections."""


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Identity of model and endpoint; vectors of two fingerprints never mix."""

    async def embed(
        self, texts: Sequence[str], *, seconds: float | None = None, is_query: bool = False
    ) -> list[list[float]]:
        """Return one vector per text, all of one dimension; some models want questions marked as such.

        Raises `knowledge.errors.EndpointFailed`, at the latest after `seconds`.
        """


class Reranker(Protocol):
    """Orders a short list anew."""

    @property
    def fingerprint(self) -> str:
        """Identity of model and endpoint; a weight tuned with another one does not count."""

    async def rerank(self, query: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        """Return one score per text, higher is better. Raises `knowledge.errors.EndpointFailed`."""
