"""What a customer's value changes in the moves (D11 to D17): emphasis only, never a price or an amount.

Quadrant II: prove value first, a concession only against volume, term or share of spend. III: something
new first, then the structure of the price. IV: protect, do not push. I: the cheapest help. A relationship
in decline, and all the more an announced end: find out and mend before anything is sold.
"""

from collections.abc import Callable, Iterator

from bot.services.choosing.circumstances import Circumstances
from crm.value.quadrants import Quadrant
from crm.value.tiers import LAST_TIER
from crm.value.view import ValueView
from playbooks.models import Move, ObjectionCard, PlayCard
from playbooks.slots import SLOTS, slots_in
from playbooks.terms import AdvanceKind, Gives

_ON_PRICE = frozenset({AdvanceKind.ACCEPT_PART_OF_BUDGET, AdvanceKind.ORDER})
_SHOWING = frozenset(
    {
        AdvanceKind.TRIAL,
        AdvanceKind.DEMO,
        AdvanceKind.SAMPLE,
        AdvanceKind.CHECK_TOGETHER,
        AdvanceKind.JOINT_PLAN,
    }
)
_NEW = frozenset({AdvanceKind.TRIAL, AdvanceKind.DEMO, AdvanceKind.SAMPLE})
_PUSHING = frozenset({AdvanceKind.ORDER, AdvanceKind.DECISION_DATE})
_CHEAP = frozenset({AdvanceKind.SEND_MATERIAL_WITH_DATE, AdvanceKind.DECISION_DATE})
_COSTLY = frozenset({AdvanceKind.VISIT, AdvanceKind.DEMO, AdvanceKind.MEET_DECISION_MAKER})
_MENDING = frozenset({AdvanceKind.SETTLE_COMPLAINT, AdvanceKind.CHECK_TOGETHER, AdvanceKind.JOINT_PLAN})
_FEELING = frozenset({"complaint", "neglected"})
"""Reasons for leaving that no offer mends."""
_RISKY, _SOME_RISK = 0.6, 0.35


Change = tuple[float, str] | None
"""By how much a move becomes better or worse, and why."""


def by_value(card: ObjectionCard | PlayCard, move: Move, at: Circumstances) -> Iterator[tuple[float, str]]:
    """Yield (change of score, reason) for what is known of the customer's value; nothing without it."""
    if at.value is None:
        return
    yield from _quadrant(move, at.value)
    yield from _decline(move, at.value)
    yield from _reason(move, at.value)
    if move.gives is Gives.FREE:
        yield from _given_away(at.value)


def speaks_of_price(move: Move) -> bool:
    """Say whether a move asks for money or most of its lines name an amount."""
    priced = sum(any(SLOTS[name].money for name in slots_in(line.text)) for line in move.lines)
    return move.advance.kind in _ON_PRICE or priced * 2 > len(move.lines)


def _quadrant(move: Move, value: ValueView) -> Iterator[tuple[float, str]]:
    rule = _RULES.get(value.quadrant)
    found = rule(move) if rule else None
    if found:
        change, words = found
        yield change, f"「{value.quadrant_label}」{words}"


def _prove_value(move: Move) -> Change:
    if move.gives is Gives.FREE:
        return -0.3, "让价要换数量、期限或更多采购，不白让"
    if move.gives is Gives.AGAINST_RETURN:
        return 0.08, "优惠跟着数量、期限走，两边都合算"
    if move.advance.kind in _SHOWING:
        return 0.15, "先让他看到好处"
    return (-0.15, "好处没看到以前不先谈价") if speaks_of_price(move) else None


def _wake_up(move: Move) -> Change:
    if move.advance.kind in _NEW:
        return 0.15, "先带新东西给他看看"
    return (0.05, "看过新东西，价钱怎么组合再一起谈") if speaks_of_price(move) else None


def _protect(move: Move) -> Change:
    if move.advance.kind in _PUSHING or move.gives is Gives.FREE:
        return -0.2, "守住就好，不催也不用白让"
    together = move.advance.kind in {AdvanceKind.CHECK_TOGETHER, AdvanceKind.JOINT_PLAN}
    return (0.1, "一起看用得怎样") if together else None


def _cheapest(move: Move) -> Change:
    if move.advance.kind in _COSTLY:
        return -0.15, "用省力的方式帮上忙，不用专门跑一趟"
    return (0.1, "简单的办法就能帮上他") if move.advance.kind in _CHEAP else None


_RULES: dict[str, Callable[[Move], Change]] = {
    Quadrant.I: _cheapest,
    Quadrant.II: _prove_value,
    Quadrant.III: _wake_up,
    Quadrant.IV: _protect,
}


def _given_away(value: ValueView) -> Iterator[tuple[float, str]]:
    if value.tier == LAST_TIER:
        yield -0.2, "带来的还抵不上花的，不再往下让"
    if value.loyalty == "loyal":
        yield -0.1, "老客户不是冲着让价来的"


def _reason(move: Move, value: ValueView) -> Iterator[tuple[float, str]]:
    """Yield what the likeliest reason for leaving asks for, where leaving is likely enough (D16)."""
    if value.risk < _SOME_RISK:
        return
    kind = move.advance.kind
    if value.churn == "rival" and move.gives is Gives.FREE:
        yield -0.15, "被对手吸引时别跟着降，先问看中哪一点"
    elif value.churn == "price" and kind is AdvanceKind.CHECK_TOGETHER:
        yield 0.08, "嫌价的先把总花费一起算"
    elif value.churn == "influence" and kind is AdvanceKind.MEET_DECISION_MAKER:
        yield 0.1, "受身边人影响，请说了算的一起聊"
    elif value.churn == "complaint" and kind is AdvanceKind.SETTLE_COMPLAINT:
        yield 0.1, "想走是因为投诉，先给处理结果"


def _decline(move: Move, value: ValueView) -> Iterator[tuple[float, str]]:
    declining = value.phase == "decline"
    if not (declining or value.notice_on):
        return
    kind = move.advance.kind
    if value.notice_on:
        if kind in _MENDING:
            yield 0.3, f"{value.notice_on:%m-%d}说过不再继续，期限没到，先补救"
        elif kind in _PUSHING:
            yield -0.4, "说过不再继续，先补救再谈买"
    elif value.risk >= _RISKY and value.churn in _FEELING and speaks_of_price(move):
        yield -0.2, "转淡不是价钱的事，让价留不住"
    elif kind in _MENDING:
        yield 0.1, "往来转淡，先问原因再补救"
