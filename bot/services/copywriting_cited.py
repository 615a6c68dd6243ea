"""Copy that quotes a figure of the company's documents, with its source and the request to check it."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import date

from bot.services.briefs import Brief, Source, Variant
from bot.services.copywriting import CopyWish
from bot.services.copywriting_drafts import Written, signed, stated_facts
from bot.services.facts.documents import facts_from_passage
from bot.services.figures import find_figures
from bot.services.gate import select
from bot.services.gate.uses import CHECK_AGAIN
from bot.services.grounding import passage_source
from bot.services.playbook_writer.realise import units
from bot.services.shelf import ShelfService
from bot.services.turns import Reading, TurnKind
from playbooks.copy_models import CopyFrame

PassageSearch = Callable[[str, str], Awaitable[tuple[Source, ...]]]
"""(words, team id) → passages of the team's documents, best first."""
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_SHORTEST, _LONGEST = 8, 60
_PASSAGES = 4
_TOLD = re.compile(r"[我你您他她“”\"「」‘’]|老板|客户|顾客|故事|例如|比如|假设|案例")
"""A told story or an example is no statement about the article."""
_EDGES = " \t，、；：:-—·*#|"


def shelf_passages(shelf: ShelfService) -> PassageSearch:
    """Return the search over the team's documents in force."""

    async def search(words: str, team_id: str) -> tuple[Source, ...]:
        found = await shelf.search(words, limit=_PASSAGES, team_id=team_id)
        return () if found.refused else tuple(passage_source(passage) for passage in found.passages)

    return search


async def cited(
    written: Written,
    wish: CopyWish,
    frame: CopyFrame,
    search: PassageSearch | None,
    team_id: str,
    avoid: Iterable[str],
    today: date | None,
) -> Written:
    """Return the drafts with one more that quotes a document, where one holds a figure of the article."""
    if search is None or not wish.name:
        return written
    sources = await search(" ".join(filter(None, (wish.name, wish.advantage))), team_id)
    taken = {*avoid, *(variant.text for variant in written.variants)}
    found = quotation(wish, frame, sources, taken, today)
    return replace(written, variants=(*written.variants, found)) if found else written


def quotation(
    wish: CopyWish,
    frame: CopyFrame,
    sources: Iterable[Source],
    taken: Iterable[str] = (),
    today: date | None = None,
) -> Variant | None:
    """Return a line that gives one sentence of a document about the article word for word.

    It names the file and asks to check that the figure still holds; None when no sentence about the
    article holds a figure, or the channel is too narrow for both.
    """
    channel = next((c for c in frame.channels if c.id == wish.channel), frame.channels[0])
    names = [name for name in (wish.product, wish.category) if name]
    avoided = set(taken)
    for source in sources:
        doc = source.doc if isinstance(source.doc, str) else source.doc[0]
        brief = Brief(
            reading=Reading(kind=TurnKind.COPY),
            facts=(*stated_facts(wish), *facts_from_passage(source, first=20)),
        )
        for sentence in _about(source.text, names):
            text = f"{signed(wish, channel)}{sentence}。（来源：{doc}，{CHECK_AGAIN}）"
            if text in avoided or units(text) > channel.limit:
                continue
            variant = Variant(text=text, style="cited", line_id=f"{channel.id}/cited")
            passed, _ = select([variant], brief, 1, today=today)
            if passed:
                return passed[0]
    return None


def _about(text: str, names: list[str]) -> Iterable[str]:
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip(_EDGES)
        named = any(name in sentence for name in names)
        if (
            named
            and not _TOLD.search(sentence)
            and _SHORTEST <= len(sentence) <= _LONGEST
            and find_figures(sentence)
        ):
            yield sentence
