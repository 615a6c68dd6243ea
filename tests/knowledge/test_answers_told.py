"""An answer in our own words where a card refers to the very passages that were found."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.services.answers import Answers
from bot.services.shelf import ShelfService
from bot.services.texts import Texts
from bot.services.turns import Reading, Speaker, Turn, TurnKind
from bot.storage.database import SqlDatabase
from crm.base import Id
from crm.people import Actor, Role
from knowledge.ports import Passage
from knowledge.retriever import Retriever
from playbooks.load import Library, built_in
from tests.knowledge.test_shelf_service import StillClock

SLIDE = "拴住客户的办法\n换一家要付的代价有三种，钱、时间和人情，代价越高客户越不愿意换一家。\n".encode()
ASKED = "换一家要付的代价有哪几种"
CARD = "switching_costs"


class Shelf(ShelfService):
    """A shelf whose card refers to whatever it is told."""

    card: str | None = CARD
    meant: tuple[Passage, ...] = ()

    def nearest_card(self, text: str) -> str | None:
        return self.card

    def passages_of(self, card_id: str, *, team_id: Id | None = None) -> tuple[Passage, ...]:
        return self.meant


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    database = SqlDatabase(f"sqlite+aiosqlite:///{tmp_path / 'jinju.db'}")
    await database.migrate()
    shelf = Shelf(database, clock=StillClock(), library=Library(cards={}), retriever=Retriever())
    manager = Actor(salesperson_id="m", team_id="north", role=Role.MANAGER)
    await shelf.ingest(manager, "slides.txt", SLIDE)
    yield shelf
    await database.close()


def _answer(shelf: Shelf, *, documents_only: bool = False) -> tuple[str, str]:
    found = shelf.find(ASKED, team_id="north")
    assert found.lines
    turn = Turn(text=ASKED, speaker=Speaker.SALESPERSON, at=datetime(2026, 5, 1, tzinfo=UTC))
    reading = Reading(kind=TurnKind.QUESTION)
    answers = Answers(built_in(), shelf, Texts("zh"))
    advice = answers.answer(turn, reading, found, documents_only=documents_only)
    return advice.answer, advice.notice


async def test_our_summary_of_the_very_passages_comes_first_and_the_passages_follow(shelf: Shelf) -> None:
    shelf.meant = shelf.find(ASKED, team_id="north").passages
    answer, notice = _answer(shelf)
    assert answer.startswith(built_in().card(CARD).summary)
    assert "钱、时间和人情" in answer
    assert "我们的说法" in notice


async def test_a_card_that_refers_to_other_passages_says_nothing(shelf: Shelf) -> None:
    answer, notice = _answer(shelf)
    assert built_in().card(CARD).summary not in answer
    assert notice == ""


async def test_a_group_and_an_evaluation_hear_the_documents_alone(shelf: Shelf) -> None:
    shelf.meant = shelf.find(ASKED, team_id="north").passages
    answer, _ = _answer(shelf, documents_only=True)
    assert built_in().card(CARD).summary not in answer
