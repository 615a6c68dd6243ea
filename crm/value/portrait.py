"""Everything value says about one customer, from its file and what was learnt of the team."""

import re
from collections.abc import Sequence
from datetime import date

from crm.base import Record
from crm.customers import Personality
from crm.history import (
    Direction,
    OpportunityState,
    SignalKind,
    Touchpoint,
    TouchpointKind,
)
from crm.ports import CustomerFile
from crm.value.ahead import Bought, RunOut, remarks_about, run_outs_of
from crm.value.assignments import Assignment
from crm.value.bonds import (
    LoyaltySigns,
    PruningSigns,
    Sign,
    level,
    loyal,
    loyalty,
    pruning,
    tie,
)
from crm.value.churn import ChurnSigns, Heard, Risk, risk
from crm.value.events import events
from crm.value.journeys import phase, spends, stage
from crm.value.lifetime import Worth
from crm.value.orders import OrderBook, lines_of, net_orders
from crm.value.perceived import (
    Answer,
    Evidence,
    Perceived,
    from_behaviour,
    from_complaint,
    from_praise,
    from_satisfaction,
    from_survey,
    perceived,
)
from crm.value.portrait_words import announced, value_words
from crm.value.potential import Potential
from crm.value.quadrants import quadrant
from crm.value.thresholds import Thresholds
from crm.value.tiers import Standing, kind_assignment, tier_assignment
from crm.value.view import ValueView

HELP = (TouchpointKind.SERVICE, TouchpointKind.VISIT, TouchpointKind.CALL)
"""What settles a complaint when we do it afterwards."""
_SHARE = re.compile(r"份额\s*(\d{1,3})\s*%")
_RIVALS = ("别家", "对手", "竞争", "超市", "换成")
_PRICES = ("贵", "便宜", "降价", "优惠")
_BROKEN = ("失信", "说话不算", "黑名单")


class Portrait(Record):
    """A customer's value with reasons. Money as floats: estimates, never for a line to the customer."""

    customer_id: str
    worth: Worth
    potential: Potential
    sureness: str
    tier: Assignment
    kind: Assignment
    quadrant: Assignment
    stage: Assignment
    phase: Assignment | None
    level: Assignment
    tie: Assignment
    loyalty: Assignment
    signs: tuple[Sign, ...]
    pruning: Assignment
    perceived: Perceived
    churn: Assignment
    churn_risk: float
    notice_on: date | None
    """The day an end was announced, while its term runs."""
    run_outs: tuple[RunOut, ...]
    value_reasons: tuple[str, ...]
    events: tuple[str, ...] = ()
    """What changed around the customer lately, latest first."""


def portrait(
    file: CustomerFile,
    worth: Worth,
    standing: Standing,
    potential: Potential,
    same_tier: int,
    today: date,
    rules: Thresholds,
    value_reasons: Sequence[str] = (),
) -> Portrait:
    """Return everything; each part explains itself. `same_tier` counts the customers of the same tier."""
    book = net_orders(lines_of(file.purchases, worth.currency, today))
    trend = _trend(book, today, rules)
    leaves = churn_risk(file, worth, standing.tier, trend, today, rules)
    here = stage(book, today, rules.stages)
    felt = perceived(evidence(file, worth, trend, today, rules), today, rules.perceived)
    signs = loyalty(_loyalty_signs(file, book, trend), rules.loyalty)
    bond = level(same_tier, worth.margin_rate, rules.relationship)
    return Portrait(
        customer_id=file.customer.id,
        worth=worth,
        potential=potential,
        sureness=sureness(worth.sure, rules),
        tier=tier_assignment(standing, worth.currency),
        kind=kind_assignment(standing, potential.total, rules.tiers, worth.currency),
        quadrant=quadrant(felt.value, standing.tier, rules.quadrants),
        stage=here,
        phase=phase(
            book,
            today,
            rules.phases,
            notice_on=leaves.notice_on,
            gone=here.value == "defected",
            currency=worth.currency,
        ),
        level=bond,
        tie=tie(bond.value, standing.tier in rules.tiers.valuable, worth.orders >= 2),
        loyalty=loyal(signs, rules.loyalty),
        signs=signs,
        pruning=pruning(_pruning_signs(file, worth, potential, standing, rules), rules.pruning),
        perceived=felt,
        churn=leaves.assignment,
        churn_risk=leaves.value,
        notice_on=leaves.notice_on,
        run_outs=coming_run_outs(file, today, rules),
        value_reasons=(*value_reasons, *value_words(worth)),
        events=tuple(
            event.text
            for event in events(file.touchpoints, file.purchases, file.opportunities, today, rules.events)
        ),
    )


