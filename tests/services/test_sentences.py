"""A free sentence becomes a customer, and nothing said is lost."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.sentences import household_patch, parse_customer
from bot.services.sentences_phones import find_channels, tidy_phone
from crm.customers import AgeBand, CustomerKind, Personality, Relation

TODAY = date(2026, 3, 2)


def test_the_grandfather_of_the_readme_is_understood() -> None:
    draft = parse_customer("张大伯 13800000001 有个孙女小米 骑旧电动车", TODAY)

    assert (draft.name, draft.address_as, draft.phones) == ("张大伯", "张大伯", ("13800000001",))
    [child] = draft.household
    assert (child.relation, child.name, child.has_say) == (Relation.GRANDDAUGHTER, "小米", False)
    assert draft.notes == ("骑旧电动车",)


def test_work_the_say_and_an_unfinished_number_in_one_sentence() -> None:
    draft = parse_customer("王姐,做财务的,138…,老公说了算,在用移动宽带", TODAY)

    assert (draft.name, draft.position, draft.phones) == ("王姐", "财务", ())
    [spouse] = draft.household
    assert (spouse.relation, spouse.has_say) == (Relation.SPOUSE, True)
    assert "138…" in draft.note
    assert "在用移动宽带" in draft.note


def test_a_firm_a_title_and_a_position() -> None:
    draft = parse_customer("华东精密 李总 技术总监 0571-8800 0001 爱犹豫", TODAY)

    assert (draft.company, draft.name, draft.position) == ("华东精密", "李总", "技术总监")
    assert draft.phones == ("0571-88000001",)
    assert draft.personality[0].personality is Personality.WAVERING
    assert draft.kind is CustomerKind.PERSON


def test_a_firm_alone_is_a_company() -> None:
    draft = parse_customer("康乐食品厂，0571-88000005", TODAY)

    assert (draft.kind, draft.name, draft.company) == (CustomerKind.COMPANY, "康乐食品厂", "康乐食品厂")


def test_english_is_understood_too() -> None:
    draft = parse_customer(
        "Mr. David Smith, +44 7911 123456, wife Anna decides, daughter Lily in primary school, "
        "works at Acme Trading, prefers short messages",
        TODAY,
    )

    assert (draft.name, draft.address_as, draft.company) == ("David Smith", "Mr. Smith", "Acme Trading")
    assert draft.phones == ("+447911123456",)
    anna, lily = draft.household
    assert (anna.relation, anna.name, anna.has_say) == (Relation.SPOUSE, "Anna", True)
    assert (lily.relation, lily.name, lily.age_band) == (Relation.DAUGHTER, "Lily", AgeBand.SCHOOL)
    assert draft.note == "prefers short messages"


@pytest.mark.parametrize(
    ("sentence", "name", "address_as"),
    [
        ("欧阳老师 13800000002", "欧阳老师", "欧阳老师"),
        ("王芳女士，13800000002", "王芳", "王女士"),
        ("陈建国 13800000002", "陈建国", ""),
        ("陈建国 陈叔 13800000002", "陈建国", "陈叔"),
        ("小陈 13800000002", "小陈", "小陈"),
        ("刘阿姨说旧的还能用", "刘阿姨", "刘阿姨"),
        ("姓名：赵敏 电话：13800000002", "赵敏", ""),
        ("新客户：周老板 13800000002", "周老板", "周老板"),
        ("东子 13800000002 修车", "东子", ""),
        ("东子", "东子", ""),
        ("我有个客户叫刘大妈，孙子3岁", "刘大妈", "刘大妈"),
        ("东风小学的王老师 13800000002", "王老师", "王老师"),
        ("alice", "alice", ""),
    ],
)
def test_how_customers_are_called(sentence: str, name: str, address_as: str) -> None:
    draft = parse_customer(sentence, TODAY)

    assert (draft.name, draft.address_as) == (name, address_as)


@pytest.mark.parametrize(
    "sentence", ["高中老师", "方便面要两箱", "太贵了", "你好", "🙂", "", "   ", "。。。"]
)
def test_words_that_begin_like_a_surname_name_nobody(sentence: str) -> None:
    assert parse_customer(sentence, TODAY).is_empty


@pytest.mark.parametrize(
    ("piece", "name"),
    [("女儿可爱", ""), ("儿子当兵", ""), ("女儿思雨", "思雨"), ("孙子豆豆", "豆豆"), ("老婆李梅", "李梅")],
)
def test_a_description_is_not_taken_for_a_childs_name(piece: str, name: str) -> None:
    [member] = parse_customer(f"王姐 {piece}", TODAY).household

    assert member.name == name
    assert name or piece[2:] in member.note


def test_two_daughters_are_not_taken_for_one() -> None:
    several, elder = parse_customer("老周 两个女儿 大女儿在读大学", TODAY).household

    assert "两个" in several.note
    assert (elder.age_band, elder.note) == (AgeBand.ADULT, "大女儿，在读大学")


@pytest.mark.parametrize(
    ("told", "band"),
    [
        ("儿子8岁", AgeBand.SCHOOL),
        ("儿子刚满月", AgeBand.INFANT),
        ("儿子上幼儿园", AgeBand.PRESCHOOL),
        ("儿子今年十五岁", AgeBand.TEEN),
        ("儿子上大学", AgeBand.ADULT),
        ("儿子七个月大", AgeBand.INFANT),
    ],
)
def test_ages_become_bands_and_never_birthdays(told: str, band: AgeBand) -> None:
    [member] = parse_customer(f"王姐 {told}", TODAY).household

    assert member.age_band is band


def test_not_being_picky_is_no_personality() -> None:
    assert parse_customer("王姐 不挑剔", TODAY).personality == ()


def test_a_birthday_in_the_future_stays_in_the_note() -> None:
    draft = parse_customer("王姐 2030-05-20生", TODAY)

    assert draft.birthday is None
    assert "2030-05-20生" in draft.note


def test_who_decides_may_be_told_by_whom_one_listens_to() -> None:
    [member] = parse_customer("陈建国 听女儿的", TODAY).household

    assert (member.relation, member.has_say) == (Relation.DAUGHTER, True)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("+86 138-0000-0001", "13800000001"),
        ("0086 13800000001", "13800000001"),
        ("１３８００００００００１"[:11], "13800000000"),
        ("(0571)88000001", "0571-88000001"),
        ("+86 571 8800 0001", "0571-88000001"),
        ("010-88000001转12", "010-88000001转12"),
        ("0044 7911 123456", "+447911123456"),
        ("400-800-1234", "4008001234"),
    ],
)
def test_numbers_are_stored_in_one_way(written: str, stored: str) -> None:
    assert tidy_phone(written) == stored


def test_prices_and_long_digit_runs_are_no_numbers() -> None:
    assert list(find_channels("目录价3800，订单号20260302123456789，1.3800000001")) == []


def test_a_remark_about_the_family_is_proposed_not_stored() -> None:
    patch = household_patch("记一下 王姐的女儿叫朵朵，上小学")

    assert patch.customer_name == "王姐"
    [member] = patch.members
    assert (member.relation, member.name, member.age_band) == (Relation.DAUGHTER, "朵朵", AgeBand.SCHOOL)
    assert patch.note == "王姐的女儿叫朵朵，上小学"


def test_a_remark_without_family_proposes_nothing() -> None:
    assert household_patch("记一下 张大伯下周三来试骑").members == ()


PIECES = st.sampled_from(
    "张大伯 王姐 13800000001 138… 有个孙女小米 女儿叫 老公说了算 做财务的 华东精密 李总 爱犹豫 住梅园3栋 "
    "1990-02-30生 姓名： 电话 微信abc12345 a@example.com Mr. Smith wife Anna , ， 。 （ ） \n \x00 "
    "说了算 上小学 "
    "🙂 \u202e 1,200 备注：".split(" ")
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=12).map("".join)))
def test_no_letter_or_digit_of_a_sentence_is_lost(sentence: str) -> None:
    draft = parse_customer(sentence, TODAY)

    said = Counter(c for c in sentence if c.isalnum())
    kept = Counter(c for c in "".join((*draft.understood, *draft.notes)) if c.isalnum())
    assert said == kept
    household_patch(sentence)


@given(
    st.lists(
        st.sampled_from(["王姐", "女儿", "说了算", "8岁", "，", "叫朵朵", "上小学", "13800000001"]),
        max_size=40,
    )
)
def test_what_was_understood_of_numbers_stands_in_the_fields(pieces: list[str]) -> None:
    draft = parse_customer("".join(f" {piece}" for piece in pieces), TODAY)

    assert draft.phones == (("13800000001",) if "13800000001" in pieces else ())
    assert (draft.name == "王姐") == ("王姐" in pieces)


def test_eight_thousand_characters_fit_into_notes() -> None:
    draft = parse_customer("王姐，" + "说了很多话" * 1599, TODAY)

    assert all(len(note) <= 4000 for note in draft.notes)
    assert sum(map(len, draft.notes)) == 5 * 1599
