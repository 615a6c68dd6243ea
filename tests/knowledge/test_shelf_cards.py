"""What a manager does to a document: bring back, share, put prices in force, delete; and its new files."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import InputRefused
from bot.services.briefs import FactRole
from bot.services.facts import facts_from_passage
from bot.services.grounding import passage_source
from bot.services.shelf import ShelfService
from bot.services.shelf_days import read_day
from bot.services.shelf_names import core, likeness
from bot.storage.database import SqlDatabase
from crm.errors import NotAllowed, NotFound
from crm.people import Actor, Role
from playbooks.load import Library

PRICES = "价格表\n标准套餐每月99元,含宽带。\n".encode()
NEW_PRICES = "价格表\n标准套餐每月109元,含宽带。\n".encode()
QUESTION = "标准套餐多少钱"


class StillClock:
    """A clock that stands."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 5, 1, 17, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


def person(role: Role, team: str = "north") -> Actor:
    return Actor(salesperson_id=f"{role.value}-{team}", team_id=team, role=role)


MANAGER, SELLER, ADMIN = person(Role.MANAGER), person(Role.SALESPERSON), person(Role.ADMIN)


def shelf_on(database: SqlDatabase) -> ShelfService:
    return ShelfService(database, clock=StillClock(), library=Library(cards={}))


@pytest.fixture
async def shelf(database: SqlDatabase) -> AsyncIterator[ShelfService]:
    opened = shelf_on(database)
    await opened.load()
    yield opened
    await opened.close()


def texts(shelf: ShelfService, team: str = "north") -> str:
    return "\n".join(passage.raw for passage in shelf.find(QUESTION, team_id=team).passages)


async def test_what_was_set_aside_comes_back_and_answers_again_in_every_process(
    shelf: ShelfService, database: SqlDatabase
) -> None:
    other = shelf_on(database)
    await other.load()
    document = (await shelf.ingest(MANAGER, "prices.txt", PRICES)).document
    await shelf.retire(MANAGER, document.id)
    assert [d.id for d in await shelf.retired(MANAGER)] == [document.id]
    await other.refresh()
    await shelf.restore(MANAGER, document.id)
    assert (await shelf.restore(MANAGER, document.id)).retired_at is None, "twice is once"
    assert await shelf.retired(MANAGER) == []
    await other.refresh()
    assert "99" in texts(shelf)
    assert "99" in texts(other)
    await other.close()


async def test_what_a_new_version_replaced_is_not_offered_to_be_brought_back(shelf: ShelfService) -> None:
    old = (await shelf.ingest(MANAGER, "prices.txt", PRICES)).document
    await shelf.replace(MANAGER, old.id, "prices.txt", NEW_PRICES)
    assert await shelf.retired(MANAGER) == []


async def test_content_that_is_live_again_cannot_be_brought_back_twice(shelf: ShelfService) -> None:
    old = (await shelf.ingest(MANAGER, "prices.txt", PRICES)).document
    await shelf.retire(MANAGER, old.id)
    await shelf.ingest(MANAGER, "prices.txt", PRICES)
    with pytest.raises(InputRefused, match="document-live"):
        await shelf.restore(MANAGER, old.id)


async def test_a_deleted_document_is_gone_with_its_versions_everywhere(
    shelf: ShelfService, database: SqlDatabase
) -> None:
    old = (await shelf.ingest(MANAGER, "prices.txt", PRICES)).document
    cited = shelf.find(QUESTION, team_id="north").passages[0].chunk_id
    new = (await shelf.replace(MANAGER, old.id, "prices.txt", NEW_PRICES)).document
    other = shelf_on(database)
    await other.load()
    await shelf.delete(MANAGER, new.id)
    assert await shelf.cite(cited, team_id="north") is None
    assert texts(shelf) == ""
    await other.refresh()
    assert other.passage_count == 0
    with pytest.raises(NotFound):
        await shelf.card(MANAGER, old.id)
    await other.close()


async def test_only_an_admin_says_for_which_teams_a_document_is(shelf: ShelfService) -> None:
    document = (await shelf.ingest(ADMIN, "prices.txt", PRICES)).document
    assert "99" in texts(shelf, "south")
    await shelf.set_team_only(ADMIN, document.id, True)
    assert texts(shelf, "south") == ""
    with pytest.raises(NotAllowed):
        await shelf.set_team_only(MANAGER, document.id, False)
    await shelf.set_team_only(ADMIN, document.id, False)
    assert "99" in texts(shelf, "south")
    with pytest.raises(NotAllowed):
        await shelf.delete(MANAGER, document.id)


