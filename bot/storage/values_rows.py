"""Rows of reckoned values, and models as JSON."""

from collections.abc import Collection, Sequence
from typing import Any

from pydantic import JsonValue
from sqlalchemy import RowMapping, update

from bot.ports.values import Learnt, Valued
from bot.storage.session import Session
from bot.storage.tables_values import customer_value
from crm.base import Id
from crm.history import TouchpointKind
from crm.value.bgnbd import BgNbd
from crm.value.contracts import ShiftedBetaGeometric
from crm.value.curve import Curve
from crm.value.gammagamma import GammaGamma
from crm.value.lifetime import Model, Worth
from crm.value.view import ValueView

_FIGURES = (
    "current",
    "historical",
    "alive",
    "orders_a_year",
    "order_value",
    "margin_rate",
    "cost_a_year",
    "sure",
    "orders",
    "last_on",
    "currency",
    "customer_id",
)


TELLING = frozenset({TouchpointKind.COMPLAINT, TouchpointKind.SERVICE, TouchpointKind.NOTICE})
"""Contacts after which the way to treat a customer may be another."""
_AT_ONCE = 500


async def outdate(session: Session, ids: Collection[Id]) -> None:
    """Forget how these customers were seen, whoever wrote; the figures stay until they are reckoned anew."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        chosen = customer_value.c.customer_id.in_(ordered[start : start + _AT_ONCE])
        await session.run(update(customer_value).where(chosen).values(standing=None))


def row_of(one: Valued) -> dict[str, object]:
    """Return the row of a value. Method, horizon and discount rate stand with the team's model."""
    worth = one.worth
    return {
        **{name: getattr(worth, name) for name in _FIGURES},
        "tier": one.tier,
        "rank": one.rank,
        "computed_on": one.computed_on,
        "standing": one.view.model_dump(mode="json", exclude_defaults=True) if one.view else None,
    }


def valued_of(row: RowMapping) -> Valued:
    """Return the value of a row; `method` and the horizon are the model's business and left empty."""
    worth = Worth(**{name: row[name] for name in _FIGURES}, method="", horizon_days=0, discount_rate=0.0)
    view = ValueView.model_validate(row["standing"]) if row["standing"] else None
    return Valued(worth, row["tier"], row["rank"], row["computed_on"], view)


PLAIN_COLUMNS = tuple(
    customer_value.c[name]
    for name in (
        "customer_id",
        "currency",
        "historical",
        "current",
        "alive",
        "orders_a_year",
        "order_value",
        "margin_rate",
        "cost_a_year",
        "sure",
        "orders",
        "last_on",
        "tier",
        "rank",
        "computed_on",
    )
)
"""The columns of a value without its view, in the order `plain_of` takes them apart."""


def plain_of(row: Sequence[Any]) -> Valued:
    """Return the value of a row of something and `PLAIN_COLUMNS`; thousands are read at once."""
    _, *figures, orders, last_on, tier, rank, computed_on = row
    return Valued(Worth._make((*figures, "", 0, 0.0, orders, last_on)), tier, rank, computed_on)


def learnt_text(learnt: Learnt) -> JsonValue:
    """Return a model with its curve as JSON."""
    model, curve = learnt.model, learnt.curve
    rates: dict[str, JsonValue] = {name: list(part) for name, part in model.rates.items()}
    usual: dict[str, JsonValue] = dict(model.order_values)
    return {
        "model": {
            **{
                name: getattr(model, name)
                for name in ("method", "margin_rate", "margin_known", "correlation", "customers", "why")
            },
            "rates": rates,
            "orders": list(model.orders) if model.orders else None,
            "order_values": usual,
        },
        "curve": {
            "customers": curve.customers,
            "cuts": [list(cut) for cut in curve.cuts],
            "sizes": [list(size) for size in curve.sizes],
            "points": [list(point) for point in curve.points],
        },
        "mean_value": learnt.mean_value,
        "renewal": list(learnt.renewal),
    }


def learnt_of(content: Any) -> Learnt:  # noqa: ANN401 - parsed JSON
    """Return the model and curve of a stored text."""
    model, curve = dict(content["model"]), content["curve"]
    model["rates"] = {name: BgNbd(*part) for name, part in model["rates"].items()}
    model["orders"] = GammaGamma(*model["orders"]) if model["orders"] else None
    return Learnt(
        Model(**model),
        Curve(
            curve["customers"],
            tuple((tier, lowest) for tier, lowest in curve["cuts"]),
            tuple((tier, count) for tier, count in curve["sizes"]),
            tuple((value, rank, share) for value, rank, share in curve["points"]),
        ),
        content["mean_value"],
        ShiftedBetaGeometric(*content["renewal"]),
    )
