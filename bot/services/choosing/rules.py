"""Rules of the documents that hold for every card, whatever its author wrote."""

from collections.abc import Iterator

from bot.services.choosing.circumstances import Circumstances
from bot.services.choosing.value_rules import by_value, speaks_of_price
from crm.customers import Personality, Segment
from playbooks.models import Move, ObjectionCard, PlayCard
from playbooks.slots import slots_in
from playbooks.terms import AdvanceKind, Emotion, Known, ObjectionKind, TalkStage

_SETTLING = frozenset({AdvanceKind.SETTLE_COMPLAINT, AdvanceKind.CHECK_TOGETHER})
_COMPLAINTS = frozenset({ObjectionKind.PAST_GRIEVANCE, ObjectionKind.BILLING_DISPUTE})
_PROVING = frozenset({AdvanceKind.TRIAL, AdvanceKind.DEMO, AdvanceKind.SAMPLE, AdvanceKind.CHECK_TOGETHER})
_ON_PRICE = frozenset({AdvanceKind.ACCEPT_PART_OF_BUDGET, AdvanceKind.ORDER})
_EVEN = 0.6
"""Confidence below which the second kind may as well be the first."""
_INVITES = frozenset(
    {AdvanceKind.TRIAL, AdvanceKind.DEMO, AdvanceKind.VISIT, AdvanceKind.ORDER, AdvanceKind.DECISION_DATE}
)
_DEALS = frozenset({AdvanceKind.ORDER, AdvanceKind.DECISION_DATE})
_THE_ONE_WITH_THE_SAY = frozenset({"当家人", "决策人"})
_BUSINESS = frozenset({Segment.KEY_ACCOUNT, Segment.GROUP})


def always(card: ObjectionCard | PlayCard, move: Move, at: Circumstances) -> Iterator[tuple[float, str]]:
    """Yield (change of score, reason) for the rules that touch this move."""
    yield from _complaint_first(card, move, at)
    yield from _left_alone(move, at)
    yield from _price_last(move, at)
    yield from _the_say(move, at)
    yield from _beside(move, at)
    yield from _personality(move, at)
    yield from by_value(card, move, at)
    yield from _stage(move, at)
    if isinstance(card, PlayCard) and card.when.price_above_market and at.market_price is None:
        yield -0.05, "没有市面价可比，高于均价只是推测"


def _complaint_first(
    card: ObjectionCard | PlayCard, move: Move, at: Circumstances
) -> Iterator[tuple[float, str]]:
    complaining = at.reading.objection.primary in _COMPLAINTS or Known.OPEN_COMPLAINT in at.known
    if not complaining:
        return
    if move.advance.kind in _SETTLING or str(card.id) in _COMPLAINTS:
        yield 0.3, "投诉先了结，再谈卖"
    elif move.advance.kind in {AdvanceKind.ORDER, AdvanceKind.DECISION_DATE, AdvanceKind.TRIAL}:
        yield -0.6, "投诉没了结，不推销"


def _left_alone(move: Move, at: Circumstances) -> Iterator[tuple[float, str]]:
    """Who asks not to be contacted gets no invitation, whatever else the sentence says."""
    said = at.reading.objection
    meant = said.primary == ObjectionKind.PRIVACY or (
        said.secondary == ObjectionKind.PRIVACY and said.confidence < _EVEN
    )
    if meant and move.advance.kind in _INVITES:
        yield -0.8, "客户不想被打扰，不再邀约"


def _price_last(move: Move, at: Circumstances) -> Iterator[tuple[float, str]]:
    if at.segment not in _BUSINESS or not speaks_of_price(move):
        return
    if at.segment is Segment.KEY_ACCOUNT:
        yield -0.25, "大客户先谈价格以外的，价格放后面"
    else:
        yield -0.25, "集团客户先谈服务，再谈价格"


def _beside(move: Move, at: Circumstances) -> Iterator[tuple[float, str]]:
    """Somebody the customer speaks of belongs into the words."""
    if at.spoken and any({*at.spoken, "家人"} & set(slots_in(line.text)) for line in move.lines):
        yield 0.2, "客户提到了家里人，话里带上"


def _the_say(move: Move, at: Circumstances) -> Iterator[tuple[float, str]]:
    if not at.known & {Known.COMPANION_WITH_SAY, Known.DECISION_MAKER}:
        return
    named = any(_THE_ONE_WITH_THE_SAY & set(slots_in(line.text)) for line in move.lines)
    if move.advance.kind is AdvanceKind.MEET_DECISION_MAKER or named:
        wavering = at.personality is Personality.WAVERING
        yield (0.25 if wavering else 0.15), "有说了算的人在，话要说到这个人那里"


def _personality(move: Move, at: Circumstances) -> Iterator[tuple[float, str]]:
    if at.personality in {Personality.CALM, Personality.PICKY, Personality.WAVERING}:
        if move.advance.kind in _PROVING:
            yield 0.08, "这类客户要先看到凭据"
    elif at.personality is Personality.SUPERIOR and move.advance.kind is AdvanceKind.CHECK_TOGETHER:
        yield -0.2, "不当面对账，免得让客户下不来台"
    elif at.personality is Personality.BLUNT and move.advance.kind is AdvanceKind.SEND_MATERIAL_WITH_DATE:
        yield -0.1, "爽快的客户不爱看材料"
    if at.reading.emotion == Emotion.ANGRY and move.advance.kind is AdvanceKind.ORDER:
        yield -0.3, "客户正有火气，不催单"


def _stage(move: Move, at: Circumstances) -> Iterator[tuple[float, str]]:
    """Ask early for a look or a trial, late for the deal, and after the sale for nothing to be bought."""
    stage, step = at.reading.stage, move.advance.kind
    if stage == TalkStage.CLOSING and step in _DEALS:
        yield 0.1, "客户已经谈到成交，直接约下一步"
    elif stage == TalkStage.CLOSING and step is AdvanceKind.SEND_MATERIAL_WITH_DATE:
        yield -0.1, "谈到成交了，不再退回去发资料"
    elif stage in {TalkStage.OPENING, TalkStage.NEEDS} and step in _DEALS:
        yield -0.15, "还在了解需要，先不催单"
    elif stage == TalkStage.PRESENTING and step in _PROVING:
        yield 0.05, "正在了解东西，请他看一看、试一试"
    elif stage == TalkStage.AFTER_SALE and step is AdvanceKind.ORDER:
        yield -0.2, "说的是买过以后的事，不再推单"
