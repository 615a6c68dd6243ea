"""Several sellers who send a burst of updates, and what must have become of it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap import open_core
from bot.phone import PhoneServer
from bot.ports import Dialogue
from crm.base import utc_now
from crm.customers import Customer
from crm.people import Role, Salesperson, Scope, Team
from tests.stage import settings_for

SELLERS = 5
EACH = 40
"""Updates of one seller: as many notes that are saved as notes that are only asked about."""
TEAM = "burst-team"
_FIRST_ID = 770000001
_EVERYTHING = Scope(team_id=None, owner_id=None)


def seller(number: int) -> int:
    return _FIRST_ID + number


async def prepare(folder: Path) -> None:
    """Add a team of sellers, each with one pinned customer."""
    now = utc_now()
    async with open_core(settings_for(folder)) as core, core.database.write() as uow:
        await uow.people.add_team(Team(id=TEAM, name="连发队", created_at=now))
        for number in range(SELLERS):
            await uow.people.add(
                Salesperson(
                    id=f"burst-{number}",
                    team_id=TEAM,
                    name=f"销售{number}",
                    role=Role.SALESPERSON,
                    telegram_id=seller(number),
                    created_at=now,
                )
            )
            await uow.customers.add_many([_customer(number)])
            await uow.dialogues.put(
                Dialogue(
                    chat_id=seller(number),
                    salesperson_id=f"burst-{number}",
                    pinned_customer_id=f"burst-customer-{number}",
                    updated_at=now,
                )
            )
        await uow.commit()


def _customer(number: int) -> Customer:
    now = utc_now()
    return Customer(
        id=f"burst-customer-{number}",
        team_id=TEAM,
        owner_id=f"burst-{number}",
        name=f"客户{'甲乙丙丁戊'[number]}",
        created_at=now,
        updated_at=now,
    )


async def send(phone: PhoneServer, first: int = 0, count: int = EACH) -> None:
    """Send every seller's updates, interleaved: an even number is saved, an odd one asked about."""
    for turn in range(first, first + count):
        for number in range(SELLERS):
            word = "/note" if turn % 2 == 0 else "记一下"
            await phone.say(seller(number), f"{word} 第{turn}条")


async def saved(folder: Path) -> list[list[str]]:
    """Return the notes in the database, per seller's customer."""
    async with open_core(settings_for(folder)) as core, core.database.read() as uow:
        return [
            [note.text for note in (await uow.customers.get(f"burst-customer-{n}", _EVERYTHING)).notes]
            for n in range(SELLERS)
        ]


async def unfinished(folder: Path, bot_id: int) -> tuple[int, int, int]:
    """Return how many updates wait, how many were given up, and how many replies are unsent."""
    async with open_core(settings_for(folder)) as core, core.database.read() as uow:
        return (
            len(await uow.inbox.pending(bot_id)),
            len(await uow.inbox.dead()),
            len(await uow.outbox.pending()),
        )


@dataclass(frozen=True)
class Replies:
    """What a seller got: the numbers asked about in order, and how many replies came twice."""

    asked: list[int]
    doubles: int


def replies(phone: PhoneServer, number: int, turns: int) -> Replies:
    """Count the replies of one seller's chat."""
    shown = [message.text for message in phone.chat(seller(number)).replies]
    asked = [int(text.split("「第")[1].split("条")[0]) for text in shown if "「第" in text]
    saved_count = sum(text.startswith("记下了") for text in shown)
    assert len(asked) + saved_count == len(shown), f"something else was said: {Counter(shown)}"
    doubles = len(asked) - len(set(asked)) + max(0, saved_count - turns // 2)
    return Replies(list(dict.fromkeys(asked)), doubles)
