"""A small shop for the scenarios, and the questions asked of it. Round figures, so that hands can compute."""

from datetime import date
from decimal import Decimal
from typing import Any

from crm.customers import CustomerKind, Segment
from crm.offers.catalogue import Catalogue
from crm.offers.checking import Problem, checked
from crm.offers.choice import Choice
from crm.offers.offering import Offering
from crm.offers.priced import Priced
from crm.offers.standing import Request, Standing

ON = date(2026, 3, 2)
D = Decimal


def product(id: str, category: str, price: str, cost: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "name": more.pop("name", id),
        "category": category,
        "price": price,
        "cost": cost,
        **more,
    }


def monthly(id: str, category: str, price: str, cost: str, **more: Any) -> dict[str, Any]:
    return product(id, category, price, cost, billing="monthly", **more)


def raw(*products: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "shop", "name": "小店", "products": list(products), **more}


def catalogue(*products: dict[str, Any], **more: Any) -> Catalogue:
    found, problems = checked(raw(*products, **more))
    assert found is not None, problems
    return found


def problems(*products: dict[str, Any], **more: Any) -> list[Problem]:
    return list(checked(raw(*products, **more))[1])


def priced(shop: Catalogue, id: str, *, on: date = ON, campaign: str = "", quantity: str = "1") -> Priced:
    found = Offering(shop, on).book.priced(
        id, campaign=shop.campaign(campaign) if campaign else None, quantity=D(quantity)
    )
    assert found is not None
    return found


def person(**more: Any) -> Standing:
    return Standing(**{"kind": CustomerKind.PERSON, "segment": Segment.PUBLIC, **more})


def choose(
    shop: Catalogue, standing: Standing | None = None, *wants: str, on: date = ON, **more: Any
) -> Choice:
    return Offering(shop, on).choose(standing or person(), Request(wants=wants, on=on, **more))


def refs(choice: Choice) -> list[tuple[str, ...]]:
    return [offer.refs for offer in choice.offers]
