"""/quiz on the phone: answered by buttons, explained, counted once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.phone import Message
from playbooks.load import built_in
from playbooks.quiz_models import Question
from tests.stage import Stage, open_stage, sample_folder

QUESTIONS = [q for book in built_in().quizzes for q in book.questions]


@pytest.fixture
async def stage(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Stage]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as opened:
        yield opened
        assert await opened.dead_letters() == []


async def ask(stage: Stage) -> Message:
    sent = await stage.phone.say(stage.person("seller"), "/quiz")
    return await stage.phone.wait_for_reply(sent, timeout=15)


async def press(stage: Stage, message: Message, label: str) -> Message:
    pressed = await stage.phone.press(message, label)
    return await stage.phone.wait_for_reply(pressed, timeout=15)


def question_of(message: Message) -> Question:
    return next(q for q in QUESTIONS if q.text in message.text)


async def answer(stage: Stage, message: Message, places: tuple[int, ...]) -> Message:
    question = question_of(message)
    if question.kind == "true_false":
        return await press(stage, message, ("对", "错")[places[0]])
    for place in places:
        message = await press(stage, message, f"{'ABCDEF'[place]} ")
    return await press(stage, message, "交卷") if question.kind == "multiple" else message


async def test_three_questions_a_day_each_explained_and_then_the_score(stage: Stage) -> None:
    shown = await ask(stage)
    for number in range(1, 4):
        assert f"{number}/3" in shown.text
        question = question_of(shown)
        explained = await answer(stage, shown, question.right)
        assert "答对了" in explained.text
        assert question.explain in explained.text
        assert f"本周 {number} 题，答对 {number} 题" in explained.text
        shown = await press(stage, explained, "下一题")
    assert "今天的 3 题做完了" in shown.text


async def test_a_wrong_answer_shows_the_key_and_pressing_again_changes_nothing(stage: Stage) -> None:
    shown = await ask(stage)
    question = question_of(shown)
    old = str(shown.buttons[0]["callback_data"]).rsplit(":", 2)[0]
    wrong = next(place for place in range(2) if (place,) != question.right)
    explained = await answer(stage, shown, (wrong,))
    assert "正确答案" in explained.text
    act = "1:go" if question.kind == "multiple" else f"0:t{question.right[0]}"
    await stage.phone.press_data(explained, f"{old}:{act}")
    await stage.phone.settled(quiet=0.4)
    assert "正确答案" in explained.text, "the first answer stays"
    assert "本周 1 题，答对 0 题" in explained.text


async def test_a_button_of_another_day_or_nobody_s_question_is_harmless(stage: Stage) -> None:
    shown = await ask(stage)
    for data in (
        "qz:purpose_of_crm:20200101:0:t1",
        "qz:no_such_question:20260301:0:t1",
        "qz:purpose_of_crm:today:x:t1",
        "qz:purpose_of_crm:99999999:0:t9",
    ):
        pressed = await stage.phone.press_data(shown, data)
        told = await stage.phone.wait_for_reply(pressed, timeout=15)
        assert "不是今天的" in told.text
    assert "1/3" in (await ask(stage)).text


async def test_the_lost_customers_question_keeps_the_key_and_says_what_we_think() -> None:
    question = next(q for q in QUESTIONS if q.id == "lost_customers_survey")
    assert question.options[question.right[0]] == "已经失去的客户"
    assert question.contested is not None
    assert "照样去问" in question.contested
