"""The funnel as screens: the board by stage, one opportunity, the confirmation of a sale."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from bot.handlers.pictures import picture_button
from bot.handlers.screens import Button, Screen, press
from bot.services.deal_words import EXPECTED
from bot.services.pictures.requests import PictureKind
from bot.services.pipeline import Board, Deal
from bot.services.texts import Texts
from bot.services.wording import money_text
from crm.funnel import Alert, Forecast, Week
from crm.history import OpportunityState, Stage
from crm.money import Money

_PAGE = 8
_FEW = 6
"""Opportunities shown one by one on the board; more are folded into their stages."""
STAGES = tuple(Stage)
REASONS = {
    "r": "rival",
    "p": "price",
    "i": "influence",
    "c": "complaint",
    "n": "neglected",
    "l": "lost_contact",
    "o": "other",
}
"""Short codes of a button for the reason classes of D16."""


def board_screen(board: Board, say: Texts, *, is_manager: bool = False) -> Screen:
    """Return the board: what may come in first, then every stage with its opportunities as buttons.

    A manager may change the win rates.
    """
    screen = Screen()
    screen.line(say("pipeline-title"), "bold")
    if not board.deals:
        screen.line(say("pipeline-empty"))
    for view in board.forecasts:
        _forecast(screen, view, say)
    _cover(screen, board, say)
    _weeks(screen, board, say)
    _stages(screen, board, say)
    screen.row(press(say("button-deal-new"), "pl:new"))
    if board.deals:
        screen.rows[-1].append(picture_button(say("button-picture"), PictureKind.FUNNEL))
    if is_manager:
        screen.rows[-1].append(press(say("button-rates"), "wr:show:0"))
    return screen


def stage_screen(board: Board, rank: int, page: int, say: Texts) -> Screen:
    """Return the opportunities of one stage, eight a page."""
    deals = [deal for deal in board.deals if deal.opportunity.stage is STAGES[rank]]
    screen = Screen()
    screen.line(_stage_line(STAGES[rank], deals, say), "bold")
    start = page * _PAGE
    _buttons(screen, deals[start : start + _PAGE], say)
    turns: list[Button] = []
    if page:
        turns.append(press("‹", f"pl:s{rank}.{page - 1}"))
    if start + _PAGE < len(deals):
        turns.append(press("›", f"pl:s{rank}.{page + 1}"))
    screen.row(*turns)
    return screen.row(press(say("button-back"), "pl:board"))


def deal_screen(deal: Deal, say: Texts) -> Screen:
    """Return one opportunity with the buttons that move it."""
    record = deal.opportunity
    screen = Screen(customer_id=record.customer_id)
    screen.line(f"{deal.customer} · {record.title}", "bold")
    screen.line(_state_line(deal, say))
    if record.expected_on:
        screen.line(say("deal-expected", day=f"{record.expected_on:%Y-%m-%d}"))
    screen.line(say("deal-next", next=record.next_advance or say("deal-next-none")))
    for alert in deal.alerts:
        screen.line(_alert(alert, say), "italic")
    if record.state is OpportunityState.OPEN:
        _moves(screen, deal, say)
    elif record.state is OpportunityState.LOST:
        screen.row(press(say("button-deal-reopen"), f"op:{record.id}:o"))
    screen.row(
        press(say("button-deal-customer"), f"c:{record.customer_id}"),
        press(say("button-back"), "pl:board"),
    )
    return screen


def win_screen(deal: Deal, say: Texts) -> Screen:
    """Ask once before an opportunity becomes a purchase."""
    record = deal.opportunity
    amount = money_text(record.amount) if record.amount else ""
    screen = Screen(
        say("deal-win-confirm", name=deal.customer, title=record.title, amount=amount),
        customer_id=record.customer_id,
    )
    return screen.row(
        press(say("button-deal-won-yes"), f"op:{record.id}:y"),
        press(say("button-back"), f"op:{record.id}:v"),
    )


def lose_screen(deal: Deal, say: Texts) -> Screen:
    """Ask why: the reason decides how to win back, and what the team should mend."""
    record = deal.opportunity
    screen = Screen(say("deal-lose-why", title=record.title), customer_id=record.customer_id)
    codes = list(REASONS)
    for pair in (codes[n : n + 2] for n in range(0, len(codes), 2)):
        screen.row(*(press(say(f"reason-{REASONS[code]}"), f"op:{record.id}:l{code}") for code in pair))
    return screen.row(press(say("button-back"), f"op:{record.id}:v"))


def expected_screen(deal: Deal, say: Texts) -> Screen:
    """Ask about when an opportunity may close."""
    record = deal.opportunity
    screen = Screen(say("deal-expected-ask", title=record.title), customer_id=record.customer_id)
    screen.pairs(press(say(f"expected-{one}"), f"op:{record.id}:e{one}") for one in EXPECTED)
    return screen.row(press(say("button-back"), f"op:{record.id}:v"))


# --- parts ---


def _forecast(screen: Screen, view: Forecast, say: Texts) -> None:
    def worded(amount: Decimal) -> str:
        return money(amount, view.currency)

    screen.line(say("pipeline-forecast", amount=worded(view.weighted), closed=worded(view.closed)))
    if view.deals:
        screen.line(
            say(
                "pipeline-range",
                low=worded(view.low),
                high=worded(view.high),
                share=f"{view.interval:.0%}",
                deals=view.deals,
                amount=worded(view.amount),
            )
        )
    if view.unpriced:
        screen.line(say("pipeline-unpriced", count=view.unpriced))


def _cover(screen: Screen, board: Board, say: Texts) -> None:
    cover, currency = board.cover, board.forecasts[0].currency
    if cover is None:
        return
    if cover.ratio is None:
        screen.line(say("pipeline-target-met"))
        return
    key = "pipeline-cover-enough" if cover.enough else "pipeline-cover-missing"
    screen.line(
        say(
            key,
            gap=money(cover.gap, currency),
            ratio=f"{cover.ratio:.1f}",
            missing=money(cover.missing, currency),
        )
    )


def _weeks(screen: Screen, board: Board, say: Texts) -> None:
    currency = board.forecasts[0].currency
    screen.line(say("pipeline-week", **_week(board.this_week, currency)))
    screen.line(say("pipeline-week-before", **_week(board.last_week, currency)))
    if board.outside_deals:
        amount = money(board.outside_amount, currency)
        screen.line(say("pipeline-outside", count=board.outside_deals, amount=amount))
    kinds = [alert.kind.value for deal in board.deals for alert in deal.alerts]
    for kind in dict.fromkeys(kinds):
        screen.line(say(f"pipeline-{kind.replace('_', '-')}", count=kinds.count(kind)), "italic")


def _week(one: Week, currency: str) -> dict[str, str | int]:
    return {
        "opened": one.opened,
        "won": one.won,
        "lost": one.lost,
        "amount": money(one.won_amount, currency),
    }


def _stages(screen: Screen, board: Board, say: Texts) -> None:
    """All opportunities when they fit on a phone, otherwise one button a stage."""
    whole = len(board.deals) <= _FEW
    folded: list[Button] = []
    for stage, group in groupby(board.deals, key=lambda deal: deal.opportunity.stage):
        deals = list(group)
        line = _stage_line(stage, deals, say)
        if whole:
            _buttons(screen, deals, say)
        else:
            folded.append(press(f"{line} ›"[:60], f"pl:s{STAGES.index(stage)}.0"))
    screen.pairs(folded)


def _stage_line(stage: Stage, deals: Sequence[Deal], say: Texts) -> str:
    rate = f"{deals[0].rate:.0%}" if deals else ""
    return say("pipeline-stage", stage=say(f"stage-{stage.value}"), rate=rate, count=len(deals))


def _buttons(screen: Screen, deals: Sequence[Deal], say: Texts) -> None:
    for deal in deals:
        record = deal.opportunity
        amount = money_text(record.amount) if record.amount else ""
        mark = "！" if deal.alerts else ""
        stage = say(f"stage-{record.stage.value}")
        label = " ".join(filter(None, (f"{mark}{stage}｜{deal.customer}", record.title, amount)))
        screen.row(press(label[:60], f"op:{record.id}:v"))


def _state_line(deal: Deal, say: Texts) -> str:
    record = deal.opportunity
    amount = money_text(record.amount) if record.amount else say("deal-no-amount-yet")
    if record.state is not OpportunityState.OPEN:
        return say(f"deal-{record.state.value}", amount=amount)
    stage = say(f"stage-{record.stage.value}")
    return say("deal-stage", stage=stage, rate=f"{deal.rate:.0%}", amount=amount)


def _alert(alert: Alert, say: Texts) -> str:
    return say(f"deal-{alert.kind.value.replace('_', '-')}", days=alert.days)


def _moves(screen: Screen, deal: Deal, say: Texts) -> None:
    """Every stage but the present one, three a row; then won, lost, next step, amount."""
    record = deal.opportunity
    others = [
        press(say(f"stage-{stage.value}"), f"op:{record.id}:s{rank}")
        for rank, stage in enumerate(STAGES)
        if stage is not record.stage
    ]
    screen.row(*others[:3])
    screen.row(*others[3:])
    screen.row(
        press(say("button-deal-won"), f"op:{record.id}:w"),
        press(say("button-deal-lost"), f"op:{record.id}:l"),
    )
    screen.row(
        press(say("button-deal-next"), f"op:{record.id}:n"),
        press(say("button-deal-amount"), f"op:{record.id}:a"),
        press(say("button-deal-expected"), f"op:{record.id}:e"),
    )


def money(amount: Decimal, currency: str) -> str:
    """Return an amount in whole units as said on a board: 31200元."""
    whole = amount if amount == amount.to_integral_value() else amount.quantize(Decimal("0.1"))
    return money_text(Money(amount=whole, currency=currency))
