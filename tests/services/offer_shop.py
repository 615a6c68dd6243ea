"""A small shop with the offer services over a store."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.services.offering import OfferingService, Shown
from bot.services.offering.answering import OfferAnswers
from bot.services.offering.discounts import Discounts
from bot.services.texts import Texts
from bot.storage.database import SqlDatabase
from crm.customers import Channel, ChannelKind, Customer, Segment
from crm.history import Purchase
from crm.money import Money
from tests.crm.offers.shop import catalogue, monthly, product

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

ZONE = ZoneInfo("Asia/Shanghai")
SOAP = product("soap", "洗护", "10", "6", name="香皂", says="泡沫细")
SHOP = catalogue(
    SOAP,
    product("towel", "毛巾", "30", "12", name="毛巾"),
    monthly("net", "宽带", "138", "98", name="宽带", aliases=["老宽带"]),
    policy={
        "seller_limit": "5",
        "manager_limit": "20",
        "non_price_first": ["key_account"],
        "services_first": ["先试用"],
    },
    rules=[
        {"id": "x", "kind": "conflict", "applies_to": ["soap"], "against": ["towel"], "says": "两样不同享"},
    ],
)


class Shop:
    """The services over one store."""

    def __init__(self, database: SqlDatabase, clock: "HandClock", crew: "Crew") -> None:
        self.database, self.clock, self.crew = database, clock, crew
        self.offering = OfferingService(clock, Texts("zh"), zone=ZONE)
        self.answers = OfferAnswers(self.offering, clock)
        self.discounts = Discounts(self.offering, self.answers, clock)

    async def customer(self, id: str, **more: object) -> Customer:
        values = {
            "id": id,
            "team_id": "north",
            "owner_id": "li",
            "name": id,
            "segment": Segment.PUBLIC,
            "channels": (Channel(kind=ChannelKind.PHONE, address="13800000001"),),
            "created_at": self.clock.now(),
            "updated_at": self.clock.now(),
        }
        customer = Customer.model_validate(values | more)
        async with self.database.write() as uow:
            await uow.customers.add(customer)
            await uow.commit()
        return customer

    async def show(self, customer_id: str, text: str = "香皂", who: str = "li") -> Shown:
        async with self.database.write() as uow:
            shown = await self.offering.show(uow, getattr(self.crew, who), customer_id, text=text)
            await uow.commit()
        assert shown is not None
        return shown

    async def told(self, offer_id: str) -> None:
        async with self.database.write() as uow:
            await self.answers.told(uow, self.crew.li, offer_id)
            await uow.commit()

    async def replace(self, new: object) -> None:
        async with self.database.write() as uow:
            await self.offering.catalogues.put(uow, self.crew.boss, new)  # type: ignore[arg-type]
            await uow.commit()


def bought(id: str, customer_id: str, name: str, on: date, quantity: str = "1") -> Purchase:
    return Purchase(
        id=id,
        customer_id=customer_id,
        product=name,
        quantity=Decimal(quantity),
        amount=Money(amount=Decimal(10)),
        bought_on=on,
    )
