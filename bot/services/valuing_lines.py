"""Gathering everybody's purchases into arrays, block by block: memory grows by 25 bytes a line."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from bot.ports import BotUnitOfWork
from bot.ports.values import NO_MARGIN, Bought
from crm.base import Id
from crm.value.columns import Ints
from crm.value.ledger import Lines
from crm.value.numbers import Floats
from crm.value.potential import cost_to_serve
from crm.value.thresholds import Thresholds

Progress = Callable[[str, int, int], None]
"""Told the name of the step, how much is done, and how much there is."""


@dataclass
class Everybody:
    """All customers of all teams, by place."""

    ids: list[Id] = field(default_factory=list)
    place: dict[Id, int] = field(default_factory=dict)
    teams: list[Id] = field(default_factory=list)
    team: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    segments: tuple[str, ...] = ()
    segment: Ints = field(default_factory=lambda: np.zeros(0, np.int32))


class _Places:
    """Names and their numbers, in order of appearance."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, name: str) -> int:
        return self.known.setdefault(name, len(self.known))

    @property
    def names(self) -> list[str]:
        return list(self.known)


async def everybody(uow: BotUnitOfWork) -> Everybody:
    """Return all customers with team and segment."""
    found, teams, segments = Everybody(), _Places(), _Places()
    team: list[int] = []
    segment: list[int] = []
    async for block in uow.values.people():
        for one in block:
            found.place[one.id] = len(found.ids)
            found.ids.append(one.id)
            team.append(teams.of(one.team_id))
            segment.append(segments.of(one.segment))
    found.teams, found.segments = teams.names, tuple(segments.names)
    found.team, found.segment = np.array(team, np.int32), np.array(segment, np.int32)
    return found


async def all_lines(
    uow: BotUnitOfWork, people: Everybody, until: date, progress: Progress
) -> tuple[Lines, list[str]]:
    """Return every purchase line up to a day, and the names of the currencies."""
    total = await uow.values.line_count(until)
    currencies = await uow.values.currencies()
    blocks: list[Lines] = []
    done = 0
    turning: asyncio.Task[Lines] | None = None
    async for block in uow.values.lines(until, currencies):
        # In a thread, while the store reads the next block; one at a time, so the order stays.
        if turning:
            blocks.append(await turning)
        turning = asyncio.create_task(asyncio.to_thread(_lines, block, people.place))
        done += len(block.lines)
        progress("purchases", done, total)
    if turning:
        blocks.append(await turning)
    empty = Lines(
        np.zeros(0, np.int32),
        np.zeros(0, np.int8),
        np.zeros(0, np.int32),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.zeros(0, np.bool_),
    )
    joined = Lines(*(np.concatenate(columns) for columns in zip(empty, *blocks, strict=True)))
    return joined, list(currencies)


def _lines(block: Bought, place: dict[Id, int]) -> Lines:
    places = np.fromiter(map(place.__getitem__, block.customers), np.int32, len(block.customers))
    day, currency, amount, margin = block.lines.T
    known = margin != NO_MARGIN
    return Lines(
        np.repeat(places, block.counts),
        currency.astype(np.int8),
        day.astype(np.int32),
        amount.copy(),
        np.where(known, margin, 0),
        known,
    )


async def costs(uow: BotUnitOfWork, people: Everybody, rules: Thresholds) -> Floats:
    """Return what each customer's contacts cost so far."""
    spent = np.zeros(len(people.ids))
    async for block in uow.values.contacts():
        for id, kind, times in block:
            spent[people.place[id]] += cost_to_serve({kind: times}, rules.lifetime)
    return spent
