"""Lines for customers whose names, families and relations are not the easy case."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.services.briefs import Brief, Snapshot
from bot.services.choosing import choose
from bot.services.choosing.addressing import address_of, surname_of
from bot.services.choosing.fills import fill
from bot.services.facts import gather_facts
from bot.services.playbook_writer import PlaybookWriter
from bot.services.playbook_writer.realise import realise, units
from bot.services.turns import Reading, Speaker, Turn, TurnKind
from crm.customers import AgeBand, Contact, Customer, CustomerKind, HouseholdMember, Relation
from crm.history import Purchase
from crm.money import Money
from playbooks.load import built_in
from tests.understander import shared_understander

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
LIBRARY = built_in()
WRITER = PlaybookWriter(LIBRARY)
BOY = HouseholdMember(id="b", relation=Relation.SON, name="乐乐", birthday=date(2018, 3, 1))
GIRL = HouseholdMember(id="g", relation=Relation.DAUGHTER, name="朵朵", age_band=AgeBand.SCHOOL)
BABY = HouseholdMember(id="i", relation=Relation.SON, name="壮壮", age_band=AgeBand.INFANT)


def customer(**fields: object) -> Customer:
    return Customer(id="c", team_id="t", owner_id="o", created_at=NOW, updated_at=NOW, **fields)  # type: ignore[arg-type]


def filled(of: Customer, people: tuple[str, ...] = (), groups: tuple[str, ...] = ()) -> dict[str, str]:
    reading = Reading(kind=TurnKind.OBJECTION, people=people)
    return dict(fill(reading, Snapshot(customer=of), (), groups).words)


def lines(of: Customer, said: str, tone: str = "") -> list[str]:
    turn = Turn(text=said, speaker=Speaker.CUSTOMER, at=NOW)
    reading, snapshot = shared_understander().read(turn), Snapshot(customer=of)
    facts = gather_facts(turn, reading, snapshot, NOW.date())
    moves = tuple(choose(reading, snapshot, facts, LIBRARY))
    brief = Brief(reading=reading, snapshot=snapshot, facts=facts, moves=moves, seed="a", tone=tone)
    return [variant.text for variant in WRITER.candidates(brief)]


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"name": "欧阳志远", "position": "销售经理"}, "欧阳经理"),
        ({"name": "李晓明", "position": "总经理"}, "李总"),
        ({"name": "李晓明"}, ""),
        ({"name": "欧阳志远"}, ""),
        ({"name": "罗师傅"}, "罗师傅"),
        ({"name": "小芳"}, "小芳"),
        ({"name": "David Smith"}, "David"),
        ({"name": "Mr. Smith"}, "Mr. Smith"),
        ({"name": "李"}, ""),
        ({}, ""),
        ({"name": "李晓明", "address_as": "明哥", "position": "总经理"}, "明哥"),
        ({"name": "宏远贸易", "kind": CustomerKind.COMPANY}, ""),
    ],
)
def test_a_form_of_address_is_found_or_left_out_never_guessed(
    fields: dict[str, object], address: str
) -> None:
    assert address_of(customer(**fields)) == address


def test_a_surname_of_two_syllables_stays_whole() -> None:
    assert [surname_of(name) for name in ("欧阳志远", "申屠建华", "王丽", "David")] == [
        "欧阳",
        "申屠",
        "王",
        "",
    ]


def test_one_child_is_named_and_two_are_spoken_of_together() -> None:
    assert filled(customer(name="王丽", household=(BOY,)))["孩子"] == "儿子乐乐"
    two = filled(customer(name="王丽", household=(BOY, GIRL)))
    assert (two["孩子"], "家人名" in two) == ("孩子们", False)


def test_the_child_the_customer_speaks_of_is_the_one_named() -> None:
    of = customer(name="王丽", household=(BOY, GIRL))
    assert filled(of, ("女儿",), ("child",))["家人"] == "女儿朵朵"


def test_a_baby_is_no_user_of_the_goods_unless_the_customer_speaks_of_it() -> None:
    of = customer(name="王丽", household=(BABY,))
    assert "家人" not in filled(of)
    assert filled(of, ("儿子",), ("child",))["家人"] == "儿子壮壮"


def test_the_one_with_the_say_is_left_out_when_somebody_else_is_spoken_of() -> None:
    wife = HouseholdMember(id="w", relation=Relation.SPOUSE, has_say=True)
    of = customer(name="王强", household=(wife, BOY))
    assert filled(of, ("老婆",), ("spouse",))["当家人"] == "爱人"
    assert "当家人" not in filled(of, ("儿子",), ("child",))


def test_a_size_is_no_part_of_what_was_bought_last() -> None:
    rice = Purchase(
        id="p", customer_id="c", product="糙米5公斤", amount=Money(amount=Decimal(60)), bought_on=NOW.date()
    )
    reading = Reading(kind=TurnKind.OBJECTION)
    words = fill(reading, Snapshot(customer=customer(name="王丽"), purchases=(rice,)), (), ()).words
    assert words["上次购买"] == "糙米"


@pytest.mark.parametrize("tone", ["", "softer", "shorter", "bolder"])
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "David Smith"},
        {"name": "欧阳志远", "position": "销售经理", "household": (BOY, GIRL)},
        {"name": "宏远贸易", "kind": CustomerKind.COMPANY, "contacts": (Contact(id="x", name="欧阳总"),)},
        {"name": "李晓明", "household": (BABY,)},
    ],
    ids=["nobody", "foreign", "compound", "company", "unknown-sex"],
)
def test_hard_customers_get_two_whole_lines_in_every_tone(fields: dict[str, object], tone: str) -> None:
    for said in ("太贵了", "我得跟家里人商量", "给自己花这么多，舍不得", "我再想想"):
        texts = lines(customer(**fields), said, tone)
        assert len(texts) >= 2
        for text in texts:
            assert units(text) <= 256
            assert not any(mark in text for mark in ("{", "}", "None", "，，", "先生女士")), text
            assert not text.startswith(("，", "、", "。")), text


def test_a_company_hears_nothing_of_a_home() -> None:
    of = customer(name="宏远贸易", kind=CustomerKind.COMPANY)
    for said in ("我得回去商量商量", "怕你们忽悠人", "太贵了", "用不着"):
        assert not [text for text in lines(of, said) if "家里" in text or "一家人" in text]


def test_two_people_who_are_addressed_informally_are_no_honoured_pair() -> None:
    assert realise("{您}二位哪天方便？", {"您": "你"}) == "你们俩哪天方便？"
    assert realise("{您}二位哪天方便？", {"您": "您"}) == "您二位哪天方便？"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "看看这个{品类}。",
            {"三轮车": "这辆", "空调": "这台", "存款": "这笔", "茶叶": "这盒", "床垫": "这张"},
        ),
        ("挑一个{品类}。", {"系统": "一套", "课程": "一门", "手表": "一块", "保险": "一份"}),
    ],
)
def test_measure_words_follow_the_article(text: str, said: dict[str, str]) -> None:
    for article, measured in said.items():
        assert measured in (realise(text, {"品类": article}) or "")