async def test_prices_of_a_list_in_force_are_ours_and_only_while_it_is(
    shelf: ShelfService, database: SqlDatabase
) -> None:
    document = (await shelf.ingest(MANAGER, "prices.txt", PRICES)).document

    def roles(of: ShelfService) -> set[FactRole]:
        passage = of.find(QUESTION, team_id="north").passages[0]
        facts = facts_from_passage(passage_source(passage))
        return {fact.role for fact in facts if fact.number == 99}

    assert roles(shelf) == {FactRole.DOCUMENT}
    await shelf.set_price_list(MANAGER, document.id, True)
    again = shelf_on(database)
    await again.load()
    assert roles(shelf) == roles(again) == {FactRole.OUR_PRICE}
    await shelf.set_price_list(MANAGER, document.id, False)
    assert roles(shelf) == {FactRole.DOCUMENT}
    await again.close()


async def test_the_same_new_version_sent_twice_is_one_version(shelf: ShelfService) -> None:
    old = (await shelf.ingest(MANAGER, "prices.txt", PRICES)).document
    first = await shelf.replace(MANAGER, old.id, "prices.txt", NEW_PRICES)
    second = await shelf.replace(MANAGER, old.id, "prices.txt", NEW_PRICES)
    assert (second.is_new, second.document.id) == (False, first.document.id)


async def test_a_day_ends_where_the_people_are_and_not_in_greenwich(database: SqlDatabase) -> None:
    shelf = ShelfService(
        database, clock=StillClock(), library=Library(cards={}), zone=ZoneInfo("Asia/Shanghai")
    )
    document = (await shelf.ingest(MANAGER, "prices.txt", PRICES)).document
    await shelf.set_validity(MANAGER, document.id, None, date(2026, 5, 1))
    assert texts(shelf) == "", "at one in the morning of 2 May in Shanghai the list has ended"


async def test_a_file_whose_name_says_so_is_a_new_version_of_what_the_person_may_change(
    shelf: ShelfService,
) -> None:
    common = (await shelf.ingest(ADMIN, "价目表2025.pdf.txt", PRICES)).document
    assert await shelf.resembling(ADMIN, "价目表2026.pdf.txt") == common
    assert await shelf.resembling(MANAGER, "价目表2026.pdf.txt") is None
    assert await shelf.resembling(SELLER, "价目表2026.pdf.txt") is None


@pytest.mark.parametrize(
    ("name", "caption", "expected"),
    [
        ("价目表2026年7月.pdf", "", 2),
        ("价目表(3).docx", "", 2),
        ("价目表_终稿_v2.pdf", "", 2),
        ("新版价目表.pdf", "", 2),
        ("scan0001.pdf", "价目表更新了，换一下", 1),
        ("scan0001.pdf", "价目表", 0),
        ("价目表说明.pdf", "", 0),
        ("20261231.pdf", "", 0),
    ],
)
def test_names_of_new_versions_are_recognised(name: str, caption: str, expected: int) -> None:
    assert likeness(name, caption, "价目表2025.pdf", "二〇二五年价格") == expected


def test_a_name_of_dates_alone_says_nothing() -> None:
    assert core("2026-12-31.pdf") == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("2026年12月31日", date(2026, 12, 31)),
        ("12月31日", date(2026, 12, 31)),
        ("12.31", date(2026, 12, 31)),
        ("3月1日", date(2027, 3, 1)),
        ("2/29", date(2028, 2, 29)),
        ("月底", date(2026, 11, 30)),
        ("年底。", date(2026, 12, 31)),
        ("2020-01-31", date(2020, 1, 31)),
    ],
)
def test_a_typed_day_is_read(text: str, day: date) -> None:
    assert read_day(text, date(2026, 11, 22)) == day


@pytest.mark.parametrize("text", ["", "过一阵子", "13.45", "12月1日到12月31日", "2026-13-01", "99元"])
def test_what_is_no_day_is_asked_again(text: str) -> None:
    with pytest.raises(InputRefused, match="day-unclear"):
        read_day(text, date(2026, 11, 22))
