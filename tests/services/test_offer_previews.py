"""The price beside an advice, use told in one sentence, and the warning to managers."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bot.errors import InputRefused
from bot.ports.offers import OfferState
from bot.services.briefs import FactRole
from bot.services.facts import gather_facts
from bot.services.offering.previews import Previews, asks_for_price, offers_of
from bot.services.offering.usage import UsageService, read_usage
from bot.services.snapshots import Snapshots
from bot.services.turns import Objection, Reading, Speaker, Turn, TurnKind
from bot.storage.database import SqlDatabase
from crm.customers import Segment
from crm.errors import NotFound
from tests.crm.offers.shop import catalogue, product
from tests.services.offer_shop import SHOP, SOAP, ZONE, Shop, bought

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock


@pytest.fixture
async def shop(lite: SqlDatabase, clock: "HandClock", lite_crew: "Crew") -> Shop:
    shop = Shop(lite, clock, lite_crew)
    await shop.replace(SHOP)
    await shop.customer("lin")
    return shop


def _reading(kind: str = "price_too_high", words: str = "香皂太贵了") -> Reading:
    return Reading(kind=TurnKind.OBJECTION, objection=Objection(primary=kind), customer_words=words)


def _turn(shop: Shop, text: str = "香皂太贵了", note: str = "") -> Turn:
    return Turn(text=text, speaker=Speaker.CUSTOMER, seller_note=note, at=shop.clock.now())


def _snapshots(shop: Shop) -> Snapshots:
    return Snapshots(shop.database, shop.clock, None, Previews(shop.offering), zone=ZONE)


@pytest.mark.parametrize(
    ("reading", "asked"),
    [
        (_reading(), True),
        (_reading("no_need", "旧的还能用，新的太贵"), True),
        (_reading("none", "香皂多少钱一块"), True),
        (_reading("none", "你们几点关门"), False),
        (_reading("past_grievance", "上次的事没解决，还这么贵"), False),
        (_reading("leaving", "太贵了，我不续了"), False),
    ],
)
def test_a_price_is_called_for_where_the_talk_is_about_one_and_nothing_has_to_be_settled_first(
    shop: Shop, reading: Reading, asked: bool
) -> None:
    assert bool(asks_for_price(_turn(shop), reading)) is asked


def test_a_seller_who_names_the_price_is_not_answered_with_another(shop: Shop) -> None:
    assert asks_for_price(_turn(shop, note="香皂目录价10元"), _reading()) == ""


async def test_the_fresh_price_is_the_engines_and_stands_in_the_brief_without_filling_a_slot(
    shop: Shop,
) -> None:
    snapshot = await _snapshots(shop).of(shop.crew.li, "lin", "香皂太贵了")
    fresh = snapshot.quoted.fresh
    assert fresh is not None
    assert (fresh.title, fresh.upfront, fresh.state) == ("香皂", Decimal(10), OfferState.SHOWN)
    assert [(o.title, o.price) for o in offers_of(snapshot)] == [("香皂", "一共10元")]
    facts = gather_facts(_turn(shop), _reading(), snapshot, shop.offering.today())
    ours = [fact for fact in facts if fact.role is FactRole.OUR_PRICE]
    assert Decimal(10) in {fact.number for fact in ours}
    assert {fact.slot for fact in ours} == {""}


async def test_a_fresh_price_is_kept_nowhere_until_the_seller_opens_it(shop: Shop) -> None:
    snapshot = await _snapshots(shop).of(shop.crew.li, "lin", "香皂太贵了")
    assert snapshot.quoted.fresh is not None
    async with shop.database.read() as uow:
        with pytest.raises(NotFound):
            await uow.offers.get(snapshot.quoted.fresh.id, shop.crew.li.scope)


async def test_words_without_an_article_go_on_about_what_was_talked_about(shop: Shop) -> None:
    async with shop.database.write() as uow:
        await uow.histories.add_purchases([bought("1", "lin", "毛巾", shop.offering.today())])
        await uow.commit()
    previews = Previews(shop.offering)
    async with shop.database.read() as uow:
        lin = await uow.customers.get("lin", shop.crew.li.scope)
        named = await previews(uow, shop.crew.li, lin, "太贵了", ("上次问过香皂",))
        unnamed = await previews(uow, shop.crew.li, lin, "太贵了", ("问声好",))
    assert named.fresh is not None
    assert named.fresh.title == "香皂"
    assert (unnamed.sells, unnamed.fresh) == (True, None)


async def test_where_service_comes_first_no_price_stands_beside_the_advice(shop: Shop) -> None:
    await shop.customer("firm", segment=Segment.KEY_ACCOUNT)
    snapshot = await _snapshots(shop).of(shop.crew.li, "firm", "香皂太贵了")
    assert (snapshot.quoted.sells, snapshot.quoted.fresh) == (True, None)


async def test_a_loyal_customer_who_would_pay_more_than_a_newcomer_is_told_to_managers_once(
    shop: Shop,
) -> None:
    newcomers = {
        "id": "new",
        "kind": "eligibility",
        "applies_to": ["welcome"],
        "says": "新客户头一单",
        "requires": {"new_customer": True},
    }
    welcome = {"id": "welcome", "name": "见面礼", "targets": ["soap"], "percent_off": "20"}
    await shop.replace(catalogue(SOAP, campaigns=[welcome], rules=[newcomers]))
    async with shop.database.write() as uow:
        await uow.histories.add_purchases([bought("1", "lin", "香皂", shop.offering.today())])
        await uow.commit()
    first, second = await shop.show("lin"), await shop.show("lin")
    # 10 × 0.8 = 8: a newcomer pays 2 less
    assert "少花2元" in first.for_managers
    assert first.warnings == ()
    assert second.for_managers == ""
    seen = await shop.show("lin", who="boss")
    assert (len(seen.warnings), seen.for_managers) == (1, "")


@pytest.mark.parametrize(
    ("text", "usage", "elsewhere"),
    [
        (
            "通话300分钟，流量20G，两个号，宽带在别家每月98元",
            {"minutes": "300", "traffic_gb": "20", "lines": "2"},
            {"宽带": "98"},
        ),
        ("一个月打五百分钟电话，用30个G", {"minutes": "500", "traffic_gb": "30"}, {}),
        ("家里三个号，两台设备", {"lines": "3", "devices": "2"}, {}),
        ("随便说说", {}, {}),
        ("流量大概几十G", {}, {}),
    ],
)
def test_use_is_read_from_one_sentence(text: str, usage: dict[str, str], elsewhere: dict[str, str]) -> None:
    told = read_usage(text, [SHOP])
    assert told.usage == {key: Decimal(number) for key, number in usage.items()}
    assert told.elsewhere == {key: Decimal(number) for key, number in elsewhere.items()}


async def test_what_is_told_later_stands_beside_what_was_known(shop: Shop) -> None:
    service = UsageService(shop.offering)
    async with shop.database.write() as uow:
        await service.note(uow, shop.crew.li, "lin", "通话300分钟")
        known = await service.note(uow, shop.crew.li, "lin", "流量20G，通话320分钟")
        with pytest.raises(InputRefused):
            await service.note(uow, shop.crew.li, "lin", "没有数")
        with pytest.raises(NotFound):
            await service.note(uow, shop.crew.wu, "lin", "通话300分钟")
    assert known.usage == {"minutes": Decimal(320), "traffic_gb": Decimal(20)}


async def test_two_units_of_what_is_short_are_not_sold_from_a_stock_of_one(shop: Shop) -> None:
    await shop.replace(catalogue(SOAP | {"stock": 1, "unit": "块"}, product("towel", "毛巾", "30", "12")))
    assert (await shop.show("lin", "两块香皂")).offers == ()
