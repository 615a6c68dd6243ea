"""Made-up passages for the benches: common words drawn the way language draws them (Zipf), always the same.

Speed and memory depend on how many terms a passage has and how often they recur, not on their sense.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate

from knowledge.ports import Chunk, Document

CHARACTERS = 280
VOCABULARY = 30_000
_FIRST, _LAST = 0x4E00, 0x9FA5
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PER_DOCUMENT = 100


def vocabulary(chance: random.Random) -> list[str]:
    """Return words of one to four characters out of 4,000 common ones."""
    letters = [chr(chance.randrange(_FIRST, _LAST)) for _ in range(4000)]
    return ["".join(chance.choices(letters, k=chance.choice((1, 2, 2, 2, 3, 4)))) for _ in range(VOCABULARY)]


def documents(count: int, seed: int = 5) -> Iterator[tuple[Document, list[Chunk]]]:
    """Yield documents of a hundred passages, `count` passages in all."""
    chance = random.Random(seed)
    words = vocabulary(random.Random(1))
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    for number in range(0, count, PER_DOCUMENT):
        id = f"bench{number:06d}"
        document = Document(
            id=id,
            name=f"{id}.txt",
            digest=id,
            title=words[number % 997],
            media_type="text/plain",
            added_at=AT,
        )
        chunks = []
        for position in range(min(PER_DOCUMENT, count - number)):
            drawn = chance.choices(words, cum_weights=weights, k=CHARACTERS // 2)
            text = "".join(word + "。" * (n % 12 == 11) for n, word in enumerate(drawn))[:CHARACTERS]
            chunks.append(
                Chunk(id=f"{id}-{position:05d}", document_id=id, position=position, raw=text, clean=text)
            )
        yield document, chunks


def queries(count: int, seed: int = 11) -> list[str]:
    """Return questions as typed: a few words of the vocabulary between everyday sales words."""
    chance = random.Random(seed)
    words = vocabulary(random.Random(1))
    everyday = ("客户嫌贵", "怎么留住老客户", "谁说了算", "送点啥", "他老犹豫", "别家便宜", "售后没人管")
    return [
        f"{chance.choice(everyday)} {chance.choice(words[:200])}{chance.choice(words[:3000])} 咋办"
        for _ in range(count)
    ]
