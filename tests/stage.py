"""A whole product on a stage: phone, database, services and the bot, in one process over HTTP."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.bootstrap import Core, open_core
from bot.config import Settings
from bot.handlers.client import make_client
from bot.handlers.runner import Hook, Running, running_bot
from bot.phone import PhoneServer
from crm.people import Actor, Role

STRANGER = 990000099
NEWCOMER = 990000098
ADMIN = 990000001


@dataclass(frozen=True)
class Stage:
    """Everything a test may look at."""

    phone: PhoneServer
    core: Core
    running: Running
    people: dict[str, int]

    def person(self, who: str) -> int:
        """Return the Telegram id of seller, manager, stranger, newcomer, admin, or a sample name."""
        return self.people[who]

    async def retire(self, name: str) -> None:
        """Take a person off the team, as a manager would."""
        async with self.core.database.write() as uow:
            team = next(one for one in await uow.people.teams() if one.is_sample)
            people = await uow.people.in_team(team.id)
            boss = next(one for one in people if one.role is Role.MANAGER)
            actor = Actor(salesperson_id=boss.id, team_id=team.id, role=boss.role, name=boss.name)
            person = next(one for one in people if one.name == name)
            await self.core.services.membership.remove(uow, actor, person.id)
            await uow.commit()

    async def dead_letters(self) -> list[str]:
        """Return the errors of updates that were given up."""
        async with self.core.database.read() as uow:
            return [item.error for item in await uow.inbox.dead()]


def settings_for(folder: Path) -> Settings:
    """Return settings for a data folder, free of the machine's environment."""
    return Settings(_env_file=None, data_dir=folder, telegram_bot_token=None, admin_telegram_ids=(ADMIN,))


async def prepare_sample(folder: Path) -> None:
    """Fill a data folder with the sample team; complete or not there at all."""
    beside = folder.with_suffix(".making")
    shutil.rmtree(beside, ignore_errors=True)
    async with open_core(settings_for(beside)) as core, core.database.write() as uow:
        await core.sample.load(uow)
        await uow.commit()
    beside.replace(folder)


def sample_folder(prepared: Path, target: Path) -> Path:
    """Return a copy of the prepared sample team that may be written to."""
    folder = target / "data"
    shutil.copytree(prepared, folder)
    return folder


@asynccontextmanager
async def open_stage(
    folder: Path, *, hook: Hook | None = None, settings: Settings | None = None
) -> AsyncIterator[Stage]:
    """Run phone and bot on a data folder."""
    async with (
        open_core(settings or settings_for(folder)) as core,
        PhoneServer(page=False) as phone,
        make_client(phone.token, phone.url) as client,
        running_bot(client, core.services, hook=hook) as running,
    ):
        yield Stage(phone, core, running, await _people(core))


async def _people(core: Core) -> dict[str, int]:
    people = {"stranger": STRANGER, "newcomer": NEWCOMER, "admin": ADMIN}
    async with core.database.read() as uow:
        for team in await uow.people.teams():
            for person in await uow.people.in_team(team.id):
                if person.telegram_id is not None and person.active:
                    people.setdefault(person.name, person.telegram_id)
                    people.setdefault(
                        "seller" if person.role == "salesperson" else person.role, person.telegram_id
                    )
    return people
