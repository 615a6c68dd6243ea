"""The language model: what it was asked and what it cost."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from pydantic import JsonValue

from crm.base import Id, Moment, Record


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
    estimated: bool = False
    """The endpoint reported no usage: tokens and cost are guessed from the length of the texts."""
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
    estimated: int = 0
    """Calls among them whose tokens are an estimate."""
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

    async def limits(self, team_id: Id) -> tuple[int, int] | None:
        """Return the calls a day per person and for the team; None when no manager decided."""

    async def limit(self, team_id: Id, limits: tuple[int, int] | None) -> None:
        """Set them; None takes the team's own away."""

    async def scrub(self, customer_id: Id, needles: Sequence[str]) -> int:
        """Empty the drafts about a customer or holding one of the strings (erasure)."""
