"""The invented sample team 示例: loaded and removed as a whole, never mixed with real people."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import yaml

from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.offering.catalogues import Catalogues
from bot.services.sample_models import CustomerEntry, PurchaseEntry, TeamEntry
from crm.customers import (
    Channel,
    ChannelKind,
    Contact,
    Customer,
    HouseholdMember,
    Note,
    PersonalityObservation,
)
from crm.history import Opportunity, Promise, Purchase, Touchpoint
from crm.money import Money
from crm.offers.catalogue import Catalogue
from crm.offers.files import from_yaml
from crm.people import Salesperson, Scope, Team
from crm.ports import CustomerFile

_JITTER = 2
_HOME = ZoneInfo("Asia/Shanghai")
_PROMISED_AT = (15, 10, 17)
"""Hours of the day people promise things for, in the order of a customer's promises."""
_EVERYTHING = Scope(team_id=None, owner_id=None)


class SampleService:
    """Loads and removes the sample team."""

    def __init__(self, database: Database, clock: Clock, *, zone: ZoneInfo = _HOME) -> None:
        """Keep the collaborators; promises fall due at full hours of `zone`."""
        self._database, self._clock, self._zone = database, clock, zone

    async def wanted(self) -> bool:
        """Whether the database is empty of real work: no customers, and nobody with an account."""
        async with self._database.read() as uow:
            teams = await uow.people.teams()
            people = [person for team in teams for person in await uow.people.in_team(team.id)]
            if any(team.is_sample for team in teams) or any(person.telegram_id for person in people):
                return False
            return not await uow.customers.count(_EVERYTHING)

    async def load(self, uow: BotUnitOfWork) -> int:
        """Store the team with its customers; return how many. Loading twice is loading once."""
        team, entries = read_team(), read_customers()
        if any(known.id == team.id for known in await uow.people.teams()):
            return len(entries)
        now = self._clock.now()
        await uow.people.add_team(
            Team(id=team.id, name=team.name, is_sample=True, created_at=now - timedelta(days=730))
        )
        for place, person in enumerate(team.people):
            await uow.people.add(
                Salesperson(
                    **person.model_dump(),
                    team_id=team.id,
                    created_at=now - timedelta(days=730, minutes=-place),
                )
            )
        customers = [customer_file(entry, team.id, now, self._zone) for entry in entries]
        await uow.customers.add_many([file.customer for file in customers])
        for file in customers:
            await uow.histories.add_purchases(file.purchases)
            await uow.histories.add_touchpoints(file.touchpoints)
            await uow.histories.add_opportunities(file.opportunities)
            await uow.histories.add_promises(file.promises)
        for catalogue in read_catalogues():
            await Catalogues(self._clock).store(uow, team.id, catalogue, by=team.people[0].id)
        return len(customers)

    async def remove(self, uow: BotUnitOfWork) -> bool:
        """Remove every sample team with all that belongs to it; False when there was none."""
        samples = [team for team in await uow.people.teams() if team.is_sample]
        for team in samples:
            await uow.people.remove_team(team.id)
        return bool(samples)


def read_team() -> TeamEntry:
    """Return the team as written in bot/sample/team.yaml."""
    text = files("bot.sample").joinpath("team.yaml").read_text(encoding="utf-8")
    return TeamEntry.model_validate(yaml.safe_load(text))


def read_customers() -> list[CustomerEntry]:
    """Return all customers of bot/sample/customers/*.yaml, by file name."""
    folder = files("bot.sample").joinpath("customers")
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda p: p.name)
    return [
        CustomerEntry.model_validate(entry)
        for path in paths
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def read_catalogues() -> list[Catalogue]:
    """Return the catalogues of bot/sample/offers/*.yaml, by file name. Raises ValueError for a bad one."""
    folder = files("bot.sample").joinpath("offers")
    found = []
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name):
        catalogue, problems = from_yaml(path.read_text(encoding="utf-8"))
        if catalogue is None:
            raise ValueError(f"{path.name}: {problems[0]}")
        found.append(catalogue)
    return found


