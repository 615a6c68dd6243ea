"""However the conditions of lines narrow them: whatever customers say, two lines are there to send."""

from datetime import UTC, datetime
from itertools import cycle

import pytest

from bot.services.briefs import Brief, Snapshot
from bot.services.choosing import choose
from bot.services.facts import gather_facts
from bot.services.gate import select
from bot.services.playbook_writer import PlaybookWriter
from bot.services.sample import customer_file, read_customers
from bot.services.turns import Speaker, Turn
from bot.services.understanding.objections import examples_of
from playbooks.load import built_in
from playbooks.terms import NO_OBJECTION, ObjectionKind
from tests.understander import shared_understander

LIBRARY = built_in()
WRITER = PlaybookWriter(LIBRARY)
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CUSTOMERS = (
    None,
    *(Snapshot(customer=customer_file(entry, "team", NOW).customer) for entry in read_customers()),
)


def sendable(said: str, snapshot: Snapshot | None) -> list[str] | None:
    """The lines the gate lets pass; None where no objection was read."""
    turn = Turn(text=said, speaker=Speaker.CUSTOMER, at=NOW)
    reading = shared_understander().read(turn)
    if reading.objection.primary == NO_OBJECTION:
        return None
    facts = gather_facts(turn, reading, snapshot, NOW.date())
    moves = tuple(choose(reading, snapshot, facts, LIBRARY))
    brief = Brief(reading=reading, snapshot=snapshot, facts=facts, moves=moves, seed="a")
    passed, _ = select(WRITER.candidates(brief), brief, today=NOW.date())
    return [variant.text for variant in passed]


@pytest.mark.parametrize("kind", list(ObjectionKind))
def test_every_authored_sentence_gets_two_lines_whoever_says_it(kind: ObjectionKind) -> None:
    customers = cycle(CUSTOMERS)
    said = [text for text, label in examples_of(LIBRARY) if label == kind]
    lines = {text: sendable(text, next(customers)) for text in said}
    assert [text for text, got in lines.items() if got is not None and len(got) < 2] == []
    assert sum(got is not None for got in lines.values()) > 0.95 * len(said)
