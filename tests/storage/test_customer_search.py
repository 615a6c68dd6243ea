"""Search as a salesperson uses it, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.storage import search as searching
from bot.storage.database import SqlDatabase
from crm.customers import Channel, ChannelKind, Contact, Customer, HouseholdMember, Relation
from crm.history import Touchpoint, TouchpointKind
from crm.people import Scope

Person = Callable[..., Customer]

FINDS: dict[str, list[str]] = {
    "张大伯": ["张大伯"],
    "大伯": ["张大伯"],
    "伯": ["张大伯"],
    "zhangdabo": ["张大伯"],
    "Zhang Da Bo": ["张大伯"],
    "zdb": ["张大伯"],
    "0001": ["张大伯"],
    "138 0000 0001": ["张大伯"],
    "+8613800000001": ["张大伯"],
    "13800": ["张大伯"],
    "88886666": ["单晓张"],
    "shan": ["单晓张"],
    "dxz": ["单晓张"],
    "zeng": ["曾国强"],
    "4321": ["尾号4321"],
    "晨光": ["王芳"],
    "cgkj": ["王芳"],
    "陈丽华": ["陳麗華"],
    "陳麗": ["陳麗華"],
    "smith": ["John Smith"],
    "js": ["John Smith"],
    "小米": ["张大伯"],
    "钱会计": ["采购部"],
    "13600009999": ["采购部"],
    "caigou88": ["采购部"],
    "张哥": ["张伟"],
    "张大博": ["张大伯"],
    "张达伯": ["张大伯"],
    "张大拍": ["张大伯"],
    "zhangdsbo": ["张大伯"],
    "13800000002": ["张大伯"],
    "张大伯 文三路": ["张大伯"],
    "张 0001": ["张大伯"],
    "诸葛亮": [],
    "": [],
    "  \n": [],
    "。、%_'\"\\": [],
    "\0": [],
    "x" * 5000: [],
}


async def names(database: SqlDatabase, text: str, scope: Scope, limit: int = 8) -> list[str]:
    async with database.read() as unit:
        return [hit.name for hit in await unit.customers.search(text, scope, limit)]


@pytest.fixture
async def town(store: SqlDatabase, person: Person) -> SqlDatabase:
    """Return a store with a few customers of all sorts."""
    async with store.write() as unit:
        await unit.customers.add_many(
            [
                person(
                    "张大伯",
                    "+86 138-0000-0001",
                    address="西湖区文三路",
                    household=(HouseholdMember(id="h", relation=Relation.GRANDDAUGHTER, name="小米"),),
                ),
                person("张伟", "13912345678", address_as="张哥"),
                person("单晓张", "0571-88886666"),
                person("曾国强"),
                person("", "13700004321"),
                person("王芳", company="杭州晨光科技有限公司"),
                person("陳麗華"),
                person("John Smith"),
                person(
                    "采购部",
                    contacts=(Contact(id="k", name="钱会计", phone="13600009999"),),
                    channels=(Channel(kind=ChannelKind.WECHAT, address="cai_gou88"),),
                ),
            ]
        )
        await unit.commit()
    return store


async def test_customers_are_found_by_every_sort_of_query(town: SqlDatabase, li: Scope) -> None:
    async with town.read() as unit:
        found = {text: [hit.name for hit in await unit.customers.search(text, li)] for text in FINDS}
    assert found == FINDS


async def test_the_beginning_of_a_name_comes_before_its_inside(town: SqlDatabase, li: Scope) -> None:
    assert await names(town, "张", li) == ["张伟", "张大伯", "单晓张"]


async def test_a_whole_name_comes_before_longer_ones(store: SqlDatabase, person: Person, li: Scope) -> None:
    async with store.write() as unit:
        await unit.customers.add_many([person("王芳"), person("王芳芳"), person("小王芳")])
        await unit.commit()
        hits = await unit.customers.search("王芳", li)
    assert [hit.name for hit in hits] == ["王芳", "王芳芳", "小王芳"]
    assert hits[0].score == 1.0
    assert hits[0].score > hits[1].score > hits[2].score


async def test_of_equal_ones_the_lately_touched_comes_first(
    store: SqlDatabase, person: Person, li: Scope, now: datetime
) -> None:
    first, second = person("王芳", address="东"), person("王芳", address="西")
    async with store.write() as unit:
        await unit.customers.add_many([first, second])
        assert [hit.address for hit in await unit.customers.search("王芳", li)] == ["西", "东"]
        later = now + timedelta(days=1)
        call = Touchpoint(
            id="t", customer_id=first.id, by="li", kind=TouchpointKind.CALL, text="来电", at=later
        )
        await unit.histories.add_touchpoints([call])
        assert [hit.address for hit in await unit.customers.search("王芳", li)] == ["东", "西"]
        assert [hit.address for hit in await unit.customers.recent(li, 1)] == ["东"]


@pytest.mark.parametrize("scope", ["li", "east", "everybody"])
async def test_of_very_many_the_lately_touched_and_the_whole_names_are_shown(
    store: SqlDatabase, person: Person, scope: str, request: pytest.FixtureRequest
) -> None:
    asked: Scope = request.getfixturevalue(scope)
    crowd = [person(f"张{chr(0x4E00 + number)}") for number in range(searching.CAP + 300)]
    async with store.write() as unit:
        await unit.customers.add_many([person("张"), *crowd, person("小张")])
        await unit.commit()
    found = await names(store, "张", asked, 4)
    assert found == ["张", *(customer.name for customer in reversed(crowd[-3:]))]
    assert (await names(store, "z", asked, 2)) == ["张", crowd[-1].name]


async def test_a_name_shared_by_very_many_shows_the_lately_touched(
    store: SqlDatabase, person: Person, li: Scope
) -> None:
    crowd = [person("王芳", address=str(number)) for number in range(searching.CAP + 50)]
    async with store.write() as unit:
        await unit.customers.add_many([*crowd, person("王芳芳")])
        hits = await unit.customers.search("王芳", li, 3)
    assert [hit.address for hit in hits] == [customer.address for customer in reversed(crowd[-3:])]


async def test_exact_names_are_matched_whole_and_by_form_of_address(town: SqlDatabase, li: Scope) -> None:
    async with town.read() as unit:
        found = await unit.customers.named(["张大", "张哥", "陈丽华", "张大伯 ", "尾号4321", ""], li)
    assert {hit.name for hit in found} == {"张伟", "陳麗華", "张大伯"}


async def test_full_numbers_find_everybody_reachable_under_them(town: SqlDatabase, li: Scope) -> None:
    async with town.read() as unit:
        found = await unit.customers.by_phones(["13800000001", "136-0000-9999", "0001", ""], li)
    assert {hit.name for hit in found} == {"张大伯", "采购部"}