def view_of(seen: Portrait) -> ValueView:
    """Return what an answer may depend on; only neutral words and no amount go along."""
    phase = seen.phase
    parts = [seen.quadrant, seen.churn, *((phase,) if phase else ())]
    return ValueView(
        tier=seen.tier.value,
        quadrant=seen.quadrant.value,
        quadrant_label=seen.quadrant.label,
        phase=phase.value if phase else "",
        phase_label=phase.label if phase else "",
        stage=seen.stage.value,
        churn=seen.churn.value,
        risk=round(seen.churn_risk, 3),
        notice_on=seen.notice_on,
        loyalty=seen.loyalty.value,
        reasons=tuple(f"{part.label}：{'；'.join(part.reasons)}" for part in parts),
    )


def sureness(share: float, rules: Thresholds) -> str:
    """Return how sure an estimate is, in words."""
    limits = rules.lifetime.sure
    return "较有把握" if share >= limits.well else "大致如此" if share >= limits.roughly else "只能参考"


def churn_risk(
    file: CustomerFile, worth: Worth, tier: str, trend: float | None, today: date, rules: Thresholds
) -> Risk:
    """Return the risk of leaving with its reason class."""
    complaints = open_complaints(file.touchpoints, rules)
    reasons = [s.text for s in file.signals if s.kind is SignalKind.CHURN_REASON and s.text != "other"]
    out = [t.at.date() for t in file.touchpoints if t.direction is Direction.OUT]
    signs = ChurnSigns(
        alive=worth.alive if worth.orders else 1.0,
        trend=trend,
        tier=tier,
        last_out_on=max(out, default=None),
        # Nobody on record reached out: then whoever buys was served on that day.
        known_since=max(file.customer.created_at.date(), worth.last_on if worth.orders else date.min),
        open_complaint_on=complaints[-1].at.date() if complaints else None,
        heard=(*heard(file.touchpoints), *announced(file, today, rules)),
        stated=reasons[-1] if reasons else "",
    )
    return risk(signs, today, rules.churn)


def heard(touchpoints: Sequence[Touchpoint]) -> tuple[Heard, ...]:
    """Return what came from the customer; notes are ours."""
    return tuple(
        Heard(t.text, t.at.date(), t.kind is TouchpointKind.NOTICE)
        for t in touchpoints
        if t.direction is Direction.IN and t.kind is not TouchpointKind.NOTE
    )


def open_complaints(touchpoints: Sequence[Touchpoint], rules: Thresholds) -> list[Touchpoint]:
    """Return complaints after which nothing was done, oldest first."""
    return [t for t in _complaints(touchpoints) if _settled(t, touchpoints, rules) is None]


