"""The quiz, and the articles of the copy studio."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from pydantic import Field, JsonValue

from crm.base import Id, Moment, Record


class QuizAnswer(Record):
    """One answer of a person to a question of the quiz on a day (of the team's time zone)."""

    salesperson_id: Id
    question_id: str = Field(max_length=64)
    asked_on: date
    chosen: tuple[int, ...]
    """Places of the chosen options, from 0."""
    right: bool
    answered_at: Moment


class QuizAnswers(Protocol):
    """Answers of the quiz."""

    async def add(self, answer: QuizAnswer) -> bool:
        """Store an answer; False when that question was answered on that day already."""

    async def of(self, salesperson_id: Id) -> Sequence[QuizAnswer]:
        """Return all answers of a person, oldest first."""

    async def get(self, salesperson_id: Id, question_id: str, asked_on: date) -> QuizAnswer | None:
        """Return the answer to a question on a day, or None."""


class CopyProduct(Record):
    """An article a team wrote copy for; everything in `stated` was stated by a seller of the team."""

    id: Id
    team_id: Id
    name: str = Field(min_length=1, max_length=40)
    name_key: str = Field(max_length=64)
    """The folded name: one article of a name per team."""
    stated: dict[str, JsonValue]
    stated_by: Id
    stated_at: Moment


class CopyProducts(Protocol):
    """Remembered articles of the copy studio."""

    async def put(self, product: CopyProduct) -> None:
        """Insert, or replace the one of the same team and name (its id stays)."""

    async def of(self, team_id: Id, limit: int = 40) -> Sequence[CopyProduct]:
        """Return a team's articles, latest first."""

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove articles whose words contain one of the strings (erasure); return how many."""
