"""From what is recorded of a customer to how the customer stands for an offer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from crm.customers import Customer
from crm.folding import fold
from crm.history import Purchase
from crm.offers.calendars import CustomerDays
from crm.offers.catalogue import Billing, Catalogue, Product
from crm.offers.standing import Standing

BLACKLIST = "黑名单"
"""Tag of customers with something unsettled."""
HELD_DAYS = 62
"""Days within which something monthly must have been paid to count as held."""
_SPEND_DAYS = 90
_MONTH = 30
_CENT = Decimal("0.01")


def standing_of(
    customer: Customer,
    purchases: Sequence[Purchase],
    catalogue: Catalogue,
    on: date,
    *,
    usage: Mapping[str, Decimal] | None = None,
    elsewhere: Mapping[str, Decimal] | None = None,
) -> Standing:
    """Return the tellable facts of a customer.

    Tenure counts whole months since the first purchase. `elsewhere` is what is spent a month with
    others, by category; it is added to what is spent with us.
    """
    past = [p for p in purchases if p.bought_on <= on and p.amount.currency == catalogue.currency]
    first = min((p.bought_on for p in past), default=None)
    known = _by_name(catalogue)
    spend = monthly_spend(past, known, on)
    for category, amount in (elsewhere or {}).items():
        spend[category] = spend.get(category, Decimal(0)) + amount
    return Standing(
        kind=customer.kind,
        segment=customer.segment,
        tenure_months=months_between(first, on) if first else 0,
        holdings=holdings(past, known, on),
        usage=dict(usage or {}),
        spend=spend,
        region=customer.address,
        statuses=tuple(tag for tag in customer.tags if tag != BLACKLIST),
        blacklisted=BLACKLIST in customer.tags,
        may_contact=not customer.do_not_contact and any(c.may_contact for c in customer.channels),
        days=CustomerDays(since=first, birthday=customer.birthday),
    )


def months_between(first: date, on: date) -> int:
    """Return whole months from one day to another, 0 when it lies ahead."""
    months = (on.year - first.year) * 12 + on.month - first.month - (on.day < first.day)
    return max(0, months)


def monthly_spend(
    purchases: Iterable[Purchase], known: Mapping[str, Product], on: date
) -> dict[str, Decimal]:
    """Return what is spent a month by category: of the last 90 days, over the months anything was paid.

    Only what the catalogue knows as monthly counts.
    """
    sums: dict[str, Decimal] = {}
    months: dict[str, set[int]] = {}
    for purchase in purchases:
        product = known.get(fold(purchase.product))
        age = (on - purchase.bought_on).days
        if product is None or product.billing is not Billing.MONTHLY or age >= _SPEND_DAYS:
            continue
        sums[product.category] = sums.get(product.category, Decimal(0)) + purchase.amount.amount
        months.setdefault(product.category, set()).add(age // _MONTH)
    return {
        category: (total / len(months[category])).quantize(_CENT, ROUND_HALF_UP)
        for category, total in sums.items()
        if total > 0
    }


def holdings(purchases: Iterable[Purchase], known: Mapping[str, Product], on: date) -> tuple[str, ...]:
    """Return the ids of products held: bought for good and not returned, or paid for in two months."""
    net: dict[str, Decimal] = {}
    for purchase in purchases:
        product = known.get(fold(purchase.product))
        if product is None:
            continue
        if product.billing is Billing.MONTHLY and purchase.bought_on < on - timedelta(days=HELD_DAYS):
            continue
        net[product.id] = net.get(product.id, Decimal(0)) + purchase.quantity
    return tuple(sorted(id for id, quantity in net.items() if quantity > 0))


def _by_name(catalogue: Catalogue) -> dict[str, Product]:
    """The products by all names they go under in purchases."""
    return {fold(name): p for p in catalogue.products for name in (p.id, p.name, *p.aliases) if name}