def evidence(
    file: CustomerFile, worth: Worth, trend: float | None, today: date, rules: Thresholds
) -> list[Evidence]:
    """Return everything that speaks about value as this customer perceives it."""
    drivers = {item.item: item.driver for item in rules.survey}
    latest: dict[str, Answer] = {}
    found: list[Evidence] = []
    for signal in sorted(file.signals, key=lambda s: (s.at, s.id)):
        value = float(signal.value) if signal.value is not None else None
        if signal.kind is SignalKind.SURVEY and signal.subject in drivers and value is not None:
            latest[signal.subject] = Answer(drivers[signal.subject], value, signal.at.date())
        elif signal.kind is SignalKind.SATISFACTION and value is not None:
            found.append(from_satisfaction(value, signal.at.date(), rules.perceived))
    found += from_survey(list(latest.values()))
    found += from_praise(((one.text, one.on) for one in heard(file.touchpoints)), rules.perceived)
    for complaint in _complaints(file.touchpoints):
        settled = _settled(complaint, file.touchpoints, rules)
        day = settled.at.date() if settled else None
        found += from_complaint(complaint.at.date(), day, rules.perceived)
    if worth.orders:
        found.append(from_behaviour(worth.alive, trend, min(worth.last_on, today)))
    return found


def coming_run_outs(file: CustomerFile, today: date, rules: Thresholds) -> tuple[RunOut, ...]:
    """Return what runs out when, from purchases, notes and household."""
    bought = [
        Bought(p.product, p.category, p.bought_on, float(p.quantity))
        for p in file.purchases
        if p.amount.amount > 0
    ]
    return run_outs_of(file.customer, bought, [p.note for p in file.purchases if p.note], today, rules.ahead)


def texts_of(file: CustomerFile) -> list[str]:
    """Return tags and notes, newest note first: what was noted last holds."""
    return [*remarks_about(file.customer), *(p.note for p in file.purchases if p.note)]


def wallet_share(file: CustomerFile) -> float | None:
    """Return the share of the wallet as noted (份额30%), or None."""
    for text in texts_of(file):
        if match := _SHARE.search(text):
            return min(int(match[1]), 100) / 100
    return None


def _complaints(touchpoints: Sequence[Touchpoint]) -> list[Touchpoint]:
    found = [t for t in touchpoints if t.kind is TouchpointKind.COMPLAINT and t.direction is Direction.IN]
    return sorted(found, key=lambda t: t.at)


def _settled(
    complaint: Touchpoint, touchpoints: Sequence[Touchpoint], rules: Thresholds
) -> Touchpoint | None:
    """Return the first thing we did for the customer after a complaint, which its own record may tell."""
    if any(word in complaint.text for word in rules.perceived.settled_words):
        return complaint
    after = [
        t for t in touchpoints if t.at > complaint.at and t.direction is Direction.OUT and t.kind in HELP
    ]
    return min(after, key=lambda t: t.at, default=None)


def _trend(book: OrderBook, today: date, rules: Thresholds) -> float | None:
    now, before = spends(book, today, rules.phases.trend_days)
    return now / before if before > 0 else None


def _loyalty_signs(file: CustomerFile, book: OrderBook, trend: float | None) -> LoyaltySigns:
    said = [one.text for one in heard(file.touchpoints)]
    days = sorted(
        (o.updated_at - o.created_at).days for o in file.opportunities if o.state is OpportunityState.WON
    )
    complaints = _complaints(file.touchpoints)
    again = bool(book.orders) and bool(complaints) and book.orders[-1].on > complaints[0].at.date()
    return LoyaltySigns(
        orders=len(book.orders),
        days_to_choose=float(days[len(days) // 2]) if days else None,
        price_objections=sum(any(w in text for w in _PRICES) for text in said) if said else None,
        speaks_of_rivals=sum(any(w in text for w in _RIVALS) for text in said) if said else None,
        complaints_then_bought=again if complaints else None,
        spend_trend=trend,
    )


def _pruning_signs(
    file: CustomerFile, worth: Worth, potential: Potential, standing: Standing, rules: Thresholds
) -> PruningSigns:
    notes = [note.text for note in file.customer.notes] + list(file.customer.tags)
    return PruningSigns(
        broken_word=sum(any(word in text for word in _BROKEN) for text in notes),
        current_value=worth.current,
        potential=potential.total,
        orders=worth.orders,
        alive=worth.alive,
        picky=file.customer.observed_personality is Personality.PICKY,
        small=standing.tier not in rules.tiers.valuable,
    )
