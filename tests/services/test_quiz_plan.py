"""The quiz's plan: three a day, the same for the same answers, wrong ones come back."""

from datetime import UTC, date, datetime, timedelta

from bot.ports import QuizAnswer
from bot.services.quizzing import A_DAY, plan_of
from playbooks.load import built_in

IDS = tuple(q.id for book in built_in().quizzes for q in book.questions)
MONDAY = date(2026, 3, 2)


def answered(id: str, on: date, right: bool) -> QuizAnswer:
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    return QuizAnswer(
        salesperson_id="li", question_id=id, asked_on=on, chosen=(0,), right=right, answered_at=at
    )


def test_the_same_person_and_day_get_the_same_three_questions() -> None:
    plan = plan_of("li", MONDAY, IDS, [])
    assert len(set(plan)) == A_DAY
    assert plan == plan_of("li", MONDAY, IDS, [])
    assert plan != plan_of("wu", MONDAY, IDS, [])


def test_a_wrong_answer_comes_back_the_next_day_and_then_after_longer_and_longer() -> None:
    day, history, returned = MONDAY, [answered("purpose_of_crm", MONDAY, False)], []
    for _ in range(12):
        day += timedelta(days=1)
        plan = plan_of("li", day, IDS, history)
        if "purpose_of_crm" in plan:
            returned.append((day - MONDAY).days)
        history += [answered(id, day, id != "purpose_of_crm") for id in plan]
    assert returned == [1, 4, 11]


def test_a_wrong_one_that_was_then_right_does_not_come_back_soon() -> None:
    history = [
        answered("purpose_of_crm", MONDAY, False),
        answered("purpose_of_crm", MONDAY + timedelta(1), True),
    ]
    for days in range(2, 10):
        assert "purpose_of_crm" not in plan_of("li", MONDAY + timedelta(days), IDS, history)


def test_there_is_something_new_even_after_many_wrong_answers() -> None:
    history = [answered(id, MONDAY, False) for id in IDS[:10]]
    assert [id for id in plan_of("li", MONDAY + timedelta(1), IDS, history) if id not in IDS[:10]]


def test_every_question_is_asked_once_before_any_right_one_is_asked_again() -> None:
    day, history = MONDAY, []
    for _ in range(len(IDS) // A_DAY):
        plan = plan_of("li", day, IDS, history)
        assert not {answer.question_id for answer in history} & set(plan)
        history += [answered(id, day, True) for id in plan]
        day += timedelta(days=1)
    assert len(history) == len(IDS) // A_DAY * A_DAY


def test_when_all_were_asked_the_oldest_come_again() -> None:
    history = [answered(id, MONDAY + timedelta(number), True) for number, id in enumerate(IDS)]
    assert plan_of("li", MONDAY + timedelta(200), IDS, history) == list(IDS[:A_DAY])
