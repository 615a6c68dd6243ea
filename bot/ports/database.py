"""One transaction over everything, and the database that hands it out."""

from typing import Protocol, Self

from bot.ports.contracts import Contracts, WinRates
from bot.ports.days import Days, Jobs
from bot.ports.dialogues import Advices, Dialogues
from bot.ports.inbox import Inbox
from bot.ports.line_uses import LineUses
from bot.ports.misses import Misses
from bot.ports.model_calls import ModelCalls
from bot.ports.offers import Offers
from bot.ports.outbox import Outbox
from bot.ports.practice import CopyProducts, QuizAnswers
from bot.ports.preferences import PreferenceBook
from bot.ports.proposed import ProposedAnswers
from bot.ports.records import RecordKeeping
from bot.ports.secretary import Aliases, Secretary
from bot.ports.values import Values
from crm.ports import UnitOfWork
from knowledge.ports import ChunkStore


class BotUnitOfWork(UnitOfWork, Protocol):
    """One transaction over the domain and the bot's own tables."""

    @property
    def inbox(self) -> Inbox:
        """Stored updates."""

    @property
    def outbox(self) -> Outbox:
        """Stored replies."""

    @property
    def dialogues(self) -> Dialogues:
        """Conversational state."""

    @property
    def advices(self) -> Advices:
        """Stored suggestions."""

    @property
    def chunks(self) -> ChunkStore:
        """Ingested documents and their passages."""

    @property
    def misses(self) -> Misses:
        """Questions that nobody could answer."""

    @property
    def quiz(self) -> QuizAnswers:
        """Answers of the quiz."""

    @property
    def copy_products(self) -> CopyProducts:
        """Articles of the copy studio."""

    @property
    def model_calls(self) -> ModelCalls:
        """Calls of the language model."""

    @property
    def line_uses(self) -> LineUses:
        """What became of the lines."""

    @property
    def secretary(self) -> Secretary:
        """Secretary mode."""

    @property
    def aliases(self) -> Aliases:
        """Who a Telegram sender is."""

    @property
    def values(self) -> Values:
        """Reckoned values of customers."""

    @property
    def records(self) -> RecordKeeping:
        """Merges, hand-overs and sums over many customers."""

    @property
    def jobs(self) -> Jobs:
        """What the scheduler has to ring."""

    @property
    def days(self) -> Days:
        """Sellers' own hours, and the ledger of promises."""

    @property
    def offers(self) -> Offers:
        """Catalogues, and what was offered to whom."""

    @property
    def preferences(self) -> PreferenceBook:
        """Salespeople's own settings."""

    @property
    def contracts(self) -> Contracts:
        """What customers pay period by period."""

    @property
    def win_rates(self) -> WinRates:
        """How often a team wins."""

    @property
    def proposed(self) -> ProposedAnswers:
        """Answers that wait for a manager's yes."""

    async def __aenter__(self) -> Self:
        """Open the transaction."""


class Database(Protocol):
    """Hands out transactions. `write()` on SQLite takes the one writer lock and BEGIN IMMEDIATE."""

    def read(self) -> BotUnitOfWork:
        """Return a unit that only reads; its commit does nothing."""

    def write(self) -> BotUnitOfWork:
        """Return a unit that may write."""

    async def compact(self) -> None:
        """Overwrite what was deleted, after an erasure's commit."""
