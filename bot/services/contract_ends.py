"""Contracts whose term is nearly or just over, as causes for the day's list."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from bot.ports import BotUnitOfWork
from crm.base import Id
from crm.contracts import YEAR, Contract, ContractState
from crm.people import Scope
from crm.value.priorities import Candidate, Cause
from crm.value.thresholds import Thresholds

_AFTER = 7
"""Days after the end in which a contract nobody renewed is still spoken of."""
_MOST = 2_000


def due_on(contract: Contract, day: date, rules: Thresholds) -> bool:
    """Say whether a contract's end is to be spoken of on a day."""
    end, last = contract.ends_on, day + timedelta(days=rules.ahead.contract_days)
    first = day - timedelta(days=_AFTER)
    return end is not None and first <= end <= last and contract.state is not ContractState.ENDED


async def contracts_due(uow: BotUnitOfWork, scope: Scope, day: date, rules: Thresholds) -> Sequence[Contract]:
    """Return contracts whose end is to be spoken of on a day, soonest first."""
    last = day + timedelta(days=rules.ahead.contract_days)
    return await uow.contracts.ending(scope, day - timedelta(days=_AFTER), last, _MOST)


def contract_candidates(
    found: Sequence[Contract], day: date, rules: Thresholds, stake: Callable[[Id], float]
) -> Iterator[Candidate]:
    """Yield them as causes; at stake is the customer, at least a year's margin of the contract."""
    for one in found:
        if one.ends_on is None or not due_on(one, day, rules):
            continue
        margin = float((one.margin or one.amount).amount) * (
            1.0 if one.margin else rules.lifetime.margin_rate
        )
        value = max(stake(one.customer_id), margin * YEAR / one.months)
        late = max(0, (day - one.ends_on).days)
        text = f"{one.product} {one.ends_on:%m-%d}到期"
        if late:
            text = f"{one.product} {one.ends_on:%m-%d}到期了，还没续"
        elif one.state is ContractState.NOTICE:
            text = f"{one.product} {one.ends_on:%m-%d}到期，说过不续"
        yield Candidate(one.customer_id, Cause.CONTRACT_END, text, value, late, one.product)
