"""Inline mode: ready lines in any chat, for their owner alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.phone import Message
from bot.ports import UseKind
from bot.services.suggesting import MOST
from bot.storage.tables_line_uses import line_use
from tests.stage import Stage, open_stage, sample_folder

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def ask(stage: Stage, query: str, who: str = "seller") -> list[dict[str, object]]:
    query_id = await stage.phone.inline(stage.person(who), query)
    return list(await stage.phone.wait_for_results(query_id, timeout=15))


async def say(stage: Stage, text: str) -> Message:
    sent = await stage.phone.say(stage.person("seller"), text)
    return await stage.phone.wait_for_reply(sent, timeout=15)


async def pressed(stage: Stage, message: Message, label: str) -> Message:
    edits = message.edits
    await stage.phone.press(message, label)
    return await stage.phone.wait_for_edit(message, beyond=edits, timeout=15)


def lines(results: list[dict[str, object]]) -> list[str]:
    return [str(one["description"]) for one in results]


async def used(stage: Stage) -> dict[str, int]:
    async with stage.core.database.read() as uow:
        teams = [team.id for team in await uow.people.teams()]
        counts = [one for team in teams for one in await uow.line_uses.counts(team, LONG_AGO)]
    kinds: dict[str, int] = {}
    for one in counts:
        kinds[one.kind] = kinds.get(one.kind, 0) + one.count
    return kinds


async def test_words_alone_give_general_lines_that_name_nobody(stage: Stage) -> None:
    await say(stage, "张大伯")  # pinned, but the chat one types in may be anybody's
    results = await ask(stage, "太贵了")
    assert 3 <= len(results) <= MOST
    assert len(set(lines(results))) == len(results)
    assert not any("张" in str(one) or "大伯" in str(one) for one in results)


async def test_a_name_in_front_fits_the_lines_to_that_customer_and_the_title_hides_it(stage: Stage) -> None:
    results = await ask(stage, "张大伯 修一修还能用，新的太贵了")
    assert any("大伯" in line for line in lines(results))
    assert not any("大伯" in str(one["title"]) for one in results)


async def test_nothing_typed_gives_the_lines_of_the_last_case(stage: Stage) -> None:
    assert await ask(stage, "") == []
    shown = await say(stage, "客户说：我再考虑考虑")
    assert lines(await ask(stage, "")) == shown.copy_texts


async def test_the_share_button_offers_the_lines_it_stands_under(stage: Stage) -> None:
    first = await say(stage, "客户说：我再考虑考虑")
    await say(stage, "客户说：别家更便宜")
    button = next(one for one in first.buttons if "switch_inline_query" in one)
    assert lines(await ask(stage, str(button["switch_inline_query"]))) == first.copy_texts


async def test_a_stranger_and_a_colleague_see_nothing_of_it(stage: Stage) -> None:
    first = await say(stage, "客户说：我再考虑考虑")
    query = str(next(one for one in first.buttons if "switch_inline_query" in one)["switch_inline_query"])
    assert await ask(stage, "太贵了", "stranger") == []
    assert await ask(stage, "", "stranger") == []
    assert await ask(stage, query, "manager") == []


async def test_answers_are_personal_and_never_cached(stage: Stage) -> None:
    query = await stage.phone.inline(stage.person("seller"), "太贵了")
    await stage.phone.wait_for_results(query, timeout=15)
    assert query.answer is not None
    assert (query.answer["cache_time"], query.answer["is_personal"]) == (0, True)


async def test_only_the_newest_of_many_keystrokes_has_to_be_answered(stage: Stage) -> None:
    typed = [await stage.phone.inline(stage.person("seller"), "太贵了，再便宜点吧"[:n]) for n in range(1, 10)]
    assert await stage.phone.wait_for_results(typed[-1], timeout=15)
    assert len(stage.phone.calls("answerInlineQuery")) <= len(typed), "one search each at most"


async def test_the_line_that_was_sent_is_kept_as_used(stage: Stage) -> None:
    query = await stage.phone.inline(stage.person("seller"), "张大伯 太贵了")
    results = await stage.phone.wait_for_results(query, timeout=15)
    await stage.phone.choose(query, str(results[1]["id"]))
    await stage.phone.settled()
    assert await used(stage) == {UseKind.CHOSEN: 1}


async def test_thumbs_reasons_and_outcomes_are_asked_for_one_after_the_other(stage: Stage) -> None:
    shown = await say(stage, "客户说：我再考虑考虑")
    after = await pressed(stage, shown, "👎")
    assert "👍" not in str(after.buttons)
    after = await pressed(stage, after, "太生硬")
    await pressed(stage, after, "成交了")
    assert await used(stage) == {UseKind.DISLIKED: 2, UseKind.WON: 2}


async def test_a_reaction_counts_like_the_button_and_once(stage: Stage) -> None:
    shown = await say(stage, "客户说：我再考虑考虑")
    await stage.phone.react(stage.person("seller"), shown, "👍")
    await stage.phone.settled()
    await stage.phone.press(shown, "👍")
    await stage.phone.settled()
    await stage.phone.react(stage.person("seller"), shown, "🤔")
    await stage.phone.settled()
    assert await used(stage) == {UseKind.LIKED: 2}


async def test_erasing_a_customer_takes_the_name_from_the_uses_and_leaves_the_counts(stage: Stage) -> None:
    query = await stage.phone.inline(stage.person("seller"), "张大伯 太贵了")
    results = await stage.phone.wait_for_results(query, timeout=15)
    await stage.phone.choose(query, str(results[0]["id"]))
    await stage.phone.settled()
    async with stage.core.database.write() as uow:
        row = await uow.session.row(select(line_use))
        assert row is not None
        assert await uow.line_uses.scrub(row["customer_id"]) == 1
        again = await uow.session.row(select(line_use))
        assert again is not None
        assert again["customer_id"] is None
        await uow.commit()
