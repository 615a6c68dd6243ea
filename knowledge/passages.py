"""A chunk as an answer cites it, and who may see it when."""

from datetime import date

import numpy as np

from knowledge.ports import Chunk, Document, Passage


def visible(document: Document, team_id: str | None, on: date | None) -> bool:
    """Whether a team (None: every) may see a document, on a day when one is given."""
    if team_id is not None and document.team_id not in (None, team_id):
        return False
    if on is None:
        return True
    return (document.valid_from or on) <= on <= (document.valid_until or on)


def as_passage(chunk: Chunk, document: Document, score: float = 1.0) -> Passage:
    """Return a chunk as an answer cites it."""
    docs = tuple(dict.fromkeys((document.name, *chunk.also_in)))
    return Passage(
        chunk_id=chunk.id,
        raw=chunk.raw,
        clean=chunk.clean,
        title=document.title,
        heading=chunk.heading,
        docs=docs,
        score=round(float(np.clip(score, 0, 1)), 4),
        price_list=document.price_list,
    )
