"""The story of a customer for whoever takes over: offered, reacted, promised, next; composed by code."""

from collections.abc import Sequence
from datetime import date

from bot.services.texts import Texts
from bot.services.wording import money_text, short_day
from crm.base import Record
from crm.history import (
    Direction,
    Opportunity,
    OpportunityState,
    PromiseState,
    SignalKind,
    Touchpoint,
    TouchpointKind,
)
from crm.ports import CustomerFile
from crm.value.portrait import coming_run_outs, open_complaints
from crm.value.thresholds import Thresholds

_FEW = 3
_LONGEST = 44


class Story(Record):
    """Four answers, each a few lines in the seller's language; none is ever empty."""

    offered: tuple[str, ...]
    reacted: tuple[str, ...]
    promised: tuple[str, ...]
    upcoming: tuple[str, ...]


def story(file: CustomerFile, today: date, rules: Thresholds, say: Texts) -> Story:
    """Return the story of a customer up to a day, from its own records alone."""
    return Story(
        offered=_offered(file, today, say) or (say("story-offered-none"),),
        reacted=_reacted(file, today, rules, say) or (say("story-reacted-none"),),
        promised=_promised(file, today, say) or (say("story-promised-none"),),
        upcoming=_upcoming(file, today, rules, say),
    )


def _offered(file: CustomerFile, today: date, say: Texts) -> tuple[str, ...]:
    deals = sorted(file.opportunities, key=lambda deal: deal.updated_at, reverse=True)
    lines = [_deal(deal, today, say) for deal in deals[:_FEW]]
    bought = sorted((p for p in file.purchases if p.amount.amount > 0), key=lambda p: p.bought_on)
    if bought:
        last = bought[-1]
        amount = money_text(last.amount)
        day = short_day(last.bought_on, today)
        lines.append(say("story-bought", day=day, product=last.product, amount=amount, count=len(bought)))
    return tuple(lines)


def _deal(deal: Opportunity, today: date, say: Texts) -> str:
    amount = money_text(deal.amount) if deal.amount else say("deal-no-amount-yet")
    open_ = deal.state is OpportunityState.OPEN
    state = say(f"stage-{deal.stage.value}" if open_ else f"story-{deal.state.value}")
    return say(
        "story-deal", title=deal.title, amount=amount, state=state, day=short_day(deal.updated_at, today)
    )


def _reacted(file: CustomerFile, today: date, rules: Thresholds, say: Texts) -> tuple[str, ...]:
    said = sorted(
        (t for t in file.touchpoints if t.direction is Direction.IN and t.kind is not TouchpointKind.NOTE),
        key=lambda t: t.at,
        reverse=True,
    )
    lines = [say("story-said", day=short_day(t.at, today), text=_short(t.text)) for t in said[:2]]
    waiting: Sequence[Touchpoint] = open_complaints(file.touchpoints, rules)
    if waiting:
        lines.append(say("story-complaint", day=short_day(waiting[-1].at, today)))
    reasons = [s for s in file.signals if s.kind is SignalKind.CHURN_REASON]
    if reasons:
        latest = max(reasons, key=lambda signal: signal.at)
        if say.has(f"reason-{latest.text}"):
            lines.append(say("story-lost-for", reason=say(f"reason-{latest.text}")))
    rated = [s for s in file.signals if s.kind is SignalKind.SATISFACTION and s.value is not None]
    if rated:
        latest = max(rated, key=lambda signal: signal.at)
        lines.append(say("story-rated", ratio=f"{latest.value:.2f}", day=short_day(latest.at, today)))
    return tuple(lines)


def _promised(file: CustomerFile, today: date, say: Texts) -> tuple[str, ...]:
    waiting = [p for p in file.promises if p.state is PromiseState.OPEN]
    waiting.sort(key=lambda p: (p.due_at is None, p.due_at or p.created_at))
    lines = []
    for promise in waiting[:_FEW]:
        day = short_day(promise.due_at, today) if promise.due_at else say("story-no-day")
        late = promise.due_at is not None and promise.due_at.date() < today
        lines.append(say("story-late" if late else "story-promise", text=_short(promise.text), day=day))
    return tuple(lines)


def _upcoming(file: CustomerFile, today: date, rules: Thresholds, say: Texts) -> tuple[str, ...]:
    lines: list[str] = []
    if file.customer.do_not_contact:
        lines.append(say("story-no-contact"))
    if open_complaints(file.touchpoints, rules):
        lines.append(say("story-settle"))
    owed = [p for p in file.promises if p.state is PromiseState.OPEN and p.due_at is not None]
    if owed:
        first = min(owed, key=lambda promise: promise.due_at or promise.created_at)
        lines.append(say("story-keep", text=_short(first.text)))
    lines += [
        say("story-next", title=deal.title, step=deal.next_advance)
        for deal in file.opportunities
        if deal.state is OpportunityState.OPEN and deal.next_advance
    ][:_FEW]
    for one in coming_run_outs(file, today, rules)[:1]:
        lines.append(
            say(
                "story-service-due" if one.service else "story-runs-out",
                product=one.product,
                day=short_day(one.on, today),
            )
        )
    if not lines:
        met = max((t.at.date() for t in file.touchpoints), default=None)
        lines.append(say("story-greet", days=(today - met).days) if met else say("story-introduce"))
    return tuple(lines)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
