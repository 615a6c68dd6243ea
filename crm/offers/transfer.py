"""Transfer pricing (D23): how much may be given, or how little must be committed, so that both sides gain."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from crm.offers.catalogue import Billing, Bundle, Item, Product, Solve

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a transfer comes to: so much is given, so much committed to on top of today's use."""

    give: Product | None = None
    given: Decimal = ZERO
    bind: Product | None = None
    committed: Decimal = ZERO


def transferred(
    bundle: Bundle, give: Product, bind: Product, items: Sequence[Item], *, tax_included: bool
) -> Bound | None:
    """Return both sides of a bundle's transfer; None when the margin never pays for one step.

    With T the term, m the binding product's margin and c the gift's cost, both a month when monthly:
    given = ⌊share · m·q·T / (c·T')⌋ in steps, committed = ⌈c·quantity·T' / (share · m·T)⌉ in steps,
    T' being T for a monthly gift and 1 for one given once.
    """
    move = bundle.transfer
    if move is None:
        return Bound()
    months = _months(bind, bundle)
    cost = give.cost * _months(give, bundle)
    if move.solve is Solve.GIVE:
        sold = next((item for item in items if item.product == bind.id), None)
        if sold is None or cost <= 0:
            return None
        price = bind.price if sold.price is None else sold.price
        price *= 1 - bundle.percent_off / 100
        fund = move.share * margin(bind, price, tax_included=tax_included) * sold.quantity * months
        given = (fund / cost / move.step).to_integral_value(ROUND_FLOOR) * move.step
        return Bound(give=give, given=given) if given > 0 else None
    earned = move.share * margin(bind, bind.price, tax_included=tax_included) * months
    if earned <= 0:
        return None
    steps = (cost * move.quantity / earned / move.step).to_integral_value(ROUND_CEILING)
    return Bound(give=give, given=move.quantity, bind=bind, committed=max(steps, Decimal(1)) * move.step)


def margin(product: Product, price: Decimal, *, tax_included: bool) -> Decimal:
    """Return what one unit earns at a price, without tax."""
    net = price / (1 + product.tax_rate) if tax_included else price
    return net - product.cost


def _months(product: Product, bundle: Bundle) -> int:
    return max(bundle.term_months, 1) if product.billing is Billing.MONTHLY else 1
