"""Reads the library: every YAML file below `library/`, validated, cross-checked, indexed by id."""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from crm.customers import BuyingRole, Personality
from crm.value.priorities import Cause
from playbooks.copy_models import CopyFrame, CopySheet, Occasion, Occasions, WalkAround
from playbooks.english import EnglishLine, EnglishLines
from playbooks.errors import ContentInvalid, UnknownCard
from playbooks.models import (
    AnyCard,
    KnowledgeCard,
    Move,
    ObjectionCard,
    Opening,
    PersonalityCard,
    PlayCard,
    Utterances,
)
from playbooks.quiz_models import QuizBook
from playbooks.readings import Lexicon, Phrasebook, RuleBook
from playbooks.yaml_reading import PlainLoader

BUILT_IN = Path(__file__).parent / "library"

_Apart = (
    Utterances
    | RuleBook
    | Lexicon
    | Phrasebook
    | QuizBook
    | CopyFrame
    | CopySheet
    | Occasions
    | WalkAround
    | Opening
    | EnglishLines
)
Entry = AnyCard | _Apart
_ENTRY: TypeAdapter[Entry] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])


@dataclass(frozen=True)
class Library:
    """Everything the files hold; immutable."""

    cards: Mapping[str, AnyCard]
    utterances: tuple[Utterances, ...] = ()
    rules: tuple[RuleBook, ...] = ()
    lexicons: tuple[Lexicon, ...] = ()
    phrases: tuple[Phrasebook, ...] = ()
    quizzes: tuple[QuizBook, ...] = ()
    copy_frames: tuple[CopyFrame, ...] = ()
    copy_sheets: tuple[CopySheet, ...] = ()
    walks: tuple[WalkAround, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    openings: Mapping[Cause, Opening] = field(default_factory=dict)
    english: tuple[EnglishLines, ...] = ()
    objections: Mapping[str, ObjectionCard] = field(init=False)
    plays: Mapping[str, PlayCard] = field(init=False)
    personalities: Mapping[str, PersonalityCard] = field(init=False)
    knowledge: Mapping[str, KnowledgeCard] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the cards by kind."""
        set_field = object.__setattr__
        values = self.cards.values()
        set_field(self, "objections", {c.id.value: c for c in values if isinstance(c, ObjectionCard)})
        set_field(self, "plays", {c.id: c for c in values if isinstance(c, PlayCard)})
        set_field(self, "personalities", {c.id.value: c for c in values if isinstance(c, PersonalityCard)})
        set_field(self, "knowledge", {c.id: c for c in values if isinstance(c, KnowledgeCard)})

    def card(self, id: str) -> AnyCard:
        """Return a card; raises UnknownCard with the ids that exist."""
        try:
            return self.cards[id]
        except KeyError:
            raise UnknownCard("card", id, tuple(sorted(self.cards))) from None

    def move(self, card_id: str, move_id: str) -> Move:
        """Return a move of a card; raises UnknownCard with the ids that exist."""
        moves = {move.id: move for move in self.moves_of(card_id)}
        if move_id not in moves:
            raise UnknownCard("move", f"{card_id}/{move_id}", tuple(moves))
        return moves[move_id]

    def moves_of(self, card_id: str) -> tuple[Move, ...]:
        """Return the moves of a card; none for cards without moves."""
        card = self.card(card_id)
        return card.moves if isinstance(card, ObjectionCard | PlayCard) else ()

    def english_lines(self, card_id: str, move_id: str) -> tuple[EnglishLine, ...]:
        """Return the English lines of a move; none for most."""
        books = (book for book in self.english if book.card.value == card_id)
        return tuple(line for book in books for line in book.lines if line.move == move_id)

    def in_english(self, *card_ids: str) -> EnglishLines | None:
        """Return the English book of the first of these cards that has one."""
        books = {book.card.value: book for book in self.english}
        return next((books[id] for id in card_ids if id in books), None)

    def role_title(self, role: BuyingRole) -> str:
        """Return the short title of a buying role as the lexicon has it, else the role's id."""
        titles = (lexicon.roles.get(role) for lexicon in self.lexicons)
        return next((title for title in titles if title), role.value)

    def personality_title(self, personality: Personality | None) -> str:
        """Return the neutral words for a personality (never the source's harsh term), empty for none."""
        card = self.personalities.get(personality.value) if personality else None
        return card.neutral if card else ""

    def answering(self, objection: str) -> Iterator[ObjectionCard | PlayCard]:
        """Yield the cards whose moves may answer an objection: its own first."""
        if objection in self.objections:
            yield self.objections[objection]
        yield from (play for play in self.plays.values() if objection in play.answers)


@cache
def built_in() -> Library:
    """Return the built-in library, read once per process."""
    return load(BUILT_IN)


def load(*folders: Path) -> Library:
    """Read all YAML files below the folders.

    Raises:
        ContentInvalid: with every finding of every file.
    """
    findings: list[str] = []
    entries: dict[str, Entry] = {}
    with _uncollected():
        for path, name in _files(folders):
            for entry in _read(path, name, findings):
                _add(entry, path, name, entries, findings)
    if findings:
        raise ContentInvalid(tuple(findings))
    return _library(entries.values())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector away: nothing read is garbage, and each pass would walk the whole process."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _files(folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            yield path, path.relative_to(folder).as_posix()


def _read(path: Path, name: str, findings: list[str]) -> Iterator[Entry]:
    try:
        raw: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=PlainLoader)  # noqa: S506 (safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        findings.append(f"{name}: not readable as YAML: {str(error).splitlines()[0]}")
        return
    try:
        yield _ENTRY.validate_python(raw)
    except ValidationError as error:
        findings.extend(f"{name}: {_where(e['loc'])}: {e['msg']}" for e in error.errors())


def _where(loc: tuple[int | str, ...]) -> str:
    path = ".".join(str(part) for part in loc[1:]) if len(loc) > 1 else "kind"
    return path or "file"


def _add(entry: Entry, path: Path, name: str, entries: dict[str, Entry], findings: list[str]) -> None:
    key = str(entry.id)
    if key != path.stem:
        findings.append(f"{name}: id: must equal the file's name {path.stem!r}, is {key!r}")
    if key in entries:
        findings.append(f"{name}: id: {key!r} is taken by another card; ids are unique in the library")
    entries[key] = entry


def _library(entries: Iterable[Entry]) -> Library:
    all_entries = tuple(entries)
    return Library(
        cards={str(e.id): e for e in all_entries if not isinstance(e, _Apart)},
        utterances=tuple(e for e in all_entries if isinstance(e, Utterances)),
        rules=tuple(e for e in all_entries if isinstance(e, RuleBook)),
        lexicons=tuple(e for e in all_entries if isinstance(e, Lexicon)),
        phrases=tuple(e for e in all_entries if isinstance(e, Phrasebook)),
        quizzes=tuple(e for e in all_entries if isinstance(e, QuizBook)),
        copy_frames=tuple(e for e in all_entries if isinstance(e, CopyFrame)),
        openings={e.cause: e for e in all_entries if isinstance(e, Opening)},
        walks=tuple(e for e in all_entries if isinstance(e, WalkAround)),
        occasions=tuple(o for e in all_entries if isinstance(e, Occasions) for o in e.occasions),
        english=tuple(e for e in all_entries if isinstance(e, EnglishLines)),
        copy_sheets=tuple(e for e in all_entries if isinstance(e, CopySheet)),
    )
