"""The quiz: three questions a day and person, wrong ones come back, one answer a day to each."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.ports import BotUnitOfWork, Clock, Database, QuizAnswer
from crm.base import Id
from playbooks.load import Library
from playbooks.quiz_models import LETTERS, Question, QuizBook

A_DAY = 3
_AGAIN = (1, 3, 7)
"""Days after which a wrong answer comes back, by how often it was wrong; later ones as the last."""
_REFRESH = 60
"""Days after which a right answer may be asked again, when nothing else is left."""


@dataclass(frozen=True)
class Asked:
    """A question of a day with its place, and the answer when there is one."""

    book: QuizBook
    question: Question
    number: int
    count: int
    answer: QuizAnswer | None = None


@dataclass(frozen=True)
class Week:
    """What was answered since Monday."""

    answered: int
    right: int


class Quiz:
    """Asks and marks; holds no state, the plan of a day follows from the answers of the days before."""

    def __init__(self, database: Database, clock: Clock, library: Library, zone: ZoneInfo) -> None:
        """Keep the collaborators; a day begins at midnight of the zone."""
        self._database, self._clock, self._zone = database, clock, zone
        self._books = {q.id: book for book in library.quizzes for q in book.questions}
        self._questions = {q.id: q for book in library.quizzes for q in book.questions}

    @property
    def today(self) -> date:
        """The day in the team's zone."""
        return self._clock.now().astimezone(self._zone).date()

    async def next(self, salesperson_id: Id) -> Asked | None:
        """Return today's first question without an answer; None when all are answered."""
        async with self._database.read() as uow:
            answers = await uow.quiz.of(salesperson_id)
        return next((asked for asked in self._day(salesperson_id, answers) if asked.answer is None), None)

    async def find(self, salesperson_id: Id, question_id: str, day: date) -> Asked | None:
        """Return a question of today's plan; None for another day's or an unknown one."""
        if day != self.today:
            return None
        async with self._database.read() as uow:
            answers = await uow.quiz.of(salesperson_id)
        plan = self._day(salesperson_id, answers)
        return next((asked for asked in plan if asked.question.id == question_id), None)

    async def answer(
        self, uow: BotUnitOfWork, salesperson_id: Id, asked: Asked, chosen: Sequence[int]
    ) -> bool:
        """Store an answer in an open transaction; False when there was one already (it stays)."""
        picked = tuple(sorted(set(chosen)))
        return await uow.quiz.add(
            QuizAnswer(
                salesperson_id=salesperson_id,
                question_id=asked.question.id,
                asked_on=self.today,
                chosen=picked,
                right=picked == asked.question.right,
                answered_at=self._clock.now(),
            )
        )

    async def week(self, uow: BotUnitOfWork, salesperson_id: Id) -> Week:
        """Return the score since Monday."""
        monday = self.today - timedelta(days=self.today.weekday())
        mine = [a for a in await uow.quiz.of(salesperson_id) if a.asked_on >= monday]
        return Week(len(mine), sum(answer.right for answer in mine))

    def _day(self, salesperson_id: Id, answers: Sequence[QuizAnswer]) -> list[Asked]:
        today = self.today
        before = [answer for answer in answers if answer.asked_on < today]
        now = {answer.question_id: answer for answer in answers if answer.asked_on == today}
        plan = plan_of(salesperson_id, today, tuple(self._questions), before)
        return [
            Asked(self._books[id], self._questions[id], place, len(plan), now.get(id))
            for place, id in enumerate(plan, 1)
        ]


def plan_of(
    salesperson_id: Id, day: date, questions: Sequence[str], before: Sequence[QuizAnswer]
) -> list[str]:
    """Return the ids of a day's questions; the same person, day and answers always give the same.

    Wrong ones that are due come first (the longest due before the others), but at most two, so that
    there is something new each day; then new ones in an order of the person's own; then what was
    right a long time ago, the oldest first.
    """
    last: dict[str, QuizAnswer] = {}
    wrong: dict[str, int] = {}
    for answer in before:
        last[answer.question_id] = answer
        wrong[answer.question_id] = 0 if answer.right else wrong.get(answer.question_id, 0) + 1
    known = [id for id in questions if id in last]
    due = sorted((_due(last[id], wrong[id]), id) for id in known if not last[id].right)
    again = [id for on, id in due if on <= day]
    new = sorted((id for id in questions if id not in last), key=lambda id: _draw(salesperson_id, id))
    old = sorted((last[id].asked_on, id) for id in known if last[id].right)
    rest = [id for on, id in old if on + timedelta(days=_REFRESH) <= day] or [id for _, id in old]
    order = [*again[: A_DAY - 1], *new, *again[A_DAY - 1 :], *rest]
    return list(dict.fromkeys(order))[:A_DAY]


def letters(places: Sequence[int], question: Question, true: str, false: str) -> str:
    """Return places as said: AC, or the words for true and false."""
    if question.kind == "true_false":
        return true if tuple(places) == (0,) else false
    return "".join(LETTERS[place] for place in sorted(places))


def _due(answer: QuizAnswer, times: int) -> date:
    return answer.asked_on + timedelta(days=_AGAIN[min(max(times, 1), len(_AGAIN)) - 1])


def _draw(*parts: str) -> bytes:
    return hashlib.blake2b("|".join(parts).encode(), digest_size=8).digest()
