"""The quiz's content: keys that fit, ids that fit into a button, explanations of our own."""

import pytest
from pydantic import ValidationError

from playbooks.load import built_in
from playbooks.quiz_models import Question

QUESTIONS = [question for book in built_in().quizzes for question in book.questions]


def test_ids_are_unique_in_all_quizzes_and_fit_into_a_button() -> None:
    ids = [question.id for question in QUESTIONS]
    assert len(set(ids)) == len(ids)
    assert all(len(f"qz:{id}:20260101:63:next".encode()) <= 64 for id in ids)


def test_there_are_questions_of_every_kind_and_all_four_cases() -> None:
    assert len(QUESTIONS) >= 50
    assert {question.kind for question in QUESTIONS} == {"single", "multiple", "true_false"}
    text = "".join(question.text for question in QUESTIONS)
    assert all(name in text for name in ("王永庆", "雅高", "海澜之家", "金域"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "single", "options": ["甲", "乙"], "answer": "C"},
        {"kind": "single", "options": ["甲", "乙"], "answer": "AB"},
        {"kind": "multiple", "options": ["甲", "乙"], "answer": "A"},
        {"kind": "true_false", "options": ["对", "错"], "answer": "A"},
        {"kind": "single", "options": ["甲"], "answer": "A"},
    ],
)
def test_a_key_that_does_not_fit_its_options_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Question.model_validate({"id": "some_question", "text": "问题", "explain": "为什么", **wrong})
