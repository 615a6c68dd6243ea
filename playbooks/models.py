"""Schemas of the library: one pydantic model per kind of card, strict and frozen."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.customers import BuyingRole, CustomerKind, Personality, Segment
from crm.value.priorities import Cause
from playbooks.terms import AdvanceKind, Asked, Driver, Emotion, Gives, Known, ObjectionKind, Style, Tone

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Content(BaseModel):
    """A piece of content: immutable, closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(Content):
    """Where a card's knowledge comes from."""

    reference: Text = Field(description="Bibliographic reference: author, title, publisher or site, year")
    d: tuple[Annotated[str, StringConstraints(pattern=r"^D\d{1,2}$")], ...] = Field(
        (), description="Numbers of the inventory of systems, for instance D19"
    )
    fingerprint: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")], ...] = Field(
        (), description="Hashes of the referenced passage, by `python -m playbooks.fingerprints TEXT`"
    )


class Conditions(Content):
    """What must be so. All given fields must hold; inside a field, see its description."""

    has: tuple[Known, ...] = Field((), description="Things known of customer or turn: all of them")
    any_of: tuple[Known, ...] = Field((), description="Things known of customer or turn: one of them")
    objections: tuple[ObjectionKind, ...] = Field((), description="Kind of the objection: one of them")
    drivers: tuple[Driver, ...] = Field((), description="Driver behind the objection: one of them")
    personality: tuple[Personality, ...] = Field((), description="Observed personality: one of them")
    role: tuple[BuyingRole, ...] = Field((), description="Buying role of the person spoken to: one of them")
    segment: tuple[Segment, ...] = Field((), description="Segment of the customer: one of them")
    customer: CustomerKind | None = Field(None, description="Person or company")
    emotion: tuple[Emotion, ...] = Field((), description="How the customer sounds: one of them")
    says: tuple[Words, ...] = Field((), description="Words in what the customer said: one of them")
    unless: tuple[Words, ...] = Field((), description="Words in what the customer said: none of them")
    buying_signal: bool | None = Field(None, description="Whether the words show readiness to buy")
    category: tuple[Words, ...] = Field(
        (), description="Kind of article or its family, as the lexicon has them: one of them"
    )
    min_price: Decimal | None = Field(
        None, description="Price in yuan from which it applies; without a price the product's kind decides"
    )
    price_above_market: bool | None = Field(
        None, description="Price known (or said) to be above the market; fails when known to be below"
    )


class Weight(Content):
    """A circumstance that makes a move better or worse, with the reason shown by --explain."""

    when: Conditions = Field(description="The circumstance")
    by: float = Field(description="How much, 0.05 (a little) to 0.5 (decisive)", ge=0.05, le=0.5)
    because: Text = Field(description="Reason in one short clause")


class Steps(Content):
    """The way of a reply: acknowledge, ask or reframe, prove, advance. Advice for the seller."""

    acknowledge: Text = Field(description="What to acknowledge, and how")
    reframe: Text = Field(description="What to ask or which other view to offer")
    prove: Text = Field(description="What proves it, and which facts may be used")
    advance: Text = Field(description="What to ask the customer for at the end")


class Advance(Content):
    """The next step the seller should get (D21): never "let us keep in touch"."""

    kind: AdvanceKind = Field(description="Which sort of advance")
    text: Text = Field(description="Said to the seller, slots allowed: 约他周末带孙女来试骑")


class Line(Content):
    """One sentence to send. At most 256 UTF-16 units with the longest fills."""

    id: Key = Field(description="Unique within the move")
    tone: Tone = Field(description="How it sounds")
    text: Words = Field(description="Words to the customer; slots in Chinese braces")
    styles: tuple[Style, ...] = Field((), description="Thinking styles it serves (D7)")
    when: Conditions = Field(Conditions(), description="Needed for this line (slots need no word)")
    short: bool = Field(False, description="Whether it is a short version (about 60 characters)")


class Move(Content):
    """One way of answering, with words in several tones."""

    id: Key = Field(description="Unique within the card")
    play: Text = Field(description="Name of the move as the seller sees it: 为了家人")
    why: Text = Field(description="One sentence that reads on after 因为, without 因为 and without full stop")
    steps: Steps = Field(description="The way of the reply")
    when: Conditions = Field(Conditions(), description="Needed for the move to be offered at all")
    not_when: tuple[Conditions, ...] = Field((), description="Any of these forbids the move")
    raises: tuple[Weight, ...] = Field((), alias="raise", description="What makes it better")
    lowers: tuple[Weight, ...] = Field((), alias="lower", description="What makes it worse")
    advance: Advance = Field(description="The next step it asks for")
    gives: Gives = Field(Gives.NOTHING, description="What of the price it gives away")
    lines: tuple[Line, ...] = Field(description="Lines in at least three tones", min_length=3)

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class NotThis(Content):
    """An utterance that looks like this kind and is another: the border by example."""

    text: Words = Field(description="What the customer says")
    kind: ObjectionKind | Literal["none"] = Field(description="The right kind")


