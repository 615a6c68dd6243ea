"""The survey: every answer is kept at once, and a reply in figures is read or refused as a whole."""

from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.errors import InputRefused
from bot.services.customers import CustomerService
from bot.services.sentences import parse_customer
from bot.services.surveying import SurveyService, questions_text, read_reply
from bot.storage.database import SqlDatabase
from crm.errors import NotFound
from crm.history import SignalKind
from crm.value.thresholds import built_in

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock

Asked = tuple[SurveyService, str]


@pytest.fixture
async def asked(database: SqlDatabase, clock: "HandClock", crew: "Crew") -> Asked:
    async with database.write() as uow:
        made = await CustomerService(database, clock).create(
            uow, crew.li, parse_customer("申屠建华 13800000024", clock.now().date())
        )
        await uow.commit()
    return SurveyService(clock, built_in(), zone=ZoneInfo("Asia/Shanghai")), made.id


async def test_one_question_of_each_driver_is_asked_by_default_and_the_rest_on_request(asked: Asked) -> None:
    service, _ = asked
    drivers = [item.driver for item in service.items[: service.short]]
    assert len(drivers) == len(set(drivers)) == 8
    assert len(service.items) == len(built_in().survey)


async def test_a_survey_left_halfway_goes_on_and_an_old_one_begins_again(
    asked: Asked, database: SqlDatabase, crew: "Crew", clock: "HandClock"
) -> None:
    service, id = asked
    async with database.write() as uow:
        await service.answer(uow, crew.li, id, {0: 5, 2: 1})
        await uow.commit()
    clock.forward(days=3)
    async with database.read() as uow:
        state = await service.state(uow, crew.li, id)
    assert (state.next(), state.next(1), state.answered) == (1, 3, 2)
    clock.forward(days=40)
    async with database.read() as uow:
        assert (await service.state(uow, crew.li, id)).next() == 0


async def test_the_same_score_again_is_one_and_another_one_replaces_it(
    asked: Asked, database: SqlDatabase, crew: "Crew"
) -> None:
    service, id = asked
    async with database.write() as uow:
        for score in (5, 5, 2):
            await service.answer(uow, crew.li, id, {0: score})
        kept = await uow.books.signals(id, SignalKind.SURVEY)
        assert [signal.value for signal in kept].count(Decimal(5)) == 1
        assert (await service.state(uow, crew.li, id)).answers == {0: 2}


async def test_satisfaction_is_experience_over_expectation(
    asked: Asked, database: SqlDatabase, crew: "Crew"
) -> None:
    service, id = asked
    async with database.write() as uow:
        assert await service.rate(uow, crew.li, id, 4, 2) == Decimal("0.5")
        await service.rate(uow, crew.li, id, 4, 2)
        assert [s.text for s in await uow.books.signals(id, SignalKind.SATISFACTION)] == ["2/4"]
        with pytest.raises(InputRefused, match="old-button"):
            await service.rate(uow, crew.li, id, 0, 2)


async def test_a_colleagues_customer_cannot_be_scored(
    asked: Asked, database: SqlDatabase, crew: "Crew"
) -> None:
    service, id = asked
    async with database.write() as uow:
        with pytest.raises(NotFound):
            await service.answer(uow, crew.wu, id, {0: 5})


@pytest.mark.parametrize(
    ("reply", "scores"),
    [
        ("54535", {0: 5, 1: 4, 2: 5, 3: 3, 4: 5}),
        ("5 4，5、3", {0: 5, 1: 4, 2: 5, 3: 3}),
        ("5分 4分", {0: 5, 1: 4}),
        ("1、5 2、4 8、1", {0: 5, 1: 4, 7: 1}),
        ("第1题：5分\n第3题：2分", {0: 5, 2: 2}),
        ("- 4 跳过 2", {1: 4, 3: 2}),
    ],
)
def test_a_reply_is_read_as_customers_write_it(reply: str, scores: dict[int, int]) -> None:
    assert read_reply(reply, 8) == scores


@pytest.mark.parametrize(
    "reply", ["", "挺好的", "5 6", "0", "123451234", "1、5 9、5", "- - -", "5 4 五", "５５"]
)
def test_a_reply_that_is_no_list_of_scores_is_refused(reply: str) -> None:
    with pytest.raises(InputRefused, match="survey-reply-bad"):
        read_reply(reply, 8)


def test_the_customers_text_has_every_question_once() -> None:
    items = built_in().survey[:3]
    text = questions_text("王姐，", items, "请打分：", "谢谢")
    assert text.startswith("王姐，请打分：\n1. ")
    assert all(text.count(item.ask) == 1 for item in items)
