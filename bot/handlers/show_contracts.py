"""Contracts and win rates as screens of at most one phone's length."""

from collections.abc import Sequence

from bot.handlers.screens import Screen, press
from bot.services.contracting import PERIODS, Agreed
from bot.services.texts import Texts
from bot.services.win_rates import RatesView
from bot.services.wording import money_text
from crm.base import Id
from crm.contracts import Contract, ContractState
from crm.history import Stage

_NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"
_LISTED = 7
STEP = 5
"""Percent a tap moves a rate by."""


def contracts_screen(customer_id: Id, name: str, found: Sequence[Agreed], say: Texts) -> Screen:
    """Return a customer's contracts, each one tap from its own screen."""
    screen = Screen(customer_id=customer_id)
    screen.line(say("contracts-title", name=name), "bold")
    if not found:
        screen.line(say("contracts-none"))
    for number, one in zip(_NUMBERS, found[:_LISTED], strict=False):
        screen.line(f"{number} {one.contract.product}　{price_text(one.contract, say)}")
        screen.line(f"　{_ends(one, say)}", "italic")
    _pairs(screen, [(f"{n} {one.contract.product}", one) for n, one in zip(_NUMBERS, found, strict=False)])
    if len(found) > _LISTED:
        screen.line(say("contracts-more", count=len(found) - _LISTED), "italic")
    screen.row(press(say("button-contract-new"), f"ag:{customer_id}:new"))
    return screen.row(
        press(say("button-value"), f"va:{customer_id}:s"),
        press(say("button-deal-customer"), f"c:{customer_id}"),
    )


def due_screen(found: Sequence[Agreed], say: Texts) -> Screen:
    """Return the contracts of all customers that end next."""
    screen = Screen()
    title = say("contracts-due-title", count=len(found)) if found else say("contracts-due-none")
    screen.line(title, "bold")
    for number, one in zip(_NUMBERS, found[:_LISTED], strict=False):
        screen.line(f"{number} {one.customer}　{one.contract.product}")
        screen.line(f"　{_ends(one, say)}", "italic")
    _pairs(screen, [(f"{n} {one.customer}", one) for n, one in zip(_NUMBERS, found, strict=False)])
    if len(found) > _LISTED:
        screen.line(say("contracts-more", count=len(found) - _LISTED), "italic")
    return screen.row(press(say("button-today"), "td:list:-"))


def contract_screen(one: Agreed, say: Texts) -> Screen:
    """Return one contract and what can become of it; each button names the state it leads to."""
    contract = one.contract
    screen = Screen(customer_id=contract.customer_id)
    screen.line(f"{one.customer} · {contract.product}", "bold")
    screen.line(price_text(contract, say))
    if contract.started_on:
        screen.line(say("contract-from", day=f"{contract.started_on:%Y-%m-%d}"))
    screen.line(_ends(one, say))
    id = contract.id
    if contract.ends_on:
        label = say("button-contract-renewed", day=f"{one.next_end:%Y-%m-%d}")
        screen.row(press(label, f"ak:{id}:r{one.next_end:%Y%m%d}"))
    states = {
        ContractState.RUNNING: "button-contract-running",
        ContractState.NOTICE: "button-contract-notice",
        ContractState.ENDED: "button-contract-ended",
    }
    screen.row(
        *(
            press(say(key), f"ak:{id}:{state.value}")
            for state, key in states.items()
            if state is not contract.state
        )
    )
    screen.row(
        *(
            press(say("button-contract-every", period=_period(months, say)), f"ak:{id}:m{months}")
            for months in PERIODS
            if months != contract.months
        )
    )
    return screen.row(
        press(say("button-back"), f"ag:{contract.customer_id}:list"),
        press(say("button-deal-customer"), f"c:{contract.customer_id}"),
    )


def price_text(contract: Contract, say: Texts) -> str:
    """Return the amount of a period: 1200元/年."""
    return say("contract-line", amount=money_text(contract.amount), period=_period(contract.months, say))


def _period(months: int, say: Texts) -> str:
    return say(f"contract-every-{months}") if months in PERIODS else say("contract-every", months=months)


def _ends(one: Agreed, say: Texts) -> str:
    contract = one.contract
    told = [say(f"contract-{contract.state.value}")] if contract.state is not ContractState.RUNNING else []
    if contract.ends_on is None:
        return " · ".join([*told, say("contract-open")])
    told.append(say("contract-until", day=f"{contract.ends_on:%Y-%m-%d}"))
    if one.days_left is not None and contract.state is not ContractState.ENDED:
        key = "contract-left" if one.days_left >= 0 else "contract-over"
        told.append(say(key, days=abs(one.days_left)))
    return " · ".join(told)


def _pairs(screen: Screen, labelled: Sequence[tuple[str, Agreed]]) -> None:
    buttons = [press(label[:30], f"ak:{one.contract.id}:v") for label, one in labelled[:_LISTED]]
    for start in range(0, len(buttons), 2):
        screen.row(*buttons[start : start + 2])


def rates_screen(view: RatesView, say: Texts) -> Screen:
    """Return every stage with its rate between a minus and a plus, and the latest changes."""
    screen = Screen()
    screen.line(say("rates-title"), "bold")
    screen.line(say("rates-how"))
    for one in view.changes:
        screen.line(
            say(
                "rates-changed",
                day=one.at_day,
                by=one.by,
                stage=say(f"stage-{one.stage.value}"),
                before=f"{one.before:.0%}",
                after=f"{one.after:.0%}",
            ),
            "italic",
        )
    if view.rates == view.usual:
        screen.line(say("rates-usual"), "italic")
    for rank, stage in enumerate(Stage):
        percent = round(view.rates[stage] * 100)
        less, more = max(0, percent - STEP), min(100, percent + STEP)
        screen.row(
            press("−", f"wr:{rank}:{less}"),
            press(f"{say(f'stage-{stage.value}')} {percent}%", f"wr:{rank}:{percent}"),
            press("＋", f"wr:{rank}:{more}"),
        )
    if view.rates != view.usual:
        screen.row(press(say("button-rates-usual"), "wr:usual:0"))
    return screen.row(press(say("button-back"), "pl:board"))
