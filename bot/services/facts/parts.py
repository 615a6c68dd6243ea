"""Small steps shared by the builders of facts: numbering, saying amounts, splitting clauses."""

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.services.briefs import Fact, FactKind, FactRole
from bot.services.figures import Figure, FigureKind

_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_CLAUSE = re.compile(r"[,，;；。!！\n\r\t、]|(?<!\d)\.(?!\d)|(?<=[?？])")
_SIGNS = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元"}
_KINDS = {
    FigureKind.MONEY: FactKind.MONEY,
    FigureKind.PERCENT: FactKind.PERCENT,
    FigureKind.DATE: FactKind.DATE,
    FigureKind.TIME: FactKind.DATE,
    FigureKind.DURATION: FactKind.DURATION,
}


def clauses(text: str) -> list[str]:
    """Return the clauses of a text; a comma inside 3,800 does not part them."""
    plain_numbers = _GROUPED.sub(lambda number: number.group().replace(",", ""), text)
    return [clause for clause in (part.strip() for part in _CLAUSE.split(plain_numbers)) if clause]


def numbered(facts: Iterable[Fact], first: int = 1) -> tuple[Fact, ...]:
    """Return facts with the ids f1, f2 … in order, starting at `first`."""
    return tuple(fact.model_copy(update={"id": f"f{i}"}) for i, fact in enumerate(facts, first))


def plain(number: Decimal) -> str:
    """Return a number without trailing zeros or exponent: 3800, 4.6."""
    return f"{number.normalize():f}"


def money_said(number: Decimal, currency: str = "CNY", per: str = "") -> str:
    """Return an amount as said: 3800元, 138元/月."""
    return f"{plain(number)}{_SIGNS.get(currency, ' ' + currency)}" + (f"/{per}" if per else "")


def money_fact(
    role: FactRole, label: str, number: Decimal, *, slot: str = "", currency: str = "CNY", per: str = ""
) -> Fact:
    """Return an amount as a fact without an id yet."""
    said = money_said(number, currency, per)
    unit = said.removeprefix(plain(number)).strip()
    return Fact(
        id="f0", role=role, kind=FactKind.MONEY, label=label, text=said, number=number, unit=unit, slot=slot
    )


def text_fact(role: FactRole, label: str, text: str, *, slot: str = "", source: str = "") -> Fact:
    """Return words as a fact without an id yet."""
    return Fact(id="f0", role=role, kind=FactKind.TEXT, label=label, text=text, slot=slot, source=source)


def figure_fact(role: FactRole, label: str, figure: Figure, *, slot: str = "") -> Fact:
    """Return a figure of any kind as a fact without an id yet; the text is as it was said."""
    if figure.kind is FigureKind.MONEY:
        return money_fact(role, label, figure.value, slot=slot, currency=figure.unit, per=figure.per)
    kind = _KINDS.get(figure.kind, FactKind.QUANTITY)
    number = None if kind is FactKind.DATE else figure.value
    return Fact(
        id="f0", role=role, kind=kind, label=label, text=figure.text, number=number, unit=figure.unit,
        on=figure.on, slot=slot,
    )  # fmt: skip
