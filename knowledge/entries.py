"""What is indexed of a passage: its clean text, and beside it titles and questions with their weights;
and the passage itself, as bytes that lie with the index."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache

from knowledge import analysis
from knowledge.bm25 import Bm25Index, Entry
from knowledge.ports import Chunk, Document
from knowledge.questions import strip_filler

HEADING_BOOST = 0.6
QUESTION_BOOST = 1.0
"""Worth of a word in the questions written for a passage; a word of several questions counts twice."""
BOOSTS = f"packed-1 titles {HEADING_BOOST} questions {QUESTION_BOOST}"
"""Part of a stored index's fingerprint."""


def entry(document: Document, chunk: Chunk) -> Entry:
    """Return what is indexed of a chunk: its clean text, titles at a lower weight, questions it answers."""
    counts: dict[str, float] = dict(_titles(f"{document.title} {chunk.heading}"))
    if chunk.questions:
        asked = analysis.terms(strip_filler(analysis.fold("\n".join(chunk.questions))))
        for term, times in asked.items():
            counts[term] = counts.get(term, 0.0) + QUESTION_BOOST * min(2, times)
    return Entry(chunk.id, counts, chunk.clean, _packed(chunk))


@lru_cache(maxsize=512)
def _titles(text: str) -> tuple[tuple[str, float], ...]:
    counts = analysis.terms(analysis.fold(text))
    return tuple((term, HEADING_BOOST * min(2, count)) for term, count in counts.items())


def _packed(chunk: Chunk) -> bytes:
    fields = [
        chunk.document_id,
        chunk.position,
        chunk.raw,
        chunk.clean if chunk.clean != chunk.raw else None,
        chunk.heading,
        chunk.fingerprint,
        chunk.also_in,
        chunk.questions,
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _unpacked(id: str, packed: bytes) -> Chunk:
    owner, position, raw, clean, heading, mark, also_in, questions = json.loads(
        packed.decode("utf-8", "surrogatepass")
    )
    # It was validated when it was made; ten times as fast as doing so again.
    return Chunk.model_construct(
        id=id,
        document_id=owner,
        position=position,
        raw=raw,
        clean=raw if clean is None else clean,
        heading=heading,
        fingerprint=mark,
        also_in=tuple(also_in),
        questions=tuple(questions),
    )


class IndexedChunks(Mapping[str, Chunk]):
    """The passages of an index by id, read from their bytes when they are asked for."""

    def __init__(self, index: Bm25Index) -> None:
        """Look into one state of an index."""
        self._index = index

    def __getitem__(self, id: str) -> Chunk:
        """Return a passage. Raises KeyError."""
        packed = self._index.payload(id)
        if packed is None:
            raise KeyError(id)
        return _unpacked(id, packed)

    def __contains__(self, id: object) -> bool:
        """Whether a passage is there, without reading it."""
        return isinstance(id, str) and self._index.row(id) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return self._index.living()

    def __len__(self) -> int:
        """Return how many there are."""
        return self._index.size


def document_of(chunk_id: str) -> str:
    """Return the document of a passage: `knowledge.ingest` builds a passage's id from it."""
    return chunk_id.rpartition("-")[0]
