"""Tiers by Pareto (D10): A–E along the curve of value; MVC, MGC and BZ; the table of tiers.

Most valuable customers (MVC) are those who together make 80%; most growable ones (MGC) could add much to
what they bring; BZ (below zero) cost more than they bring.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from crm.value.assignments import Assignment, yuan
from crm.value.thresholds import TierRules

LAST_TIER = "E"
REST_TIER = "D"


class Standing(NamedTuple):
    """A customer's place on the curve."""

    tier: str
    rank: int
    of: int
    value: float
    cumulative: float
    """Share of all positive value that this customer and all before it make."""


class Kind(StrEnum):
    """D10's three kinds, and the rest."""

    MVC = "mvc"
    MGC = "mgc"
    BZ = "bz"
    STEADY = "steady"


_KINDS = {
    Kind.MVC: ("重点维护", "优先服务，新品和活动先通知"),
    Kind.MGC: ("值得培养", "带一样他还没用过的去，别急着谈价"),
    Kind.BZ: ("低投入维护", "改用省力的方式服务：合并送货、自助、固定时段"),
    Kind.STEADY: ("常规维护", "按节奏联系，有需要再投入"),
}


def rank(values: Mapping[str, float], rules: TierRules) -> dict[str, Standing]:
    """Return everybody's standing. Value up to zero is the last tier; equal values stand by id."""
    ordered = sorted(values, key=lambda id: (-values[id], id))
    positive = sum(value for value in values.values() if value > 0)
    found: dict[str, Standing] = {}
    before = 0.0
    for place, id in enumerate(ordered, 1):
        value = values[id]
        after = before + (max(value, 0) / positive if positive else 0.0)
        # Whoever begins below a cut belongs above it: the first customer is A however large.
        tier = _tier(before, rules) if value > 0 else LAST_TIER
        found[id] = Standing(tier, place, len(ordered), value, min(after, 1.0))
        before = after
    return found


def _tier(before: float, rules: TierRules) -> str:
    cuts = sorted(rules.cumulative.items(), key=lambda cut: cut[1])
    return next((tier for tier, share in cuts if before < share - 1e-12), REST_TIER)


def tier_assignment(standing: Standing, currency: str = "CNY") -> Assignment:
    """Return a standing in words."""
    place = f"今后价值约{yuan(standing.value, currency)}，在{standing.of}位客户里排第{standing.rank}"
    if standing.tier == LAST_TIER:
        second = "带来的毛利还抵不上服务成本"
    else:
        second = f"从高到低排到这一位，合计占全部价值的{standing.cumulative:.0%}"
    return Assignment(value=standing.tier, label=f"{standing.tier}级", reasons=(place, second))


def kind_assignment(
    standing: Standing, potential: float, rules: TierRules, currency: str = "CNY"
) -> Assignment:
    """Return MVC, MGC, BZ or steady, with what to do."""
    kind, reason = _kind(standing, potential, rules, currency)
    label, advice = _KINDS[kind]
    return Assignment(value=kind.value, label=label, reasons=(reason,), advice=advice)


def _kind(standing: Standing, potential: float, rules: TierRules, currency: str) -> tuple[Kind, str]:
    could = yuan(potential, currency)
    grows = potential > 0 and potential >= rules.growable * max(standing.value, 0.0)
    if standing.tier in rules.valuable:
        return Kind.MVC, f"属于合计创造大部分价值的{'、'.join(rules.valuable)}级"
    if grows:
        return Kind.MGC, f"一年还能多出约{could}，超过现有价值的{rules.growable:.0%}"
    if standing.tier == LAST_TIER:
        return Kind.BZ, "今后价值不到零"
    return Kind.STEADY, "价值和潜力都在中间"


# --- the table of tiers (S3) ---


class TierRow(NamedTuple):
    """One tier in a table: customers, and averages for each of them."""

    name: str
    customers: int
    sales: float
    profit: float
    return_on_investment: float | None = None
    """Profit over what was invested in a customer; −0.53 for −53%."""

    @property
    def total_profit(self) -> float:
        """Profit of all customers of the tier."""
        return self.customers * self.profit

    @property
    def investment(self) -> float | None:
        """What was invested in each customer, as the return on investment implies."""
        return self.profit / self.return_on_investment if self.return_on_investment else None


class TierTable(NamedTuple):
    """A table of tiers, best first, with what follows from its own rows."""

    rows: tuple[TierRow, ...]

    @property
    def customers(self) -> int:
        """All customers."""
        return sum(row.customers for row in self.rows)

    @property
    def total_profit(self) -> float:
        """All profit."""
        return sum(row.total_profit for row in self.rows)

    @property
    def average_profit(self) -> float:
        """Profit for each customer."""
        return self.total_profit / self.customers if self.customers else 0.0

    def shares(self) -> tuple[float, ...]:
        """Return the cumulative share of profit after each row; above one where later rows lose."""
        total = self.total_profit
        return (
            tuple(sum_ / total for sum_ in accumulate(row.total_profit for row in self.rows)) if total else ()
        )

    def contradiction(self, claimed_average: float) -> str:
        """Return what to say when a claimed average does not follow from the rows; empty when it does."""
        own = self.average_profit
        if abs(own - claimed_average) <= max(0.5, abs(own) * 0.005):
            return ""
        return f"表里写的平均利润是{claimed_average:g}，按各行算出来是{own:.1f}，两者对不上，以各行为准。"

    def pareto(self, rows: int) -> str:
        """Return the sentence that says what the top rows make."""
        top, rest = self.rows[:rows], self.rows[rows:]
        count = sum(row.customers for row in top)
        left = round(sum(row.total_profit for row in rest))
        return (
            f"前{count}位客户（占{count / self.customers:.0%}）创造了{self.shares()[rows - 1]:.0%}的利润，"
            f"其余{self.customers - count}位合计{left}"
        )


def table(standings: Mapping[str, Standing], sales: Mapping[str, float]) -> TierTable:
    """Return the table of one's own customers; `profit` is the value that was ranked."""
    groups: dict[str, list[str]] = {}
    for id in sorted(standings, key=lambda one: standings[one].rank):
        groups.setdefault(standings[id].tier, []).append(id)
    return TierTable(tuple(_row(tier, ids, standings, sales) for tier, ids in groups.items()))


def _row(
    tier: str, ids: Sequence[str], standings: Mapping[str, Standing], sales: Mapping[str, float]
) -> TierRow:
    count = len(ids)
    profit = sum(standings[id].value for id in ids) / count
    return TierRow(tier, count, sum(sales.get(id, 0.0) for id in ids) / count, profit)
