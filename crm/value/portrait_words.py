"""What a portrait says of a value, and what contracts on record announce."""

from datetime import date, timedelta

from crm.contracts import ContractState
from crm.ports import CustomerFile
from crm.value.assignments import yuan
from crm.value.churn import Heard
from crm.value.lifetime import Worth
from crm.value.thresholds import Thresholds


def announced(file: CustomerFile, today: date, rules: Thresholds) -> tuple[Heard, ...]:
    """Return the ends of contracts customers announced, while those still run."""
    # An announcement on record holds as long as the contract, however long ago it was made.
    since = today - timedelta(days=rules.churn.notice_days)
    return tuple(
        Heard(f"{one.product}不续了", max(one.updated_at.date(), since), True)
        for one in file.contracts
        if one.state is ContractState.NOTICE and one.runs(today)
    )


def value_words(worth: Worth) -> tuple[str, ...]:
    """Return how a value came about: orders, margin and cost, horizon and method."""
    years, order = worth.horizon_days / 365, yuan(worth.order_value, worth.currency)
    return (
        f"买过{worth.orders}次，今后一年约{worth.orders_a_year:.1f}次，每次约{order}",
        f"毛利率{worth.margin_rate:.0%}，服务成本一年约{yuan(worth.cost_a_year, worth.currency)}",
        f"算{years:g}年，年折现率{worth.discount_rate:.0%}，方法：{worth.method}",
    )
