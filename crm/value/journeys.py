"""Where a customer stands: value stage (D2) and phase of the relationship (D13), with the signals."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from crm.value.assignments import Assignment, yuan
from crm.value.orders import OrderBook, rhythm
from crm.value.thresholds import PhaseRules, StageRules


class ValueStage(StrEnum):
    """D2; PROSPECT for those who never bought."""

    PROSPECT = "prospect"
    FIRST_TIME = "first_time"
    SHORT_TERM = "short_term"
    LONG_TERM = "long_term"
    DEFECTED = "defected"


_STAGES = {
    ValueStage.PROSPECT: ("还没成交", "先弄清需要，再谈东西"),
    ValueStage.FIRST_TIME: ("初次", "他看的是东西本身：规格、价格、样子，拿实物和数字说话"),
    ValueStage.SHORT_TERM: ("短期", "他看用起来怎么样：问使用感受，把好处说到他的日子里"),
    ValueStage.LONG_TERM: ("长期", "他看整体省不省心：守信、记得住，别每次从头介绍"),
    ValueStage.DEFECTED: ("久未往来", "多半不是东西的事，先问当时哪里不舒服"),
}


class Phase(StrEnum):
    """D13."""

    EXPLORATION = "exploration"
    GROWTH = "growth"
    MATURITY = "maturity"
    DECLINE = "decline"


_PHASES = {
    Phase.EXPLORATION: ("考察", "第一次就做漂亮，送到了问一句"),
    Phase.GROWTH: ("发展", "顺着用量加一样，定期见面"),
    Phase.MATURITY: ("成熟", "一起定计划，给只有他有的安排"),
    Phase.DECLINE: ("转淡", "先问原因，再给补救办法；通知期没到都还来得及"),
}


def stage(book: OrderBook, today: date, rules: StageRules) -> Assignment:
    """Return the value stage by number and span of orders, and by silence against the rhythm."""
    found, reasons = _stage(book, today, rules)
    label, advice = _STAGES[found]
    return Assignment(value=found.value, label=label, reasons=reasons, advice=advice)


def _stage(book: OrderBook, today: date, rules: StageRules) -> tuple[ValueStage, tuple[str, ...]]:
    count = len(book.orders)
    if not count:
        return ValueStage.PROSPECT, ("还没有成交记录",)
    silent = (today - book.orders[-1].on).days
    usual = rhythm(book)
    limit = silence_limit(usual, rules)
    if silent > limit:
        pace = f"，平时约{usual:.0f}天一次" if usual else ""
        return ValueStage.DEFECTED, (f"已经{silent}天没买{pace}，超过{limit:.0f}天",)
    span = (today - book.orders[0].on).days
    reason = f"买过{count}次，认识{span}天"
    if count == 1:
        return ValueStage.FIRST_TIME, (reason,)
    short = count < rules.short_term_orders or span < rules.short_term_days
    return (ValueStage.SHORT_TERM if short else ValueStage.LONG_TERM), (reason,)


def silence_limit(usual: float | None, rules: StageRules) -> float:
    """Return the days of silence from which a customer counts as gone."""
    by_rhythm = usual * rules.defected_rhythms if usual else 0.0
    return max(by_rhythm, float(rules.defected_days))


def phase(
    book: OrderBook,
    today: date,
    rules: PhaseRules,
    *,
    notice_on: date | None = None,
    gone: bool = False,
    currency: str = "CNY",
) -> Assignment | None:
    """Return the phase by trend of spend, age and notice; None for somebody who never bought."""
    if not book.orders:
        return None
    found, reasons = _phase(book, today, rules, notice_on, gone=gone, currency=currency)
    label, advice = _PHASES[found]
    return Assignment(value=found.value, label=label, reasons=reasons, advice=advice)


def _phase(
    book: OrderBook, today: date, rules: PhaseRules, notice_on: date | None, *, gone: bool, currency: str
) -> tuple[Phase, tuple[str, ...]]:
    if notice_on is not None:
        return Phase.DECLINE, (f"{notice_on:%Y-%m-%d}提出过终止",)
    if gone:
        return Phase.DECLINE, ("沉默已超过平时的节奏",)
    if len(book.orders) <= rules.trial_orders:
        return Phase.EXPLORATION, (f"才买过{len(book.orders)}次，还在试",)
    now, before = spends(book, today, rules.trend_days)
    bought, earlier = yuan(now, currency), yuan(before, currency)
    trend = f"近{rules.trend_days}天买了{bought}，前{rules.trend_days}天{earlier}"
    if before > 0 and now < before * rules.declining:
        return Phase.DECLINE, (trend, f"不到以前的{rules.declining:.0%}")
    age = (today - book.orders[0].on).days
    if now > before * rules.growing or age < rules.mature_days:
        return Phase.GROWTH, (trend, f"认识{age}天")
    return Phase.MATURITY, (trend, f"认识{age}天，用量平稳")


def spends(book: OrderBook, today: date, days: int) -> tuple[float, float]:
    """Return what was bought in the last `days`, and in as many days before."""
    middle, start = today - timedelta(days=days), today - timedelta(days=2 * days)
    now = sum(order.net for order in book.orders if middle < order.on <= today)
    before = sum(order.net for order in book.orders if start < order.on <= middle)
    return now, before


def moved(earlier: Sequence[str], value: str) -> bool:
    """Say whether a value differs from the latest assigned one (`earlier`, latest first)."""
    return not earlier or earlier[0] != value
