"""What a passage of an ingested document states, as facts that need their source beside them."""

from bot.services.briefs import Fact, FactRole, Source
from bot.services.facts.parts import figure_fact, numbered, text_fact
from bot.services.figures import Figure, FigureKind, find_figures


def facts_from_passage(source: Source, first: int = 1) -> tuple[Fact, ...]:
    """Return the passage and its figures as `document` facts; a card is no document and gives none.

    Amounts of a price list that a manager put in force are `our_price` (design 2a).
    """
    if source.is_card:
        return ()
    doc = source.doc if isinstance(source.doc, str) else "、".join(source.doc)
    figures = [f for f in find_figures(source.text) if f.kind is not FigureKind.PHONE and not f.soft]
    facts = [text_fact(FactRole.DOCUMENT, source.title or doc, source.text, source=doc)]
    facts += [figure_fact(_role(source, figure), source.title or doc, figure) for figure in figures]
    return numbered((fact.model_copy(update={"source": doc}) for fact in facts), first)


def _role(source: Source, figure: Figure) -> FactRole:
    ours = source.price_list and figure.kind is FigureKind.MONEY
    return FactRole.OUR_PRICE if ours else FactRole.DOCUMENT
