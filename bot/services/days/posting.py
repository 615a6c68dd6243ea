"""The day's list for each salesperson of a team, as the manager has it posted."""

from typing import NamedTuple

from bot.ports import Database
from bot.services.today import TodayItem, TodayService
from crm.people import RANK, Actor, Role, Salesperson


class Post(NamedTuple):
    """One person's list, in that person's language (empty: the bot's own)."""

    person: Salesperson
    items: tuple[TodayItem, ...]
    language: str


class PostingService:
    """Gathers lists; each holds only what its reader may see."""

    def __init__(self, database: Database, today: TodayService) -> None:
        """Keep the collaborators."""
        self._database, self._today = database, today

    async def posts(self, actor: Actor) -> tuple[Post, ...]:
        """Return the lists to post: a manager's whole team without the manager, else one's own.

        Whoever has never opened the bot is among them without a Telegram account.
        """
        leads = RANK[actor.role] >= RANK[Role.MANAGER]
        async with self._database.read() as uow:
            team = [one for one in await uow.people.in_team(actor.team_id) if one.active]
            wanted = [one for one in team if (one.id != actor.salesperson_id) is leads]
            languages = {one.id: (await uow.preferences.of(one.id)).language for one in wanted}
        return tuple([await self._post(one, languages[one.id]) for one in wanted])

    async def _post(self, person: Salesperson, language: str) -> Post:
        if person.telegram_id is None:
            return Post(person, (), language)
        actor = Actor(salesperson_id=person.id, team_id=person.team_id, role=person.role, name=person.name)
        return Post(person, tuple(await self._today.due(actor)), language)
