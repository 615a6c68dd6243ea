"""What happened with a customer and what is planned: dated records, kept apart from the profile."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from crm.base import Id, Moment, Record
from crm.customers import ChannelKind, Long, Short
from crm.money import Money


class Purchase(Record):
    """One line of a sale; a refund is a purchase with negative quantity and amount."""

    id: Id
    customer_id: Id
    product: Short
    category: Short = ""
    quantity: Annotated[Decimal, Field(max_digits=14, decimal_places=3)] = Decimal(1)
    unit: Short = ""
    amount: Money
    """Total of the line, not the unit price."""
    margin: Money | None = None
    bought_on: date
    note: Short = ""


class TouchpointKind(StrEnum):
    """What sort of contact was recorded."""

    MESSAGE = "message"
    CALL = "call"
    VISIT = "visit"
    NOTE = "note"
    ADVICE = "advice"
    COMPLAINT = "complaint"
    SERVICE = "service"
    NOTICE = "notice"


class Direction(StrEnum):
    """Who reached out."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class Touchpoint(Record):
    """One recorded contact; immutable except by erasure."""

    id: Id
    customer_id: Id
    by: Id
    kind: TouchpointKind
    direction: Direction = Direction.IN
    channel: ChannelKind | None = None
    text: Long
    at: Moment


class Stage(StrEnum):
    """Stages of the funnel (D28) in order; win rates 5, 10, 20, 30, 50, 80 per cent."""

    LEAD_IN = "lead_in"
    CONTACTED = "contacted"
    NEED_CONFIRMED = "need_confirmed"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    COMMITMENT = "commitment"


class OpportunityState(StrEnum):
    """Whether an opportunity is still in play."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Opportunity(Record):
    """A possible sale and the next advance agreed for it (D21)."""

    id: Id
    customer_id: Id
    title: Short
    stage: Stage = Stage.LEAD_IN
    state: OpportunityState = OpportunityState.OPEN
    amount: Money | None = None
    expected_on: date | None = None
    next_advance: Short = ""
    created_at: Moment
    updated_at: Moment


class SignalKind(StrEnum):
    """What a dated observation is about."""

    STAGE_MOVED = "stage_moved"
    """`subject` is the opportunity, `text` where it went (a stage, won or lost)."""
    CHURN_REASON = "churn_reason"
    """`text` is a reason class of D16; `subject` the opportunity lost, if one was."""
    SURVEY = "survey"
    """`subject` is the question, `value` the answer, 1–5."""
    SATISFACTION = "satisfaction"
    """`value` is C = b / a: perceived experience over expectation (D15)."""
    ASSIGNED = "assigned"
    """`subject` is what was assigned (tier, quadrant, phase), `text` the new value."""
    BARRED = "barred"
    """`value` is 1 while set and 0 when lifted, `subject` the last day (ISO) or empty, `text` the reason."""
    MERGED = "merged"
    """`subject` is the record that went into this one, `value` is 0 when that was undone."""
    LOYALTY_WARNED = "loyalty_warned"
    """Managers were told that a newcomer would pay less; `subject` is the catalogue's version."""
    HANDED_OVER = "handed_over"
    """`subject` is the salesperson it came from, `text` the one it went to."""


class Signal(Record):
    """A dated observation or assignment about a customer; never changed, only added."""

    id: Id
    customer_id: Id
    by: Id
    kind: SignalKind
    subject: Short = ""
    value: Annotated[Decimal, Field(max_digits=14, decimal_places=4)] | None = None
    text: Short = ""
    at: Moment


class PromiseState(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Promise(Record):
    """Something a salesperson committed to towards a customer."""

    id: Id
    customer_id: Id
    by: Id
    text: Long
    due_at: Moment | None = None
    state: PromiseState = PromiseState.OPEN
    source: Short = ""
    created_at: Moment