class Card(Content):
    """What every card has."""

    id: Key = Field(description="Unique in the whole library; equals the file's name")
    title: Text = Field(description="Title as the seller sees it")
    summary: Text = Field(description="Own words, two or three sentences; shown by the source button")
    sources: tuple[Reference, ...] = Field(description="Where it comes from", min_length=1)
    salesperson_asks: tuple[Words, ...] = Field((), description="How a salesperson asks about it")
    vocabulary: tuple[Words, ...] = Field((), description="Textbook words that bridge to documents")


class ObjectionCard(Card):
    """How to meet one kind of objection (D20)."""

    kind: Literal["objection"] = Field(description="objection")
    id: ObjectionKind = Field(description="One of the 23 kinds")
    drivers: tuple[Driver, ...] = Field(description="Drivers behind it, most likely first", min_length=1)
    borders: Text = Field(description="The border rule in words")
    customer_says: tuple[Words, ...] = Field(description="At least 40 authored utterances", min_length=12)
    not_this: tuple[NotThis, ...] = Field((), description="Utterances of neighbouring kinds")
    moves: tuple[Move, ...] = Field(description="At least three ways to answer", min_length=1)


class PlayCard(Card):
    """A play that serves several objections (guilt removal, non-price first)."""

    kind: Literal["play"] = Field(description="play")
    answers: tuple[ObjectionKind | Literal["none"], ...] = Field(
        description="Objections it may answer; none: customer's questions, orders, thanks", min_length=1
    )
    points: tuple[Text, ...] = Field(description="How it works, for the seller, one point each", min_length=1)
    never: tuple[Text, ...] = Field((), description="What must not be done with it")
    when: Conditions = Field(Conditions(), description="Needed for every move of the card")
    not_when: tuple[Conditions, ...] = Field((), description="Any of these forbids the whole card")
    moves: tuple[Move, ...] = Field(description="The ways to use it", min_length=1)


class PersonalityCard(Card):
    """How to deal with one observed way of behaving (D6): changes tone, order and proof, never facts."""

    kind: Literal["personality"] = Field(description="personality")
    id: Personality = Field(description="One of the twelve")
    neutral: Text = Field(description="Neutral words for screens a customer may see: 注重细节")
    signs: tuple[Text, ...] = Field(description="What one sees and hears", min_length=2)
    do: tuple[Text, ...] = Field(description="What works", min_length=2)
    avoid: tuple[Text, ...] = Field(description="What backfires", min_length=1)
    tones: tuple[Tone, ...] = Field(description="Tones that suit, best first", min_length=2)
    styles: tuple[Style, ...] = Field((), description="Thinking styles usually served, best first")
    max_length: int = Field(256, ge=40, le=256, description="Length of a line that suits, UTF-16 units")
    proof_first: bool = Field(False, description="Whether moves that prove come before moves that feel")
    avoid_words: tuple[Words, ...] = Field((), description="Words that must not occur in a line to them")
    companion: Text | None = Field(None, description="What to do when a companion has the say")
    customer_says: tuple[Words, ...] = Field((), description="Utterances that hint at it")


class KnowledgeCard(Card):
    """Anything else worth knowing: roles, lifecycle, ties, churn reasons, forecasts."""

    kind: Literal["knowledge"] = Field(description="knowledge")
    points: tuple[Text, ...] = Field(description="The content, one point each, own words", min_length=1)
    when: Text | None = Field(None, description="When it applies")
    when_not: Text | None = Field(None, description="When it must not be used")
    customer_says: tuple[Words, ...] = Field((), description="Customer's words that point here")


class Opening(Content):
    """How to begin a talk that answers nothing the customer said: one for each cause of the day's list."""

    kind: Literal["opening"] = Field(description="opening")
    id: Key = Field(description="Equals the file's name")
    cause: Cause = Field(description="Why the customer stands on the list")
    title: Text = Field(description="Title as the seller sees it")
    why: Text = Field(description="One sentence that reads on after 因为, without 因为 and without full stop")
    sources: tuple[Reference, ...] = Field(description="Where it comes from", min_length=1)
    advance: Advance = Field(description="The next step it asks for")
    lines: tuple[Line, ...] = Field(description="Lines in at least three tones", min_length=3)
    today: tuple[Line, ...] = Field(
        default=(), description="Lines for the day itself, where the others speak of a day ahead"
    )


class Utterances(Content):
    """Authored examples of one reading; `label` is a turn kind, an objection id or none, an emotion."""

    kind: Literal["utterances"] = Field(description="utterances")
    id: Key = Field(description="Equals the file's name")
    about: Literal["turn", "objection", "emotion", "buying_signal"] = Field(description="What is labelled")
    label: Asked | ObjectionKind | Emotion | Literal["none", "yes", "no"] = Field(
        description="turn: a turn kind; objection: a kind or none; emotion: one; buying_signal: yes or no"
    )
    says: tuple[Words, ...] = Field(description="The examples", min_length=3)


AnyCard = ObjectionCard | PlayCard | PersonalityCard | KnowledgeCard
