"""Schemas of the data behind understanding: rules of the borders, and word lists."""

import re
from typing import Literal

from pydantic import Field, field_validator

from crm.customers import BuyingRole
from playbooks.models import Content, Key, Text, Words
from playbooks.terms import Asked, Driver, Emotion, ObjectionKind, TalkStage, Topic


class Rule(Content):
    """A pattern that pulls a reading towards or away from a label: one clause of a border rule."""

    label: Asked | ObjectionKind | Emotion | TalkStage | Literal["none", "yes"] = Field(
        description="What it speaks for"
    )
    pattern: str = Field(description="Regular expression on normalised text (simplified, lower case)")
    weight: float = Field(description="Added to the label's score; negative speaks against", ge=-6, le=6)
    unless: str | None = Field(None, description="Pattern that switches the rule off")
    why: Text = Field(description="The clause of the border rule, for --explain")

    @field_validator("pattern", "unless")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"not a regular expression: {error}") from error
        return value


class RuleBook(Content):
    """Rules of one subject."""

    kind: Literal["rules"] = Field(description="rules")
    id: Key = Field(description="Equals the file's name")
    about: Literal["turn", "objection", "emotion", "buying_signal", "stage"] = Field(
        description="What is labelled"
    )
    rules: tuple[Rule, ...] = Field(description="The rules", min_length=1)


class Phrasebook(Content):
    """Short characteristic phrases per label: what the classifier learns beside whole utterances."""

    kind: Literal["phrases"] = Field(description="phrases")
    id: Key = Field(description="Equals the file's name")
    about: Literal["turn", "objection", "emotion", "buying_signal"] = Field(description="What is labelled")
    says: dict[Asked | ObjectionKind | Emotion | Literal["none", "yes", "no"], tuple[Words, ...]] = Field(
        description="Label → phrases"
    )


class ProductKind(Content):
    """A kind of article with the band its price usually has, for what nobody priced yet."""

    name: Words = Field(description="As one says it: 电动车")
    also: tuple[Words, ...] = Field((), description="Other words for it")
    usual_price: tuple[int, int] = Field(description="Usual prices in yuan, low and high")
    family: Words | None = Field(
        None, description="What it has in common with others: 耐用品, 吃用品, 通信, …"
    )


class Lexicon(Content):
    """Word lists that understanding and choosing share."""

    kind: Literal["lexicon"] = Field(description="lexicon")
    id: Key = Field(description="Equals the file's name")
    people: dict[Words, tuple[Words, ...]] = Field({}, description="Relation → words for it")
    products: tuple[ProductKind, ...] = Field((), description="Kinds of articles")
    drivers: dict[Driver, tuple[Words, ...]] = Field({}, description="Driver → words that show it")
    roles: dict[BuyingRole, Text] = Field({}, description="Buying role → short title on a screen")
    classes: dict[Key, tuple[Words, ...]] = Field(
        {}, description="Class of words → its words; read as one token (rivals, festivals, …)"
    )
    topics: dict[Topic, tuple[Words, ...]] = Field(
        {}, description="What customers complain or ask of → words that may be said back to them as they are"
    )
    vague: tuple[Words, ...] = Field(
        (), description="Words that name no particular; what consists of nothing else is vague"
    )
    titles: tuple[Words, ...] = Field((), description="Endings of forms of address: 大伯, 姐, 总")
    surnames: str = Field("", description="Surnames in one string, compound ones apart by spaces")
