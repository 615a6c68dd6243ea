"""What the customer said, as facts that may be repeated only as the customer's or a rival's."""

import re
from collections.abc import Iterator
from datetime import date

from bot.services.briefs import Fact, FactRole
from bot.services.facts.owners import rival_in
from bot.services.facts.parts import clauses, figure_fact, money_fact, numbered, text_fact
from bot.services.figures import Figure, FigureKind, find_figures

_BUDGET = re.compile(
    r"预算|最多|顶多|只有|就[这有]|只能|拿得?出|出得?起|心理价|以内|budget|afford", re.IGNORECASE
)
_MONEY_AFTER = re.compile(r"价|贵|便宜|元|块|钱|卖|报|要|才|只|预算|cost|price|pay", re.IGNORECASE)
_DIFFERENCE = re.compile(
    r"(?:便宜|省|(?<!最)少|(?<!最)低|贵|差|优惠|减|让|返)(?:了|收|个|出|近|差不多|大概|大约|整整|[我你您咱]们?)*\s*$"
)
"""Words right before an amount that make it a difference between two prices, not a price: 便宜两百."""
_SAID = re.compile(r"便宜|才|只要?|卖|报|给|要|价")


def facts_from_customer_words(text: str, today: date | None = None, first: int = 1) -> tuple[Fact, ...]:
    """Return the figures of pasted words as `customer_said`, those of another supplier as `rival`.

    Never `seller_stated`: a customer who writes 「目录价300」 has set no price.
    """
    facts: list[Fact] = []
    rival = ""
    for clause in clauses(text):
        rival = rival_in(clause) or (
            rival if _SAID.search(clause) and not re.search(r"你们?|您|我", clause) else ""
        )
        facts += said_facts(clause, today, rival)
    return numbered(_once(facts), first)


def said_facts(clause: str, today: date | None, rival: str = "") -> Iterator[Fact]:
    """Yield the facts of one clause, without ids."""
    rival = rival_in(clause) or rival
    if rival:
        yield text_fact(FactRole.RIVAL, "对手", rival, slot="rival")
    for figure in find_figures(clause, today):
        if figure.kind is FigureKind.PHONE:
            continue
        yield _fact(clause, figure, rival)


def _fact(clause: str, figure: Figure, rival: str) -> Fact:
    role = FactRole.RIVAL if rival else FactRole.CUSTOMER_SAID
    money = figure.kind is FigureKind.MONEY or (
        figure.kind is FigureKind.NUMBER
        and figure.value >= 10
        and (figure.per != "" or _MONEY_AFTER.search(clause) is not None)
    )
    if not money:
        return figure_fact(role, "客户说的" if not rival else f"{rival}的说法", figure)
    slot, label = ("rival_price", f"{rival}报价") if rival else ("", "客户提到的金额")
    if rival and _DIFFERENCE.search(clause[: figure.start]):
        slot, label = "", f"{rival}的差价"
    if not rival and _BUDGET.search(clause):
        slot, label = "budget", "客户的预算"
    currency = figure.unit if figure.kind is FigureKind.MONEY else "CNY"
    fact = money_fact(role, label, figure.value, slot=slot, currency=currency, per=figure.per)
    return fact.model_copy(update={"text": _as_said(fact.text, figure)})


def _as_said(said: str, figure: Figure) -> str:
    """An approximate figure keeps the customer's words (两百来块)."""
    return figure.text if figure.approximate else said


def _once(facts: list[Fact]) -> list[Fact]:
    """Each rival and each figure once; of two rival prices only the first fills the slot."""
    kept: list[Fact] = []
    for fact in facts:
        if any(k.text == fact.text and k.role == fact.role and k.kind == fact.kind for k in kept):
            continue
        taken = bool(fact.slot) and any(k.slot == fact.slot for k in kept)
        kept.append(fact.model_copy(update={"slot": ""}) if taken else fact)
    return kept
