"""Sums, differences and shares of allowed facts, each with the ids it was made from."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from bot.services.briefs import Fact, FactKind, FactRole
from bot.services.facts.parts import money_fact, numbered

_USABLE = frozenset({FactRole.SELLER_STATED, FactRole.OUR_PRICE, FactRole.COMPUTED})
_CENT, _DIME = Decimal("0.01"), Decimal("0.1")
_DAYS = 30


def computed_facts(facts: Sequence[Fact], first: int) -> tuple[Fact, ...]:
    """Return what follows from facts of ours (and, for a gap, from a rival's price).

    Net price = price − deductions; price after a discount = list price × share; price in force =
    list price when nothing else is said; saving = list price − price; a day = monthly fee / 30;
    a year = monthly fee × 12; gap = our price − the rival's. Disputed facts are left alone.
    """
    own = [fact for fact in facts if fact.role in _USABLE and not fact.disputed]
    slots = {fact.slot: fact for fact in reversed(own) if fact.slot and fact.number is not None}
    made = [*_price(own, slots, facts)]
    slots |= {fact.slot: fact for fact in made if fact.slot and fact.slot not in slots}
    with_ids = list(numbered(made, first))
    slots |= {fact.slot: fact for fact in with_ids if fact.slot}
    later = [*_net(own, slots, facts), *_saving(slots), *_periods(slots)]
    with_ids += numbered(later, first + len(with_ids))
    slots |= {fact.slot: fact for fact in with_ids if fact.slot}
    return (*with_ids, *numbered(_gap(facts, slots), first + len(with_ids)))


def _price(own: Sequence[Fact], slots: dict[str, Fact], facts: Sequence[Fact]) -> Iterator[Fact]:
    """The price in force, when it is not stated itself."""
    listed = slots.get("list_price")
    if listed is None or any(fact.slot == "price" for fact in facts):
        return
    discounts = [fact for fact in own if fact.kind is FactKind.PERCENT and fact.unit in {"pay", "off"}]
    if len({(fact.number, fact.unit) for fact in discounts}) > 1:
        return
    if discounts:
        yield _made("折后价", _discounted(listed, discounts[0]), "price", listed, discounts[0])
    else:
        yield _made("现价", _number(listed), "price", listed)


def _discounted(listed: Fact, discount: Fact) -> Decimal:
    share = _number(discount) if discount.unit == "pay" else 100 - _number(discount)
    return _short((_number(listed) * share / 100).quantize(_CENT, ROUND_HALF_UP))


def _net(own: Sequence[Fact], slots: dict[str, Fact], facts: Sequence[Fact]) -> Iterator[Fact]:
    """What is paid in the end; several deductions add up."""
    base = slots.get("price") or slots.get("list_price")
    less = [fact for fact in own if fact.slot == "trade_in" and fact.kind is FactKind.MONEY]
    if base is None or not less or any(fact.slot == "net_price" for fact in facts):
        return
    total = _number(base) - sum((_number(fact) for fact in less), Decimal(0))
    if total > 0 and len({fact.unit for fact in (base, *less)}) == 1:
        yield _made("到手价", total, "net_price", base, *less)


def _saving(slots: dict[str, Fact]) -> Iterator[Fact]:
    listed, price = slots.get("list_price"), slots.get("price")
    if listed and price and listed.unit == price.unit and _number(listed) > _number(price):
        yield _made("比目录价省", _number(listed) - _number(price), "", listed, price)


def _periods(slots: dict[str, Fact]) -> Iterator[Fact]:
    monthly = slots.get("per_month")
    if monthly is None or not monthly.unit.startswith("元"):
        return
    day = (_number(monthly) / _DAYS).quantize(_DIME, ROUND_HALF_UP)
    yield _made("每天约", day, "per_day", monthly, per="天")
    yield _made("一年合计", _number(monthly) * 12, "", monthly, per="年")


def _gap(facts: Sequence[Fact], slots: dict[str, Fact]) -> Iterator[Fact]:
    rival = next((f for f in facts if f.slot == "rival_price" and f.number is not None), None)
    ours = slots.get("net_price") or slots.get("price") or slots.get("list_price")
    if rival is None or ours is None or rival.unit != ours.unit or any(f.slot == "price_gap" for f in facts):
        return
    gap = abs(_number(ours) - _number(rival))
    if gap:
        yield _made("与对手的差价", gap, "price_gap", ours, rival)


def _made(label: str, number: Decimal, slot: str, *basis: Fact, per: str = "") -> Fact:
    currency = {"元": "CNY", "美元": "USD", "欧元": "EUR", "港元": "HKD"}.get(
        basis[0].unit.partition("/")[0], "CNY"
    )
    fact = money_fact(FactRole.COMPUTED, label, number, slot=slot, currency=currency, per=per)
    return fact.model_copy(update={"basis": tuple(b.id for b in basis)})


def _short(number: Decimal) -> Decimal:
    """3420.00 as 3420, without turning 3000 into 3E+3."""
    return Decimal(f"{number.normalize():f}")


def _number(fact: Fact) -> Decimal:
    return fact.number or Decimal(0)
