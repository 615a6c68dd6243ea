"""Who goes to ask somebody hears of that very person, and of nobody at home who was not spoken of."""

from datetime import UTC, datetime

import pytest

from bot.services.briefs import Brief, Snapshot
from bot.services.choosing import choose
from bot.services.choosing.consulted import consulted
from bot.services.facts import gather_facts
from bot.services.playbook_writer import PlaybookWriter
from bot.services.turns import Speaker, Turn
from crm.customers import Customer, CustomerKind, HouseholdMember, Relation
from crm.history import Purchase
from crm.money import Money
from playbooks.load import built_in
from tests.understander import shared_understander

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
LIBRARY = built_in()
WRITER = PlaybookWriter(LIBRARY)
WIFE = HouseholdMember(id="w", relation=Relation.SPOUSE, has_say=True)
GIRL = HouseholdMember(id="g", relation=Relation.DAUGHTER, name="朵朵")


def lines(said: str, *bought: str, firm: bool = False) -> list[str]:
    of = Customer(
        id="c",
        team_id="t",
        owner_id="o",
        name="华东精密" if firm else "罗师傅",
        kind=CustomerKind.COMPANY if firm else CustomerKind.PERSON,
        household=() if firm else (WIFE, GIRL),
        created_at=NOW,
        updated_at=NOW,
    )
    purchases = tuple(
        Purchase(
            id=str(at),
            customer_id="c",
            product=name,
            quantity=1,
            amount=Money(amount=100),
            bought_on=NOW.date(),
        )
        for at, name in enumerate(bought)
    )
    turn = Turn(text=said, speaker=Speaker.CUSTOMER, at=NOW)
    reading, snapshot = shared_understander().read(turn), Snapshot(customer=of, purchases=purchases)
    facts = gather_facts(turn, reading, snapshot, NOW.date())
    moves = tuple(choose(reading, snapshot, facts, LIBRARY))
    brief = Brief(reading=reading, snapshot=snapshot, facts=facts, moves=moves, seed="a")
    return [variant.text for variant in WRITER.candidates(brief)]


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("我问下我朋友，他做这行的", "朋友"),
        ("这个得跟班主任聊聊再说", "班主任"),
        ("我先问问我家孩子的奶奶", "孩子奶奶"),
        ("我管技术，花钱的事你跟商务谈", "商务那边"),
        ("我是店长，可进货得老板点头", "老板"),
        ("先让我跟合伙的兄弟碰个头", "合伙人"),
        ("得跟我们校长商量", "校长"),
        ("总经理说了才算", "总经理"),
        ("等我哥从外地回来一起定", "哥哥"),
        ("晚上跟孩子他爹合计合计", "家里那位"),
        ("我跟爸妈说一声", "爸妈"),
        ("儿媳妇会上网，让她帮我参谋", "儿媳妇"),
        ("村里几户合着买的，我得跟他们碰碰", "他们"),
        ("我是教练，进货得馆主定", "馆主"),
        ("同事都说好，我还得问问店长", "店长"),
        ("给爸妈买的，得听我姐的", "姐姐"),
        ("给爸妈买的，我再想想", ""),
        ("老板娘不在，我们不敢定", "老板娘"),
        ("大哥，你便宜点", ""),
        ("我再想想", ""),
    ],
)
def test_the_person_is_said_back_in_a_word_that_fits(said: str, person: str) -> None:
    assert consulted(said) == person


@pytest.mark.parametrize(
    ("said", "person"),
    [("我得问问我合伙人", "合伙人"), ("我问下我朋友，他做这行的", "朋友"), ("先请示一下处长", "处长")],
)
def test_the_first_lines_name_who_is_asked_and_nobody_at_home(said: str, person: str) -> None:
    first = lines(said)[:2]
    assert all(person in line for line in first)
    assert not any("爱人" in line or "朵朵" in line for line in lines(said))


def test_a_spouse_who_was_named_is_named_back() -> None:
    assert all("爱人" in line for line in lines("我回去跟我老婆商量一下")[:2])


def test_nobody_is_invited_along_who_fell_in_no_word() -> None:
    assert not any("爱人" in line for line in lines("周一例会上提一下")[:2])
    assert not any("爱人" in line or "朵朵" in line for line in lines("咋这么贵呢")[:2])


def test_the_boss_is_reported_to_only_when_one_was_named() -> None:
    assert any("汇报" in line for line in lines("我要跟领导汇报一下", firm=True))
    assert not any("汇报" in line for line in lines("我要跟合伙人商量一下", firm=True))


def test_a_parcel_of_rice_is_not_compared_with_what_nobody_named() -> None:
    assert not any("五常大米" in line and "并排" in line for line in lines("会不会掉漆", "五常大米"))


def test_a_line_written_for_words_that_fell_comes_before_one_that_would_fit_any() -> None:
    assert "账期" in lines("账期给我延到九十天")[0]
    assert "执照" in lines("营业执照拿来我看看")[0]
    assert any("进群" in line for line in lines("不要把我拉进群")[:2])
