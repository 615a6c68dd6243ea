"""The turn that starts everything, and what was understood of it."""

from enum import StrEnum

from pydantic import Field

from crm.base import Id, Moment, Record


class Speaker(StrEnum):
    """Whose words the text of a turn holds."""

    CUSTOMER = "customer"
    SALESPERSON = "salesperson"
    UNKNOWN = "unknown"


class TurnKind(StrEnum):
    """What sort of request a turn is."""

    OBJECTION = "objection"
    """Customer's words that want a line, an objection or not (then primary is `none`)."""
    QUESTION = "question"
    COPY = "copy"
    NOTE = "note"
    LOOKUP = "lookup"
    OFFER = "offer"
    SMALL_TALK = "small_talk"


class Turn(Record):
    """One request: what was said, by whom, about which customer.

    `text` is at most 8,000 characters, already freed of NUL and control characters.
    `seller_note` is what the salesperson adds in own words; its figures count as `seller_stated`.
    """

    text: str = Field(max_length=8000)
    speaker: Speaker = Speaker.UNKNOWN
    seller_note: str = Field("", max_length=4000)
    customer_id: Id | None = None
    sender_name: str = Field("", max_length=200)
    sender_id: int | None = None
    """Who a forward came from on Telegram; what the salesperson says of them is remembered."""
    at: Moment


class Objection(Record):
    """Objection kinds by id of D20 (`none` when it is none) with the confidence 0–1 of the first."""

    primary: str = "none"
    secondary: str | None = None
    confidence: float = Field(0.0, ge=0, le=1)


class Reading(Record):
    """What a turn is, as far as code can tell."""

    kind: TurnKind
    objection: Objection = Objection()
    customer_words: str = ""
    """The part of the turn that the customer said; empty when the salesperson asks."""
    drivers: tuple[str, ...] = ()
    """Value drivers behind the objection: money, time, effort, risk, trust, need, authority, timing,
    rival, grievance."""
    products: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Relation words found in the turn (老婆, 孙女, 领导)."""
    topics: dict[str, str] = Field(default_factory=dict)
    """What the words complain or ask of, by `playbooks.terms.Topic`: charge → 漫游费."""
    customer_name: str = ""
    """A customer named in the turn (张大伯 …), not yet looked up."""
    note_text: str = ""
    """What is to be noted, without the opening words (记一下)."""
    seller_note: str = ""
    """The part of the turn in which the salesperson adds facts of own (在售A3，目录价3800)."""
    emotion: str = ""
    buying_signal: bool = False
    language: str = "zh"
    """Language of the customer's words: `en` when they are all English, else `zh`."""
    stage: str = ""
    """How far the talk has come (`TalkStage`), empty when nothing shows."""
    has_say: str = ""
    """Relation (spouse, boss …) of the one who holds the purse or decides, as the customer tells."""
    reasons: tuple[str, ...] = ()
    """Why it was read so; for --explain."""
