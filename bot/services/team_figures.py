"""What a team did with the assistant: for its manager's page."""

from collections import Counter
from datetime import timedelta

from bot.ports import Clock, Database, UseKind
from bot.ports.days import PromiseCounts
from crm.base import Record
from crm.people import Actor, Role, Scope
from playbooks.terms import NO_OBJECTION

DAYS = 7
_FEW = 3
_MANY = 500


class PersonFigures(Record):
    """One person's week."""

    name: str
    asked: int
    unanswered: int


class TeamFigures(Record):
    """A team's week. `objections` and `liked` hold (id, count), the most frequent first."""

    people: tuple[PersonFigures, ...]
    asked: int
    unanswered: int
    waiting: int
    """Questions in the manager's queue, of whatever age."""
    to_approve: int
    """Answers of colleagues that wait for a yes."""
    objections: tuple[tuple[str, int], ...]
    promises: PromiseCounts
    uses: dict[UseKind, int]
    liked: tuple[tuple[str, int], ...]


class TeamFiguresService:
    """Counts; nothing of a customer is in it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep the collaborators."""
        self._database, self._clock = database, clock

    async def week(self, actor: Actor) -> TeamFigures:
        """Return the last seven days of the actor's team. Raises NotAllowed below manager."""
        actor.require(Role.MANAGER, "team")
        since = self._clock.now() - timedelta(days=DAYS)
        async with self._database.read() as uow:
            people = {one.id: one.name for one in await uow.people.in_team(actor.team_id) if one.active}
            tallies = await uow.advices.tally(tuple(people), since)
            counts = await uow.line_uses.counts(actor.team_id, since)
            uses = await uow.line_uses.by_kind(actor.team_id, since)
            scope = Scope(team_id=actor.team_id, owner_id=None)
            promises = await uow.days.promised(scope, since, self._clock.now())
            to_approve = len(await uow.proposed.waiting(actor.team_id, _MANY))
            waiting = len(await uow.misses.open(actor.team_id, _MANY))
        asked: Counter[str] = Counter()
        unanswered: Counter[str] = Counter()
        objections: Counter[str] = Counter()
        for one in tallies:
            asked[one.salesperson_id] += one.count
            unanswered[one.salesperson_id] += one.count if one.refused else 0
            if one.objection not in {"", NO_OBJECTION}:
                objections[one.objection] += one.count
        liked: Counter[str] = Counter()
        for use in counts:
            if use.kind in {UseKind.LIKED, UseKind.CHOSEN, UseKind.SENT, UseKind.WON}:
                liked[use.card_id] += use.count
        return TeamFigures(
            people=tuple(
                PersonFigures(name=name, asked=asked[id], unanswered=unanswered[id])
                for id, name in sorted(people.items(), key=lambda item: (-asked[item[0]], item[1]))
            ),
            asked=sum(asked.values()),
            unanswered=sum(unanswered.values()),
            waiting=waiting,
            to_approve=to_approve,
            objections=tuple(objections.most_common(_FEW)),
            promises=promises,
            uses=dict(uses),
            liked=tuple(liked.most_common(_FEW)),
        )
