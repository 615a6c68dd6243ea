"""Recommended level of relationship and tie (D14), signs of loyalty (D15), and whom to let go (D11)."""

from enum import StrEnum
from typing import NamedTuple

from crm.value.assignments import Assignment
from crm.value.thresholds import LoyaltyRules, PruningRules, RelationshipRules


class Level(StrEnum):
    """Kotler's five levels."""

    BASIC = "basic"
    REACTIVE = "reactive"
    ACCOUNTABLE = "accountable"
    PROACTIVE = "proactive"
    PARTNERSHIP = "partnership"


_LEVELS = {
    Level.BASIC: ("基本型", "卖完不用专门跟"),
    Level.REACTIVE: ("被动型", "告诉他有事随时找您"),
    Level.ACCOUNTABLE: ("负责型", "买后主动问一次用得怎样"),
    Level.PROACTIVE: ("能动型", "隔一阵带着新用法、新建议联系"),
    Level.PARTNERSHIP: ("伙伴型", "和他一起想办法省钱、增收"),
}


def level(customers: int, margin_rate: float, rules: RelationshipRules) -> Assignment:
    """Return the level for so many customers like this one, at such a margin (Kotler's grid)."""
    many = customers >= rules.many_customers
    place = 0 if margin_rate < rules.thin_margin else 2 if margin_rate >= rules.rich_margin else 1
    few = (Level.REACTIVE, Level.PROACTIVE, Level.PARTNERSHIP)
    crowd = (Level.BASIC, Level.REACTIVE, Level.ACCOUNTABLE)
    found = (crowd if many else few)[place]
    label, advice = _LEVELS[found]
    size = f"同级客户{customers}位（{'多' if many else '不多'}）"
    return Assignment(
        value=found.value, label=label, reasons=(size, f"毛利率{margin_rate:.0%}"), advice=advice
    )


class Tie(StrEnum):
    """The three ties, from easily copied to hard to leave."""

    FINANCIAL = "financial"
    SOCIAL = "social"
    STRUCTURAL = "structural"


_TIES = {
    Tie.FINANCIAL: ("实惠", "会员价、积分这类，见效快也容易被学走"),
    Tie.SOCIAL: ("人情", "记得住人和事，换别家要重新认识"),
    Tie.STRUCTURAL: ("离不开的安排", "按他的流程定做：固定送、代管库存、对好账期"),
}


def tie(found: str, valuable: bool, repeat: bool) -> Assignment:
    """Return the tie to build next: climb as far as pays. `found` is the level's value."""
    if valuable and found in {Level.PROACTIVE, Level.PARTNERSHIP}:
        kind, reason = Tie.STRUCTURAL, "价值够高，定做的安排划得来"
    elif repeat:
        kind, reason = Tie.SOCIAL, "已经回头买，交情比折扣留得住人"
    else:
        kind, reason = Tie.FINANCIAL, "刚开始往来，先给点实惠"
    label, advice = _TIES[kind]
    return Assignment(value=kind.value, label=label, reasons=(reason,), advice=advice)


# --- loyalty ---


class LoyaltySigns(NamedTuple):
    """What is known of each of the six signs; None where nothing is known."""

    orders: int
    days_to_choose: float | None
    """Median from opening an opportunity to winning it."""
    price_objections: int | None
    speaks_of_rivals: int | None
    complaints_then_bought: bool | None
    """Bought again after a complaint; None without a complaint."""
    spend_trend: float | None
    """Spend of the last half year over the one before."""


class Sign(NamedTuple):
    """One sign of loyalty: there (True), not (False), or unknown (None)."""

    name: str
    there: bool | None
    reason: str


def loyalty(signs: LoyaltySigns, rules: LoyaltyRules) -> tuple[Sign, ...]:
    """Return D15's six signs in its order."""
    days, trend = signs.days_to_choose, signs.spend_trend
    return (
        Sign("重复购买", signs.orders >= rules.repeat_orders, f"买过{signs.orders}次"),
        Sign("挑选时间", None if days is None else days <= rules.quick_days, _known(days, "{:.0f}天定下来")),
        Sign("价格敏感", _none(signs.price_objections), _times(signs.price_objections, "价格")),
        Sign("对手态度", _none(signs.speaks_of_rivals), _times(signs.speaks_of_rivals, "别家")),
        Sign("包容差错", signs.complaints_then_bought, _tolerance(signs.complaints_then_bought)),
        Sign("购买金额", None if trend is None else trend >= 1, _known(trend, "近半年是之前的{:.1f}倍")),
    )


def loyal(signs: tuple[Sign, ...], rules: LoyaltyRules) -> Assignment:
    """Return loyal, satisfied at most, or unknown; a satisfied customer is not yet a loyal one."""
    there = [sign for sign in signs if sign.there]
    known = [sign for sign in signs if sign.there is not None]
    reasons = tuple(f"{sign.name}：{sign.reason}" for sign in known)
    summary = f"六个迹象里知道{len(known)}个，有{len(there)}个指向忠诚"
    if len(there) >= rules.signs_for_loyal:
        return Assignment(value="loyal", label="忠诚", reasons=(summary, *reasons))
    if len(known) < rules.signs_for_loyal:
        return Assignment(value="unknown", label="还看不出", reasons=(summary, *reasons))
    return Assignment(value="not_yet", label="还不算忠诚", reasons=(summary, *reasons))


def _none(count: int | None) -> bool | None:
    return None if count is None else count == 0


def _known(value: float | None, form: str) -> str:
    return "还不知道" if value is None else form.format(value)


def _times(count: int | None, what: str) -> str:
    if count is None:
        return "还不知道"
    return f"提过{count}次{what}" if count else f"没提过{what}"


def _tolerance(bought_again: bool | None) -> str:
    return {None: "没出过差错", True: "投诉后又买了", False: "投诉后没再买"}[bought_again]


# --- letting go ---


class PruningSigns(NamedTuple):
    """What speaks for letting go."""

    broken_word: int
    """Times the customer broke own word, as recorded."""
    current_value: float
    potential: float
    orders: int
    alive: float
    picky: bool
    """Demanding by behaviour: never a reason to let go."""
    small: bool


def pruning(signs: PruningSigns, rules: PruningRules) -> Assignment:
    """Return keep, look or let_go (D11). The picky and strict are never let go for being so."""
    reasons: list[str] = []
    if signs.broken_word >= rules.broken_word:
        reasons.append(f"{signs.broken_word}次说好没做到")
    if signs.current_value < 0 and signs.orders >= rules.losing_orders:
        reasons.append(f"买了{signs.orders}次，今后还是入不敷出")
    if signs.orders and signs.alive < 0.05 and signs.potential <= 0:
        reasons.append("多半不会再来，也看不到别的可能")
    kept = ("要求高、挑得细不是收手的理由，照常服务",) if signs.picky else ()
    if not reasons:
        if signs.small and signs.current_value <= 0:
            return Assignment(value="look", label="个案再看", reasons=("量小，一户一看", *kept))
        return Assignment(value="keep", label="照常往来", reasons=kept or ("没有收手的理由",))
    if signs.broken_word >= rules.broken_word or len(reasons) > 1:
        advice = "先和主管商量，好聚好散；欠的承诺先做完"
        return Assignment(value="let_go", label="可考虑放手", reasons=(*reasons, *kept), advice=advice)
    return Assignment(
        value="look", label="个案再看", reasons=(*reasons, *kept), advice="先换省力的方式服务一阵再看"
    )