def customer_file(entry: CustomerEntry, team_id: str, now: datetime, zone: ZoneInfo = _HOME) -> CustomerFile:
    """Return an entry as records, its days counted from `now`."""
    id = f"sample-{entry.id}"
    return CustomerFile(
        customer=_customer(entry, id, team_id, now),
        purchases=tuple(_purchases(entry, id, now)),
        touchpoints=tuple(
            Touchpoint(
                id=f"{id}-t{n}",
                customer_id=id,
                by=entry.owner,
                kind=t.kind,
                direction=t.direction,
                channel=t.channel,
                text=t.text,
                at=_moment(now, t.ago, n),
            )
            for n, t in enumerate(entry.touchpoints)
        ),
        opportunities=tuple(
            Opportunity(
                id=f"{id}-o{n}",
                customer_id=id,
                title=o.title,
                stage=o.stage,
                state=o.state,
                amount=Money(amount=o.amount) if o.amount is not None else None,
                expected_on=(now + timedelta(days=o.expected)).date() if o.expected is not None else None,
                next_advance=o.advance,
                created_at=_moment(now, o.ago, n),
                updated_at=_moment(now, o.ago, n),
            )
            for n, o in enumerate(entry.opportunities)
        ),
        promises=tuple(
            Promise(
                id=f"{id}-p{n}",
                customer_id=id,
                by=entry.owner,
                text=p.text,
                due_at=_due(now.astimezone(zone), p.due, n) if p.due is not None else None,
                state=p.state,
                created_at=_moment(now, p.ago, n),
            )
            for n, p in enumerate(entry.promises)
        ),
    )


def _customer(entry: CustomerEntry, id: str, team_id: str, now: datetime) -> Customer:
    channels = [Channel(**c.model_dump()) for c in entry.channels]
    listed = {channel.address for channel in channels}
    phones = [Channel(kind=ChannelKind.PHONE, address=p) for p in entry.phones if p not in listed]
    return Customer(
        id=id,
        team_id=team_id,
        owner_id=entry.owner,
        channels=(*phones, *channels),
        household=tuple(
            HouseholdMember(id=f"{id}-h{n}", **m.model_dump()) for n, m in enumerate(entry.household)
        ),
        contacts=tuple(Contact(**contact.model_dump()) for contact in entry.contacts),
        personality=tuple(
            PersonalityObservation(
                personality=seen.personality,
                observed_on=(now - timedelta(days=seen.ago)).date(),
                observed_by=entry.owner,
                note=seen.note,
            )
            for seen in entry.personality
        ),
        notes=tuple(
            Note(id=f"{id}-n{n}", text=note.text, by=entry.owner, at=_moment(now, note.ago, n))
            for n, note in enumerate(entry.notes)
        ),
        created_at=now - timedelta(days=_oldest(entry)),
        updated_at=now - timedelta(days=min(_days(entry), default=0)),
        **entry.model_dump(include=_PLAIN),
    )


_PLAIN = {
    "kind",
    "name",
    "address_as",
    "company",
    "position",
    "segment",
    "address",
    "tags",
    "do_not_contact",
}


def _purchases(entry: CustomerEntry, id: str, now: datetime) -> Iterator[Purchase]:
    for n, bought in enumerate(entry.purchases):
        for m, ago in enumerate(_days_back(bought, seed=f"{id}-{n}")):
            yield Purchase(
                id=f"{id}-b{n}-{m}",
                customer_id=id,
                product=bought.product,
                category=bought.category,
                quantity=bought.quantity,
                unit=bought.unit,
                amount=Money(amount=bought.amount),
                margin=Money(amount=bought.margin) if bought.margin is not None else None,
                bought_on=(now - timedelta(days=ago)).date(),
            )


def _days_back(bought: PurchaseEntry, seed: str) -> Sequence[int]:
    """Return the days back of a purchase; repeated ones move a little, the same way each time."""
    if bought.every is None:
        return [bought.ago]
    jitter = random.Random(seed)
    days = range(bought.ago, bought.until - 1, -bought.every)
    return [max(1, day + jitter.randint(-_JITTER, _JITTER)) for day in days]


def _moment(now: datetime, ago: int, place: int) -> datetime:
    """Return a moment of a past day; today's lie in the last hours, in order."""
    return now - timedelta(days=ago, minutes=170 - 17 * min(place, 9))


def _due(now: datetime, days: int, place: int) -> datetime:
    """Return a full hour of a day as one promises it; for today one that is still to come."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)
    promised = day.replace(hour=_PROMISED_AT[place % len(_PROMISED_AT)])
    if days == 0 and promised <= now:
        promised = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    return promised.astimezone(UTC)


def _days(entry: CustomerEntry) -> list[int]:
    return [
        *(opportunity.ago for opportunity in entry.opportunities),
        *(promise.ago for promise in entry.promises),
        *(touchpoint.ago for touchpoint in entry.touchpoints),
        *(note.ago for note in entry.notes),
        *(bought.ago for bought in entry.purchases),
    ]


def _oldest(entry: CustomerEntry) -> int:
    return max(_days(entry), default=0) + 1
