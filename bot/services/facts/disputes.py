"""Marks facts that contradict each other instead of guessing which one is right."""

from collections import defaultdict
from collections.abc import Sequence

from bot.services.briefs import Fact, FactRole

_ONE_VALUE = frozenset({"list_price", "price", "net_price", "per_month", "market_price", "until"})
_OURS = frozenset({FactRole.SELLER_STATED, FactRole.OUR_PRICE})


def mark_disputes(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the facts, those marked `disputed` that name two values for one slot.

    A stated sum that does not follow from the stated parts (到手3400 with 3800 − 300) is disputed too.
    """
    said: dict[str, set[object]] = defaultdict(set)
    for fact in facts:
        if fact.role in _OURS and fact.slot in _ONE_VALUE:
            said[fact.slot].add(fact.number if fact.on is None else fact.on)
    torn = {slot for slot, values in said.items() if len(values) > 1}
    if _sum_differs(facts):
        torn.add("net_price")
    return tuple(
        fact.model_copy(update={"disputed": True}) if fact.slot in torn and fact.role in _OURS else fact
        for fact in facts
    )


def _sum_differs(facts: Sequence[Fact]) -> bool:
    by_slot = {fact.slot: fact.number for fact in facts if fact.role in _OURS and fact.number is not None}
    base, net, less = (
        by_slot.get("price") or by_slot.get("list_price"),
        by_slot.get("net_price"),
        by_slot.get("trade_in"),
    )
    if base is None or net is None or less is None:
        return False
    return base - net != sum(f.number or 0 for f in facts if f.slot == "trade_in" and f.role in _OURS)
