"""Answers of the quiz and articles of the copy studio."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import CopyProduct, QuizAnswer
from bot.storage.scrubbing import holds_any
from bot.storage.session import Session
from bot.storage.tables_practice import copy_product, quiz_answer
from crm.base import Id


class SqlQuizAnswers:
    """Implements `bot.ports.QuizAnswers`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def add(self, answer: QuizAnswer) -> bool:
        """Store an answer; False when that question was answered on that day already."""
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        statement = build(quiz_answer).values(answer.model_dump()).on_conflict_do_nothing()
        return bool(await self._session.count(statement))

    async def of(self, salesperson_id: Id) -> Sequence[QuizAnswer]:
        """Return all answers of a person, oldest first."""
        statement = select(quiz_answer).where(quiz_answer.c.salesperson_id == salesperson_id)
        order = statement.order_by(quiz_answer.c.asked_on, quiz_answer.c.answered_at)
        return [QuizAnswer.model_validate(dict(row)) for row in await self._session.rows(order)]

    async def get(self, salesperson_id: Id, question_id: str, asked_on: date) -> QuizAnswer | None:
        """Return the answer to a question on a day, or None."""
        row = await self._session.row(
            select(quiz_answer).where(
                quiz_answer.c.salesperson_id == salesperson_id,
                quiz_answer.c.question_id == question_id,
                quiz_answer.c.asked_on == asked_on,
            )
        )
        return QuizAnswer.model_validate(dict(row)) if row else None


class SqlCopyProducts:
    """Implements `bot.ports.CopyProducts`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def put(self, product: CopyProduct) -> None:
        """Insert, or replace the one of the same team and name (its id stays)."""
        values = product.model_dump(mode="json") | {"stated_at": product.stated_at}
        changes = {name: values[name] for name in values.keys() - {"id", "team_id", "name_key"}}
        same = update(copy_product).where(
            copy_product.c.team_id == product.team_id, copy_product.c.name_key == product.name_key
        )
        if not await self._session.count(same.values(changes)):
            build = postgresql.insert if self._session.is_postgresql else sqlite.insert
            await self._session.run(
                build(copy_product)
                .values(values)
                .on_conflict_do_update(
                    index_elements=[copy_product.c.team_id, copy_product.c.name_key], set_=changes
                )
            )

    async def of(self, team_id: Id, limit: int = 40) -> Sequence[CopyProduct]:
        """Return a team's articles, latest first."""
        statement = select(copy_product).where(copy_product.c.team_id == team_id)
        latest = statement.order_by(copy_product.c.stated_at.desc(), copy_product.c.id.desc()).limit(limit)
        return [CopyProduct.model_validate(dict(row)) for row in await self._session.rows(latest)]

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove articles whose words contain one of the strings (erasure); return how many."""
        if not needles:
            return 0
        found = or_(holds_any(copy_product.c.name, needles), holds_any(copy_product.c.stated, needles))
        return await self._session.count(delete(copy_product).where(found))
