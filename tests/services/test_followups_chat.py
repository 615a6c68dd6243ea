"""Follow-ups refer to the last advice of the customer talked about, and to nobody else's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.phone import Message
from bot.services.followups import follow_up
from playbooks.load import built_in
from tests.stage import Stage, open_stage, sample_folder

LOUD = {"softer": "换个温和的", "shorter": "再短点", "bolder": "干脆点"}


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def say(stage: Stage, text: str) -> Message:
    sent = await stage.phone.say(stage.person("seller"), text)
    return await stage.phone.wait_for_reply(sent, timeout=15)


@pytest.mark.parametrize("text", ["换个理由", "再换个角度", "换个思路吧", "再来一条"])
def test_another_reason_or_angle_is_a_follow_up(text: str) -> None:
    found = follow_up(text)
    assert found is not None
    assert (found.kind, found.tone) == ("tone", "")


@pytest.mark.parametrize(("tone", "text"), LOUD.items())
def test_a_wish_for_another_tone_is_recognised(tone: str, text: str) -> None:
    found = follow_up(text)
    assert found is not None
    assert (found.kind, found.tone) == ("tone", tone)


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("他还是说太贵", "still", "太贵"),
        ("她还是嫌贵", "still", "嫌贵"),
        ("发过去他说要等活动", "still", "要等活动"),
        ("客户又说要考虑考虑", "still", "要考虑考虑"),
        ("那要是他老婆也在呢", "people", "老婆"),
        ("他领导也来了怎么办", "people", "领导"),
        ("what if his wife is there?", "people", "老婆"),
    ],
)
def test_new_words_and_new_people_are_recognised(text: str, kind: str, part: str) -> None:
    found = follow_up(text)
    assert found is not None
    assert (found.kind, found.words or found.who) == (kind, part)


@pytest.mark.parametrize(
    "text",
    [
        "客户说：太贵了",
        "张大伯",
        "太贵了",
        "谢谢",
        "怎么对付犹豫的客户",
        "他说了算吗",
        "他还是老客户吗",
        "记一下 他老婆也来",
    ],
)
def test_a_line_that_stands_on_its_own_is_no_follow_up(text: str) -> None:
    assert follow_up(text) is None


async def test_softer_and_shorter_give_other_lines_for_the_same_customer(stage: Stage) -> None:
    await say(stage, "张大伯")
    first = await say(stage, "客户说：修一修还能用，新的太贵了")
    softer = await say(stage, "换个温和的")
    shorter = await say(stage, "再短点")
    assert "张大伯" in softer.text.splitlines()[0]
    assert softer.text.splitlines()[0] == first.text.splitlines()[0], "the same objection"
    texts = [*first.copy_texts, *softer.copy_texts, *shorter.copy_texts]
    assert len(set(texts)) == len(texts)


async def test_he_still_says_takes_the_new_words_and_keeps_what_the_seller_stated(stage: Stage) -> None:
    await say(stage, "张大伯")
    first = await say(stage, "客户说：再考虑考虑\n在售A3，目录价3800，旧车抵300")
    still = await say(stage, "他还是说太贵")
    assert "张大伯" in still.text.splitlines()[0]
    assert "嫌价格高" in still.text.splitlines()[0]
    assert "3500" in still.text or "3800" in still.text or "已算进去" in still.text
    assert not set(first.copy_texts) & set(still.copy_texts)


async def test_somebody_beside_the_customer_changes_the_lines(stage: Stage) -> None:
    await say(stage, "张大伯")
    first = await say(stage, "客户说：太贵了")
    both = await say(stage, "那要是他老婆也在呢")
    assert both.copy_texts
    assert not set(first.copy_texts) & set(both.copy_texts)
    assert any(word in "".join(both.copy_texts) for word in ("爱人", "您俩", "一起", "家里"))


async def test_two_customers_in_one_day_do_not_mix(stage: Stage) -> None:
    await say(stage, "张大伯")
    await say(stage, "客户说：修一修还能用，新的太贵了")
    assert "邓姐" in (await say(stage, "邓姐")).text.splitlines()[0]
    await say(stage, "客户说：没时间")
    await say(stage, "张大伯")
    shorter = await say(stage, "再短点")
    assert "张大伯" in shorter.text.splitlines()[0]
    assert "旧的" in shorter.text.splitlines()[0]
    named = await say(stage, "邓姐还是说没时间")
    assert "邓姐" in named.text.splitlines()[0]


async def test_without_any_advice_before_the_line_is_read_on_its_own(stage: Stage) -> None:
    shown = await say(stage, "他还是说太贵")
    assert shown.text


async def test_the_four_styles_are_shown_and_the_way_back_leads_to_the_lines(stage: Stage) -> None:
    await say(stage, "张大伯")
    first = await say(stage, "客户说：修一修还能用，新的太贵了")
    before = list(first.copy_texts)
    more = await stage.phone.press(first, "更多")
    await stage.phone.wait_for_reply(more, timeout=15)
    pressed = await stage.phone.press(first, "四种说法")
    ways = await stage.phone.wait_for_reply(pressed, timeout=15)
    assert len(set(ways.copy_texts)) == 4
    assert all(word in ways.text for word in ("爱看数的", "爱按步骤的", "看重人情的", "看大局的"))
    pressed = await stage.phone.press(ways, "返回")
    back = await stage.phone.wait_for_reply(pressed, timeout=15)
    assert list(back.copy_texts) == before


def kinds_offered(shown: Message) -> list[str]:
    """Return the kinds that an unsure answer offers as buttons."""
    titles = {kind.title for kind in built_in().objections.values()}
    return [str(button["text"]) for button in shown.buttons if button["text"] in titles]


async def unsure(stage: Stage) -> Message:
    """Return an answer that asks which of several kinds was meant."""
    for text in ("你们那个东西吧，唉", "这个月不行", "就那样吧", "也不是说不好", "难说"):
        shown = await say(stage, f"客户说：{text}")
        if len(kinds_offered(shown)) > 1:
            return shown
    raise AssertionError("none of the vague sentences is asked about")


async def test_a_kind_chosen_by_a_button_stays_chosen_for_the_next_line(stage: Stage) -> None:
    first = await unsure(stage)
    title = kinds_offered(first)[1]
    pressed = await stage.phone.press(first, title)
    chosen = await stage.phone.wait_for_reply(pressed, timeout=15)
    assert title in chosen.text.splitlines()[0]
    before = set(chosen.copy_texts)
    pressed = await stage.phone.press(chosen, "换一句")
    other = await stage.phone.wait_for_reply(pressed, timeout=15)
    assert title in other.text.splitlines()[0]
    assert before
    assert not before & set(other.copy_texts)


async def test_a_rant_of_three_thousand_characters_is_answered_like_its_point(stage: Stage) -> None:
    rant = "客户说：" + "我上次买的东西坏了，你们到现在没人来修，打了好几回电话都不理我。" * 95
    shown = await say(stage, rant[:3004])
    assert shown.copy_texts
    assert built_in().objections["past_grievance"].title in shown.text.splitlines()[0]
    assert all(len(line) <= 256 for line in shown.copy_texts)


async def test_a_follow_up_that_names_a_colleagues_customer_shows_nothing_of_them(stage: Stage) -> None:
    await say(stage, "张大伯")
    await say(stage, "客户说：太贵了")
    shown = await say(stage, "王姐还是说太贵")
    assert "朵朵" not in shown.text
