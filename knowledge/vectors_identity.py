"""What must not change under a store of vectors, and how we notice that it did.

An endpoint may serve another model under the same name. So eight sentences are embedded when an index
is built and again when it is used; a projection of their vectors is kept with the index and compared.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge import analysis, chunking
from knowledge.ports import Chunk, Document, Embedder, VectorIdentity

PROBES = (
    "太贵了，别家便宜一半",
    "我再考虑考虑，过两天回复你",
    "老客户说不续了，还能不能挽回",
    "七天之内可以退换吗",
    "How long does delivery take?",
    "the weather is fine today",
    "请把合同第三条念一遍",
    "0123456789",
)
"""Sentences that have nothing to do with one another: two models rarely place all of them alike."""
TEXT_VERSION = "title-heading-clean-1"
"""How a passage is written out for the embedder; raise it when `embedded_text` changes."""
SKETCH = 12
_SAME = 0.99
"""Cosine of two sketches of one sentence by the same model; batches and hardware move it by 0.001."""


def embedded_text(document: Document, chunk: Chunk) -> str:
    """Return what is embedded of a passage: its titles and its clean text."""
    titles = " › ".join(part for part in (document.title, chunk.heading) if part)
    return f"{titles}\n{chunk.clean}" if titles else chunk.clean


async def identify(embedder: Embedder, *, seconds: float | None = None) -> VectorIdentity:
    """Return the identity an index built now would have. Raises EndpointFailed."""
    vectors = await embedder.embed(PROBES, seconds=seconds)
    return VectorIdentity(
        embedder=embedder.fingerprint,
        chunker=f"{chunking.VERSION} {TEXT_VERSION}",
        analyser=analysis.VERSION,
        dimension=len(vectors[0]),
        sketch=tuple(sketch(vector) for vector in vectors),
    )


def sketch(vector: Sequence[float]) -> tuple[float, ...]:
    """Return a vector in few numbers: a fixed random projection, of length one, four decimals."""
    signs = np.random.default_rng(len(vector)).choice([-1.0, 1.0], size=(SKETCH, len(vector)))
    projected = signs @ np.asarray(vector, dtype=np.float64)
    length = float(np.linalg.norm(projected)) or 1.0
    return tuple(round(float(value), 4) for value in projected / length)


def same(one: VectorIdentity, other: VectorIdentity) -> bool:
    """Whether vectors of both may be compared."""
    plain = {"sketch"}
    if one.model_dump(exclude=plain) != other.model_dump(exclude=plain):
        return False
    pairs = zip(one.sketch, other.sketch, strict=True)
    return len(one.sketch) == len(other.sketch) and all(_cosine(a, b) >= _SAME for a, b in pairs)


def collection_name(identity: VectorIdentity, owner: str, serial: str) -> str:
    """Return the name of a collection: whose it is, of what identity, which build."""
    digest = hashlib.sha256(identity.model_dump_json().encode()).hexdigest()[:12]
    return f"jinju-{owner}-{digest}-{serial}"


def _cosine(a: Sequence[float], b: Sequence[float]) -> float:
    x, y = np.asarray(a), np.asarray(b)
    return float(x @ y / ((np.linalg.norm(x) * np.linalg.norm(y)) or 1.0))
