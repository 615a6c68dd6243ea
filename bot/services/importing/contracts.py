"""The columns of a row that tell of a contract."""

from collections.abc import Mapping
from datetime import datetime

from bot.services.contract_words import period_of
from bot.services.importing.cells import BadCell, day_of, money_of
from crm.base import new_id
from crm.contracts import Contract, ContractState

FIELDS = (
    "contract",
    "contract_amount",
    "contract_period",
    "contract_margin",
    "contract_from",
    "contract_until",
    "contract_state",
)
_NAMELESS = "合约"
_LONGEST = 120
_OVER = ("结束", "终止", "停", "退", "注销", "cancel", "ended", "closed", "expired")
_NOTICE = ("不续", "待退", "不再", "notice", "not renew")
_MONTHS = {"1": 1, "3": 3, "6": 6, "12": 12, "月": 1, "季": 3, "季度": 3, "半年": 6, "年": 12}
_MONTHS |= {"month": 1, "quarter": 3, "half-year": 6, "year": 12}

Cells = Mapping[str, list[tuple[str, str]]]
"""Header and text of the filled cells by field."""


def contract_of(cells: Cells, now: datetime) -> tuple[list[str], Contract | None]:
    """Return what is kept as notes, and the contract of a row.

    Without an amount there is no contract: what is known becomes a note, in which an end of a term is
    still found. Raises BadCell for what cannot be read.
    """
    told = {name: " ".join(text for _, text in cells.get(name, ())) for name in FIELDS}
    amount = money_of(told["contract_amount"])
    if amount is None:
        return [_note(*cell) for name in FIELDS for cell in cells.get(name, ())], None
    if amount.amount <= 0:
        raise BadCell(f"合约金额「{told['contract_amount'][:20]}」要大于 0")
    started, ends = day_of(told["contract_from"]), day_of(told["contract_until"])
    if started and ends and ends < started:
        raise BadCell(f"合约到期日「{told['contract_until'][:20]}」在开始之前")
    margin = money_of(told["contract_margin"])
    if margin and margin.currency != amount.currency:
        raise BadCell("合约的金额和毛利币种不一样")
    header = cells["contract_amount"][0][0]
    return [], Contract(
        id=new_id(),
        customer_id="-",
        product=(told["contract"] or _named(cells))[:_LONGEST],
        amount=amount,
        months=_period(told["contract_period"], f"{header} {told['contract_amount']} {told['contract']}"),
        margin=margin,
        started_on=started,
        ends_on=ends,
        state=_state(told["contract_state"]),
        created_at=now,
        updated_at=now,
    )


def _named(cells: Cells) -> str:
    """Return what was bought, where the row has no name of its own for the contract."""
    return " ".join(text for _, text in cells.get("product", ())) or _NAMELESS


def _note(header: str, text: str) -> str:
    return f"{header}：{text}" if header else text


def _period(text: str, elsewhere: str) -> int:
    """Return the months a cell tells (月付, 按年, 12); where it is empty, header or name may tell them."""
    plain = text.strip().lower().removeprefix("按").removesuffix("付").removesuffix("个月")
    if not plain:
        return period_of(elsewhere) or 1
    found = _MONTHS.get(plain) or period_of(text)
    if found is None:
        raise BadCell(f"付款周期「{text[:20]}」看不懂，请写成 月、季、半年 或 年")
    return found


def _state(text: str) -> ContractState:
    told = text.lower()
    if any(word in told for word in _NOTICE):
        return ContractState.NOTICE
    return ContractState.ENDED if any(word in told for word in _OVER) else ContractState.RUNNING
