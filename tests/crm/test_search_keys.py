"""Search keys: what people type finds whom they mean."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm.customers import Channel, ChannelKind, Contact, Customer, HouseholdMember, Relation
from crm.folding import fold, fold_number
from crm.search_keys import (
    LONGEST_KEY,
    LONGEST_TEXT,
    KeyRange,
    Rank,
    closeness_to,
    exact_key,
    keys_of,
    loose_ranges,
    mentions_all,
    prefix_range,
    ranges_for,
    score,
    sounds_like,
    starts_of,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAMES = st.text(HAN, min_size=1, max_size=6) | st.text(
    st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=20
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


def customer(name: str = "", *phones: str, **fields: object) -> Customer:
    channels = tuple(Channel(kind=ChannelKind.PHONE, address=phone) for phone in phones)
    values = {"id": "c", "team_id": "t", "owner_id": "o", "name": name, "channels": channels, **fields}
    return Customer.model_validate({**values, "created_at": NOW, "updated_at": NOW})


def within(key: str, asked: KeyRange) -> bool:
    return asked.start <= key < asked.end


def finds(query: str, whom: Customer) -> bool:
    keys = [found.key for found in keys_of(whom)]
    return any(within(key, asked) for asked in ranges_for(query) for key in keys)


def rank_of(key: str, whom: Customer) -> Rank | None:
    return next((found.rank for found in keys_of(whom) if found.key == key), None)


@given(NAMES, st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    folded = fold(name)[:LONGEST_TEXT]
    assume(folded and not folded.isdigit())
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    part = folded[start:end]
    assume(not part.isdigit())
    assert finds(part, customer(name))


@given(st.text(HAN, min_size=1, max_size=8), st.data())
def test_every_suffix_of_a_chinese_name_finds_it_as_typed(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    assert finds(name[start:], customer(name))


@given(st.text(HAN, min_size=1, max_size=5))
def test_pinyin_and_initials_of_a_name_find_it(name: str) -> None:
    from pypinyin import lazy_pinyin

    syllables = [lazy_pinyin(character)[0] for character in fold(name)]
    assume(all(syllable.isascii() for syllable in syllables))
    whom = customer(name)
    spoken = [found.key for found in keys_of(whom) if found.rank is Rank.NAME_PINYIN]
    assert spoken
    for spelled in spoken:
        assert finds(spelled, whom)
        assert finds(spelled[0], whom)


@given(MOBILES, st.integers(1, 11), st.integers(1, 11))
def test_every_tail_and_beginning_of_a_number_finds_it(number: str, tail: int, head: int) -> None:
    whom = customer("", f"+86 {number[:3]}-{number[3:7]} {number[7:]}")
    assert finds(number[-tail:], whom)
    assert finds(number[:head], whom)
    assert finds(f"+86{number}", whom)


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=120), st.text(max_size=30))
def test_no_text_breaks_the_keys_or_the_queries(name: str, company: str, address: str, query: str) -> None:
    whom = customer(
        name,
        address,
        company=company,
        address_as=address,
        household=(HouseholdMember(id="h", relation=Relation.SON, name=name),),
        contacts=(Contact(id="k", name=company, phone=address),),
    )
    keys = keys_of(whom)
    assert all(0 < len(found.key) <= LONGEST_KEY for found in keys)
    assert len({found.key for found in keys}) == len(keys)
    for asked in [*ranges_for(query), *loose_ranges(query), *sounds_like(query)]:
        assert asked.start < asked.end
    closeness_to(query)(starts_of(keys))
    exact_key(query)
    mentions_all(query.split(), [name, company])


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1, max_size=10), st.text(max_size=5), st.text(min_size=1, max_size=10))
def test_a_range_holds_exactly_the_keys_with_its_prefix(prefix: str, rest: str, other: str) -> None:
    asked = prefix_range(prefix)
    assert within(prefix + rest, asked)
    assert within(other, asked) == other.startswith(prefix)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("单晓梅", "shanxiaomei"),
        ("曾国强", "zengguoqiang"),
        ("仇先生", "qiuxiansheng"),
        ("解女士", "xienvshi"),
        ("查经理", "zhajingli"),
        ("盖师傅", "geshifu"),
        ("任大姐", "rendajie"),
        ("区先生", "ouxiansheng"),
        ("朴女士", "piaonvshi"),
        ("乐老师", "yuelaoshi"),
        ("翟总", "zhaizong"),
        ("缪阿姨", "miaoayi"),
        ("尉迟明", "yuchiming"),
        ("万俟青", "moqiqing"),
        ("长孙红", "zhangsunhong"),
        ("吕明", "lvming"),
        ("吕明", "luming"),
        ("華女士", "huanvshi"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, spelled: str) -> None:
    assert rank_of(spelled, customer(name)) is Rank.NAME_PINYIN


def test_the_everyday_reading_of_a_surname_finds_too() -> None:
    assert finds("danxiaomei", customer("单晓梅"))
    assert finds("dxm", customer("单晓梅"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("張麗華", "张丽华"),
        ("ＡＢＣ", "abc"),
        ("José", "jose"),
        ("买买提·艾力", "买买提艾力"),
        ("Straße", "strasse"),
        ("张\u200b三\u202e", "张三"),
        ("①②", "12"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+86 138-0000-0001", "13800000001"),
        ("0086 13800000001", "13800000001"),
        ("（0571）8888 6666", "057188886666"),
        ("１３８０００００００１", "13800000001"),
        ("8613800000001", "13800000001"),
        ("无", ""),
    ],
)
def test_numbers_lose_everything_but_their_digits(written: str, digits: str) -> None:
    assert fold_number(written) == digits


def test_whole_names_rank_before_insides_and_relatives() -> None:
    whom = customer(
        "张大伯",
        "13800000001",
        company="晨光科技",
        household=(HouseholdMember(id="h", relation=Relation.GRANDDAUGHTER, name="小米"),),
    )
    assert rank_of("张大伯", whom) is Rank.NAME
    assert rank_of("大伯", whom) is Rank.INNER
    assert rank_of("晨光科技", whom) is Rank.COMPANY
    assert rank_of("xiaomi", whom) is Rank.RELATED
    assert rank_of("13800000001", whom) is Rank.PHONE
    assert score(Rank.NAME, exact=True) == 1.0
    assert score(Rank.NAME, exact=False) > score(Rank.INNER, exact=True) > score(Rank.RELATED, exact=True)


def test_a_mistyped_name_is_close_and_another_is_not() -> None:
    starts = starts_of(keys_of(customer("张大伯", "13800000001")))
    assert closeness_to("张大泊")(starts) > closeness_to("张二伯")(starts) > 0
    assert closeness_to("李建国")(starts) == 0
    assert closeness_to("13800000007")(starts) > 0
    assert closeness_to("13911112222")(starts) == 0
