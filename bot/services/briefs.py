"""The Brief: the frozen set of facts, moves and passages a writer may use; nothing else."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field, JsonValue

from bot.ports import BotUnitOfWork
from bot.ports.offers import StoredOffer
from bot.services.turns import Reading
from crm.barring import Barring
from crm.base import Id, Record
from crm.customers import Customer
from crm.history import Opportunity, Promise, Purchase, Touchpoint
from crm.value.view import ValueView


class FactRole(StrEnum):
    """Where a fact comes from, which decides how its figures may be used (design 2a)."""

    OUR_PRICE = "our_price"
    COMPUTED = "computed"
    CUSTOMER_PROFILE = "customer_profile"
    CUSTOMER_SAID = "customer_said"
    RIVAL = "rival"
    SELLER_STATED = "seller_stated"
    DOCUMENT = "document"


class FactKind(StrEnum):
    """What a fact's value is."""

    MONEY = "money"
    PERCENT = "percent"
    QUANTITY = "quantity"
    DATE = "date"
    DURATION = "duration"
    TEXT = "text"


class Fact(Record):
    """One thing known. `number` is the normalised figure (yuan, per cent 0–100, count) if it has one.

    `label` names the fact in the user's language (目录价), `text` is how it may be said (3800元),
    `slot` is the template slot it fills (`net_price`), empty when it fills none.
    `basis` are the ids of the facts a computed one was made from.
    """

    id: str
    role: FactRole
    kind: FactKind
    label: str
    text: str
    number: Decimal | None = None
    unit: str = ""
    on: date | None = None
    slot: str = ""
    basis: tuple[str, ...] = ()
    source: str = ""
    disputed: bool = False
    """Another fact of the same standing says otherwise: not to be used until that is settled."""


class Quoted(Record):
    """What the offer engine has for a customer right now."""

    sells: bool = False
    """Whether there is a catalogue at all."""
    fresh: StoredOffer | None = None
    """The offer to lead with, computed for this turn and not kept; None where none is called for."""


class Snapshot(Record):
    """The customer as known at the moment of the turn."""

    customer: Customer
    purchases: tuple[Purchase, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    promises: tuple[Promise, ...] = ()
    barring: Barring | None = None
    """Set while no offers are made to this customer."""
    open_offer: StoredOffer | None = None
    """The latest offer the customer heard that still stands."""
    quoted: Quoted = Quoted()
    lines_sent: tuple[str, ...] = ()
    """Lines this customer already got, so that none is repeated."""
    value: ValueView | None = None
    """Tier, quadrant, phase, risk of leaving: they change the moves, never a price."""


ViewPort = Callable[[BotUnitOfWork, Customer], Awaitable[ValueView | None]]
"""Gives a customer's value inside a running read; None where it cannot be had at once."""


class Source(Record):
    """What an answer rests on. For a card `doc` is its id and `text` its own summary (design 2b);
    for a passage `doc` is the file's name (or names) and `text` the raw span."""

    title: str
    doc: str | tuple[str, ...]
    text: str
    heading: str = ""
    is_card: bool = False
    reference: str = ""
    price_list: bool = False
    """A passage of a price list that a manager put in force."""


class MoveChoice(Record):
    """A chosen play with the reasons that raised or lowered it."""

    card_id: str
    move_id: str
    score: float
    why: str
    reasons: tuple[str, ...] = ()


class Brief(Record):
    """Everything a writer may use for one turn; each fact has an id; frozen."""

    reading: Reading
    snapshot: Snapshot | None = None
    facts: tuple[Fact, ...] = ()
    moves: tuple[MoveChoice, ...] = ()
    sources: tuple[Source, ...] = ()
    locale: str = "zh"
    seed: str = ""
    """Varies wording between salespeople; same seed, same words."""
    tone: str = ""
    """Asked for by a button: softer, shorter, bolder; empty lets the personality decide."""
    you: str = ""
    """您 or 你 as the seller wishes to speak to everybody; empty lets the relation decide."""
    discreet: bool = False
    """Whether the screen may be seen by the customer: then nothing is said of the customer's value."""
    avoid: tuple[str, ...] = ()
    """Lines not to offer again."""


class Variant(Record):
    """A line for the customer, at most 256 characters (UTF-16 units), so that a copy button carries it."""

    text: str = Field(max_length=256)
    style: str
    card_id: str = ""
    move_id: str = ""
    line_id: str = ""
    fact_ids: tuple[str, ...] = ()


class ModelUse(Record):
    """What one answer of a model took: stored with the suggestion it became."""

    prompt: str
    prompt_version: int
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    """Part of the input tokens that the provider had kept from an earlier call."""
    estimated: bool = False
    """The endpoint reported no usage: tokens and cost are guessed from the length of the texts."""
    cost: Decimal | None = None
    """In the currency of the configured prices; None when no prices are configured."""
    seconds: float = 0.0
    reused: bool = False
    """An equal question was answered before: nothing was asked and nothing paid this time."""


class Draft(Record):
    """What a writer proposes; the gate has not seen it yet."""

    variants: tuple[Variant, ...] = ()
    why: str = ""
    next_step: str = ""
    answer: str = ""
    writer: str = "playbook"
    use: ModelUse | None = None


class Verdict(Record):
    """What the gate says of one variant: empty `findings` means it may go out."""

    variant: Variant
    findings: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class Offer(Record):
    """A priced offer. Built by code only (`offering`); `line` may be said to the customer as it stands."""

    id: Id
    title: str
    price: str
    line: str = ""
    rule: str = ""


class Advice(Record):
    """The answer to a turn, the same for every face."""

    id: Id
    kind: str
    objection: dict[str, object]
    customer: str = ""
    customer_id: Id | None = None
    variants: tuple[Variant, ...] = ()
    why: str = ""
    next_step: str = ""
    offers: tuple[Offer, ...] = ()
    """What could be said now, computed for this customer; nothing is kept before the seller opens it."""
    sells: bool = False
    """Whether the team has a catalogue to offer from."""
    sources: tuple[Source, ...] = ()
    chunks: tuple[Source, ...] = ()
    """Passages of ingested documents, best first (never cards)."""
    answer: str = ""
    refused: bool = False
    writer: str = "playbook"
    notice: str = ""
    """One honest line beside the answer: general knowledge, nearest topic, what is missing."""
    choices: tuple[str, ...] = ()
    """Objection kinds to choose between when the reading is unsure."""
    near: tuple[str, ...] = ()
    """Built-in cards that a how-to question may mean beside the one that answered: `id|title` each."""
    nearest: bool = False
    """Whether the answer is only the nearest there is: a model with tools may know better."""
    reasons: tuple[str, ...] = ()
    colleagues: Id | None = None
    """A customer of a colleague whose words these are: the lines are general, the manager may be asked."""
    who: tuple[str, ...] = ()
    """Asked beside the lines when nobody could tell whose words they are: the sender's shown name,
    then `id|name` of each candidate."""
    wish: dict[str, JsonValue] = Field(default_factory=dict)
    """What a copy wish asks for (see `copywriting.CopyWish`); empty for everything else."""
    proposals: tuple[dict[str, JsonValue], ...] = ()
    """What a model proposes to write (see `talking.Proposal`), each waiting for its tap."""
    elapsed_ms: float = 0.0
    first_id: Id | None = None
    """The advice this one was written over, so that one tap goes back to it."""
    use: ModelUse | None = None
    """What a model took for it; None when no model had a part in it."""
