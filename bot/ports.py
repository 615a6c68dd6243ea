"""What the services ask of the outside: the bot's own tables, a writer, a clock."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, Self

from pydantic import Field, JsonValue

from crm.base import Id, Moment, Record
from crm.ports import UnitOfWork
from knowledge.ports import ChunkStore


class Clock(Protocol):
    """The present moment; a fake stands still in tests."""

    def now(self) -> datetime:
        """Return the aware present, in UTC."""


# --- inbox: each update is stored before Telegram is told, and marked done with its effect ---


class InboxState(StrEnum):
    """Where a stored update stands."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class InboxItem(Record):
    """A stored update. The raw payload is dropped (set to None) as soon as it is done."""

    bot_id: int
    update_id: int
    chat_id: int | None
    raw: dict[str, JsonValue] | None
    state: InboxState = InboxState.PENDING
    attempts: int = 0
    error: str = ""
    received_at: Moment


class Inbox(Protocol):
    """The durable queue of updates."""

    async def accept(self, items: Sequence[InboxItem]) -> Sequence[int]:
        """Store new items in one go; return the update ids not seen before, in order."""

    async def pending(self, bot_id: int) -> Sequence[InboxItem]:
        """Return unfinished items in order of update id."""

    async def done(self, bot_id: int, update_id: int) -> bool:
        """Mark done and drop the payload; False when it already was (then the effect must not happen)."""

    async def attempt(self, bot_id: int, update_id: int, error: str) -> int:
        """Count a failed attempt; return how many there were."""

    async def bury(self, bot_id: int, update_id: int, error: str) -> None:
        """Set aside as dead, keeping payload and error for a person to look at."""

    async def dead(self, limit: int = 50) -> Sequence[InboxItem]:
        """Return dead letters, latest first."""

    async def revive(self, bot_id: int, update_id: int) -> None:
        """Make a dead letter pending again with no attempts."""

    async def prune(self, before: datetime) -> int:
        """Forget done items received before a moment; return how many."""

    async def scrub(self, needles: Sequence[str]) -> int:
        """Drop payloads and errors that contain one of the strings (erasure); return how many rows."""


# --- outbox: replies are stored with the effect, then sent ---


class OutboxState(StrEnum):
    """Where a reply stands."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class OutboxItem(Record):
    """One Bot API call to make. `key` is unique: the same update and step is queued once.

    `payload` holds the call's parameters as JSON; a value {"@file": path} stands for a file in
    DATA_DIR to upload. It is emptied once sent.
    """

    id: int | None = None
    key: str = Field(max_length=120)
    chat_id: int
    method: str
    payload: dict[str, JsonValue]
    customer_id: Id | None = None
    state: OutboxState = OutboxState.PENDING
    attempts: int = 0
    error: str = ""
    message_id: int | None = None
    not_before: Moment | None = None
    created_at: Moment


class Outbox(Protocol):
    """The durable queue of replies, first in first out per chat."""

    async def add(self, items: Sequence[OutboxItem]) -> Sequence[OutboxItem]:
        """Store replies whose key is new; return those stored, with ids."""

    async def pending(self, limit: int = 500) -> Sequence[OutboxItem]:
        """Return unsent replies in order of id."""

    async def sent(self, results: Sequence[tuple[int, int | None]]) -> None:
        """Mark (id, message_id) pairs sent and empty their payloads, all at once."""

    async def failed(self, id: int, error: str, *, final: bool) -> None:
        """Count a failure; `final` gives up on it."""

    async def message_id(self, key: str) -> int | None:
        """Return the message a sent reply became."""

    async def prune(self, before: datetime) -> int:
        """Forget sent replies created before a moment; return how many."""

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Remove replies about a customer or containing one of the strings (erasure)."""


# --- dialogue and advice ---


class Dialogue(Record):
    """The whole conversational state of one person in one chat; a row, never memory."""

    chat_id: int
    salesperson_id: Id
    pinned_customer_id: Id | None = None
    flow: str = ""
    """Name of a running dialogue (`new_customer`, `import`, …), empty when none."""
    step: str = ""
    data: dict[str, JsonValue] = Field(default_factory=dict)
    last_advice_id: Id | None = None
    updated_at: Moment


