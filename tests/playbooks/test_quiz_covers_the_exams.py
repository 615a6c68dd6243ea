"""The quiz holds every usable question of the exam papers, each explained in words of our own."""

import os
import re
from pathlib import Path

import pytest

from playbooks.load import built_in
from playbooks.quiz_models import Question

QUESTIONS: dict[str, Question] = {q.id: q for book in built_in().quizzes for q in book.questions}
FEWEST = {"crm_basics": 14, "crm_choices": 12, "crm_review": 21, "crm_practice": 15, "cases": 10}
"""Book → how many questions its papers have that can be asked with options."""
TRUE_OR_FALSE = "ABAABB"
"""The keys of the true or false questions, as printed."""


def test_each_paper_is_there_with_as_many_questions_as_it_has() -> None:
    for book in built_in().quizzes:
        assert len(book.questions) >= FEWEST[book.id], book.id
    assert {book.id for book in built_in().quizzes} == set(FEWEST)


def test_the_true_or_false_keys_are_those_of_the_paper() -> None:
    book = next(one for one in built_in().quizzes if one.id == "crm_review")
    assert "".join(q.answer for q in book.questions if q.kind == "true_false") == TRUE_OR_FALSE


def test_every_question_is_explained_and_none_asks_the_same() -> None:
    assert len(QUESTIONS) >= 70
    assert len({question.text for question in QUESTIONS.values()}) == len(QUESTIONS)
    for question in QUESTIONS.values():
        assert len(question.explain) >= 12, question.id
        assert len(set(question.options)) == len(question.options), question.id


def test_where_the_paper_prints_no_key_or_one_we_doubt_it_is_said() -> None:
    for id in ("lowest_relation", "order_of_steps", "lost_customers_survey", "business_record"):
        assert QUESTIONS[id].contested, id


@pytest.mark.skipif("JINJU_SHARED" not in os.environ, reason="needs the sample documents")
def test_the_papers_multiple_choice_keys_agree_with_ours() -> None:
    folder = Path(os.environ["JINJU_SHARED"]) / "seeds"
    papers = sorted(folder.glob("001_*.txt"))
    if not papers:
        pytest.skip("no sample documents")
    text = papers[0].read_text(encoding="utf-8")
    chapter = text[text.index("第一章客户关系管理导论") :][:2600]
    given = re.findall(r"[（(]\s*([A-E](?:\s?[A-E])*)\s*[)）]", chapter)
    book = next(one for one in built_in().quizzes if one.id == "crm_basics")
    assert [key.replace(" ", "") for key in given[: len(book.questions)]] == [
        question.answer for question in book.questions
    ]
