"""What falls due: jobs of the scheduler, each seller's own hours, and the ledger of promises."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from pydantic import Field

from crm.base import Id, Moment, Record
from crm.history import Promise
from crm.people import Scope


class JobKind(StrEnum):
    """What a job is about."""

    REMINDER = "reminder"
    """Something a seller asked to be reminded of."""
    PROMISE = "promise"
    """A promise comes due; `subject` is the promise."""
    DIGEST = "digest"
    """The morning digest of one seller on one day."""
    COMPLAINT = "complaint"
    """A promised time passed on a complaint; `subject` is the touchpoint."""


class JobState(StrEnum):
    """Where a job stands."""

    PROPOSED = "proposed"
    """Read from a text, waiting for the seller's yes; never rings."""
    WAITING = "waiting"
    SENT = "sent"
    DONE = "done"
    DROPPED = "dropped"


class Job(Record):
    """Something that rings once, for one person of ours."""

    id: str = Field(min_length=1, max_length=160)
    kind: JobKind
    state: JobState = JobState.WAITING
    owner_id: Id
    """Whom it rings for."""
    customer_id: Id | None = None
    subject: str = Field("", max_length=64)
    text: str = Field("", max_length=4000)
    due_at: Moment | None = None
    """None only while proposed: the seller has yet to say when."""
    exact: bool = False
    """Whether an hour was named."""
    created_by: Id
    created_at: Moment
    claim: str = ""
    claimed_until: Moment | None = None


class DaySetting(Record):
    """A seller's own hours. Minutes count from midnight of the seller's zone; `zone` "" is the team's."""

    salesperson_id: Id
    digest: bool = True
    digest_minute: int = Field(8 * 60 + 30, ge=0, lt=24 * 60)
    quiet_from: int = Field(21 * 60 + 30, ge=0, lt=24 * 60)
    quiet_until: int = Field(8 * 60, ge=0, lt=24 * 60)
    """Equal to `quiet_from`: no quiet hours."""
    zone: str = Field("", max_length=64)


class LedgerEntry(NamedTuple):
    """An open promise with the names to show."""

    promise: Promise
    customer: str
    seller: str
    owner_id: Id
    """Whose customer it is."""


class Jobs(Protocol):
    """Jobs of the scheduler."""

    async def add(self, jobs: Sequence[Job]) -> int:
        """Store jobs whose id is new; return how many were."""

    async def get(self, id: Id) -> Job | None:
        """Return a job in any state, or None."""

    async def put(self, job: Job) -> bool:
        """Replace a job; False when it is gone."""

    async def of(self, owner_id: Id, kind: JobKind, limit: int = 20) -> Sequence[Job]:
        """Return the jobs of a kind that wait for or rang for somebody and are not done, soonest first."""

    async def of_subject(self, kind: JobKind, subject: str) -> Sequence[Job]:
        """Return the jobs about a promise or a complaint."""

    async def due(self, now: datetime, lease: datetime, limit: int = 500) -> Sequence[Job]:
        """Return waiting jobs that are due and not claimed; a claim past `now` or beyond `lease` is none."""

    async def claim(self, ids: Sequence[Id], claim: str, now: datetime, lease: datetime) -> Sequence[Id]:
        """Claim free jobs until `lease`; return those obtained. Others may have been faster."""

    async def sent(self, ids: Sequence[Id], claim: str) -> int:
        """Mark jobs held under a claim as sent; return how many were still held."""

    async def drop_waiting(self, owner_id: Id, kind: JobKind) -> int:
        """Remove a person's waiting jobs of a kind (they are planned anew); return how many."""

    async def prune(self, before: datetime) -> int:
        """Forget jobs created before a moment that are neither proposed nor waiting; return how many."""

    async def scrub(self, needles: Sequence[str]) -> int:
        """Remove jobs whose words contain one of the strings (erasure); return how many."""


class PromiseCounts(NamedTuple):
    """How a team keeps its word."""

    kept: int
    due: int
    overdue: int


class Days(Protocol):
    """Settings of days, and the ledger of promises."""

    async def setting(self, salesperson_id: Id) -> DaySetting | None:
        """Return a person's own hours, None while the defaults hold."""

    async def put_setting(self, setting: DaySetting) -> None:
        """Insert or replace."""

    async def tells_manager(self, team_id: Id) -> bool:
        """Whether overdue promises of a team go into its manager's digest."""

    async def tell_manager(self, team_id: Id, allowed: bool) -> None:
        """Set it."""

    async def ledger(
        self, scope: Scope, by: Id | None, limit: int = 50, *, start: int = 0
    ) -> Sequence[LedgerEntry]:
        """Return open promises of a team (`by`: of one person), earliest due first, undated ones last."""

    async def owed(self, scope: Scope, by: Id | None) -> int:
        """Return how many open promises there are in all."""

    async def promised(self, scope: Scope, since: datetime, now: datetime) -> "PromiseCounts":
        """Count a team's promises: kept (made or due since then), open in time, and overdue."""

    async def entry(self, promise_id: Id, scope: Scope) -> LedgerEntry | None:
        """Return a promise of a team in any state."""