class Dialogues(Protocol):
    """Dialogue rows."""

    async def get(self, chat_id: int, salesperson_id: Id) -> Dialogue | None:
        """Return the row or None."""

    async def put(self, dialogue: Dialogue) -> None:
        """Insert or replace the row."""

    async def unpin(self, customer_id: Id) -> None:
        """Clear pins and running dialogues that concern a customer."""


class StoredAdvice(Record):
    """An advice as given, for its buttons and for not repeating a line to the same customer."""

    id: Id
    salesperson_id: Id
    customer_id: Id | None
    turn: dict[str, JsonValue]
    advice: dict[str, JsonValue]
    created_at: Moment


class Advices(Protocol):
    """Stored suggestions."""

    async def add(self, advice: StoredAdvice) -> None:
        """Store an advice."""

    async def get(self, id: Id, salesperson_id: Id) -> StoredAdvice | None:
        """Return an advice of that salesperson, or None."""

    async def latest(self, salesperson_id: Id, customer_id: Id, since: datetime) -> StoredAdvice | None:
        """Return the last advice a salesperson got about a customer since a moment, or None."""

    async def replace(self, advice: StoredAdvice) -> None:
        """Save an advice again under its id (another variant was asked for)."""

    async def lines_for(self, customer_id: Id, limit: int = 40) -> Sequence[str]:
        """Return the variant texts a customer's advices held, latest first."""

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Remove a customer's advices and those containing one of the strings (erasure)."""


# --- what was asked and not found ---


class MissState(StrEnum):
    """Where a question stands that the material could not answer."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class Miss(Record):
    """A question of a team that the material could not answer; asked again, it counts."""

    id: Id
    team_id: Id
    fingerprint: str
    question: str
    asked_by: Id
    times: int = 1
    first_at: Moment
    last_at: Moment
    state: MissState = MissState.OPEN
    document_id: Id | None = None
    """The card that answers it."""


class Misses(Protocol):
    """The manager's queue of unanswered questions."""

    async def note(self, miss: Miss) -> None:
        """Store a question, or count it again; an answered one is open again, a dismissed one stays."""

    async def open(self, team_id: Id | None, limit: int) -> Sequence[Miss]:
        """Return open questions of a team (None: of all), most often asked first."""

    async def get(self, id: Id) -> Miss | None:
        """Return a question in any state."""

    async def close(self, id: Id, state: MissState, document_id: Id | None = None) -> None:
        """Mark as answered or dismissed. Raises NotFound."""

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove questions that contain one of the strings (erasure); return how many."""


# --- practice: the quiz, and the articles of the copy studio ---


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


# --- the language model: what it was asked and what it cost ---


class ModelCall(Record):
    """One call of a model, used or not. `brief_key` is the fingerprint of all that decided its answer."""

    id: Id
    team_id: Id
    salesperson_id: Id
    customer_id: Id | None = None
    brief_key: str = ""
    prompt: str = ""
    prompt_version: int = 0
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost: Decimal | None = None
    seconds: float = 0.0
    outcome: str = "used"
    """`used`, or the kind of failure."""
    draft: dict[str, JsonValue] | None = None
    at: Moment


class ModelTotal(Record):
    """What one person's calls came to. `cost` is None when no prices were configured."""

    salesperson_id: Id
    calls: int
    unused: int
    input_tokens: int
    output_tokens: int
    cost: Decimal | None = None


class ModelCalls(Protocol):
    """The record of calls, and what a team lets a model see."""

    async def add(self, call: ModelCall) -> None:
        """Store a call."""

    async def count(self, team_id: Id, salesperson_id: Id, since: datetime) -> tuple[int, int]:
        """Return how many calls the person and the whole team made since a moment."""

    async def kept(self, brief_key: str, since: datetime) -> ModelCall | None:
        """Return the latest call with a draft for the same brief."""

    async def totals(self, team_id: Id | None, since: datetime) -> Sequence[ModelTotal]:
        """Return calls, tokens and cost per person since a moment; None: of all teams."""

    async def sends_profile(self, team_id: Id) -> bool:
        """Whether the listed minimum of a customer's record may be sent."""

    async def send_profile(self, team_id: Id, allowed: bool) -> None:
        """Allow or forbid it."""

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Empty the drafts about a customer or holding one of the strings (erasure)."""


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
