"""Further discounts: within whose limit a wish lies. Only the number, the role and the floor count."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm.customers import Segment
from crm.offers.catalogue import Policy
from crm.offers.priced import Priced
from crm.people import RANK, Role


class Ruling(StrEnum):
    """What comes of a wish for a further discount."""

    GRANTED = "granted"
    NEEDS_MANAGER = "needs_manager"
    NON_PRICE_FIRST = "non_price_first"
    BELOW_FLOOR = "below_floor"
    BEYOND_LIMIT = "beyond_limit"
    NOT_A_DISCOUNT = "not_a_discount"


@dataclass(frozen=True)
class Decision:
    """The ruling, the price when it is granted (or would be), and how far one may go."""

    ruling: Ruling
    priced: Priced
    own_limit: Decimal
    """Per cent a salesperson may still give alone on this offer."""
    manager_limit: Decimal
    """Per cent possible with a manager."""


def rule_on(
    priced: Priced,
    percent: Decimal,
    role: Role,
    policy: Policy,
    *,
    tax_included: bool,
    segment: Segment | None = None,
    services_offered: bool = True,
) -> Decision:
    """Decide on a further discount of `percent` on an offer.

    Non-price first (D22): for the policy's segments something other than price must have been offered
    before. Nobody, whatever the role, goes below the floor or beyond the manager's limit.
    """
    own = min(policy.seller_limit, priced.headroom)
    most = min(max(policy.manager_limit, policy.seller_limit), priced.headroom)

    def decided(ruling: Ruling, result: Priced = priced) -> Decision:
        return Decision(ruling, result, own, most)

    if percent <= 0 or percent >= 100:
        return decided(Ruling.NOT_A_DISCOUNT)
    reduced = priced.reduced(percent, tax_included=tax_included)
    if not reduced.above_floor:
        return decided(Ruling.BELOW_FLOOR)
    if percent > max(policy.manager_limit, policy.seller_limit):
        return decided(Ruling.BEYOND_LIMIT)
    if segment in policy.non_price_first and not services_offered:
        return decided(Ruling.NON_PRICE_FIRST)
    if percent > policy.seller_limit and RANK[role] < RANK[Role.MANAGER]:
        return decided(Ruling.NEEDS_MANAGER, reduced)
    return decided(Ruling.GRANTED, reduced)
