"""Who may have what: every condition that is missing, by name, so that it can be said and perhaps met."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm.offers.calendars import running
from crm.offers.priced import Priced
from crm.offers.rules import Between, Criteria, Rule
from crm.offers.standing import Request, Standing


class Lack(StrEnum):
    """What stands between a customer and an offer."""

    SEGMENT = "segment"
    KIND = "kind"
    NEW_ONLY = "new_only"
    EXISTING_ONLY = "existing_only"
    TENURE = "tenure"
    TENURE_OVER = "tenure_over"
    HOLDS = "holds"
    HOLDS_NONE = "holds_none"
    USAGE = "usage"
    USAGE_OVER = "usage_over"
    USAGE_UNKNOWN = "usage_unknown"
    VOLUME = "volume"
    VOLUME_OVER = "volume_over"
    REGION = "region"
    STATUS = "status"
    CONSENT = "consent"
    RECORD = "record"
    NOT_RUNNING = "not_running"
    SELLER = "seller"
    STOCK = "stock"
    QUOTA = "quota"
    FLOOR = "floor"
    HOUSEHOLD = "household"
    MONTHLY_BUDGET = "monthly_budget"
    UPFRONT_BUDGET = "upfront_budget"


_CHANGEABLE = frozenset(
    {
        Lack.TENURE,
        Lack.HOLDS,
        Lack.USAGE,
        Lack.USAGE_UNKNOWN,
        Lack.VOLUME,
        Lack.STATUS,
        Lack.CONSENT,
        Lack.MONTHLY_BUDGET,
        Lack.UPFRONT_BUDGET,
    }
)


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing condition: `needs` is what is asked for, `gap` how much is missing where it is a number."""

    lack: Lack
    subject: str = ""
    needs: str = ""
    gap: Decimal | None = None
    says: str = ""

    @property
    def changeable(self) -> bool:
        """Whether the customer can do something about it (D23: what would it take)."""
        return self.lack in _CHANGEABLE


def missing_for(priced: Priced, standing: Standing, request: Request) -> tuple[Missing, ...]:
    """Return everything that keeps a customer from an offer, in the order rules stand; empty: eligible."""
    if request.quantities and (count := request.quantity_of(priced.keys)) is not None:
        request = request.model_copy(update={"quantity": count})
    return (
        *_trade(priced, request),
        *_campaign(priced, standing, request),
        *_by_rules(priced.conditions, standing, request),
    )


def _by_rules(rules: Iterable[Rule], standing: Standing, request: Request) -> Iterator[Missing]:
    for rule in rules:
        for lack in lacks(rule.requires, standing, request):
            yield Missing(lack.lack, lack.subject, lack.needs, lack.gap, rule.says)


def lacks(criteria: Criteria, standing: Standing, request: Request) -> Iterator[Missing]:
    """Yield each criterion a customer does not fulfil. What is not known does not count as fulfilled."""
    yield from _who(criteria, standing)
    yield from _has(criteria, standing)
    if criteria.volume is not None:
        yield from _range(criteria.volume, request.quantity, "", Lack.VOLUME, Lack.VOLUME_OVER)
    for key, between in criteria.usage.items():
        if key not in standing.usage:
            yield Missing(Lack.USAGE_UNKNOWN, key, _said(between.least or between.most))
        else:
            yield from _range(between, standing.usage[key], key, Lack.USAGE, Lack.USAGE_OVER)


def _who(criteria: Criteria, standing: Standing) -> Iterator[Missing]:
    if criteria.segments and standing.segment not in criteria.segments:
        yield Missing(Lack.SEGMENT, needs="、".join(segment.value for segment in criteria.segments))
    if criteria.kind is not None and standing.kind is not criteria.kind:
        yield Missing(Lack.KIND, needs=criteria.kind.value)
    if criteria.new_customer is not None and standing.is_new is not criteria.new_customer:
        yield Missing(Lack.NEW_ONLY if criteria.new_customer else Lack.EXISTING_ONLY)
    if criteria.tenure_months is not None:
        months = Decimal(standing.tenure_months)
        yield from _range(criteria.tenure_months, months, "", Lack.TENURE, Lack.TENURE_OVER)
    if criteria.regions and not any(region in standing.region for region in criteria.regions):
        yield Missing(Lack.REGION, needs="、".join(criteria.regions))
    if criteria.statuses and not set(criteria.statuses) & set(standing.statuses):
        yield Missing(Lack.STATUS, needs="、".join(criteria.statuses))


def _has(criteria: Criteria, standing: Standing) -> Iterator[Missing]:
    held = set(standing.holdings)
    if criteria.holds_any and not held & set(criteria.holds_any):
        yield Missing(Lack.HOLDS, subject=criteria.holds_any[0], needs="、".join(criteria.holds_any))
    if taken := held & set(criteria.holds_none):
        yield Missing(Lack.HOLDS_NONE, subject=sorted(taken)[0])
    if criteria.consent and not standing.may_contact:
        yield Missing(Lack.CONSENT)
    if criteria.good_record and standing.blacklisted:
        yield Missing(Lack.RECORD)


def _range(between: Between, value: Decimal, subject: str, under: Lack, over: Lack) -> Iterator[Missing]:
    if between.least is not None and value < between.least:
        yield Missing(under, subject, _said(between.least), between.least - value)
    elif between.most is not None and value > between.most:
        yield Missing(over, subject, _said(between.most), value - between.most)


def _trade(priced: Priced, request: Request) -> Iterator[Missing]:
    """What has nothing to do with the customer: who sells, stock, quota, floor, the household."""
    sellers = [line.product.sold_by for line in priced.lines if line.product.sold_by and not line.is_gift]
    sellers += [priced.bundle.sold_by] if priced.bundle and priced.bundle.sold_by else []
    if any(request.seller not in allowed for allowed in sellers):
        yield Missing(Lack.SELLER, needs="、".join(sellers[0]))
    for line in priced.lines:
        stock = line.product.stock
        if stock is not None and line.quantity > stock - request.sold.get(line.product.id, 0):
            yield Missing(Lack.STOCK, line.product.name, _said(line.quantity))
    for part in (priced.bundle, priced.campaign):
        if part is not None and part.quota is not None and request.sold.get(part.id, 0) >= part.quota:
            yield Missing(Lack.QUOTA, part.name, str(part.quota))
    if not priced.above_floor:
        yield Missing(Lack.FLOOR)
    if barred := priced.keys & set(request.barred):
        yield Missing(Lack.HOUSEHOLD, sorted(barred)[0])


def _campaign(priced: Priced, standing: Standing, request: Request) -> Iterator[Missing]:
    campaign = priced.campaign
    if campaign is None:
        return
    outside = campaign.windows and running(campaign.windows, request.on, standing.days) is None
    if not campaign.in_force(request.on) or outside:
        yield Missing(Lack.NOT_RUNNING, campaign.name)


def _said(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
