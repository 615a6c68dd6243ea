"""Each salesperson's and each team's own settings, one JSON row each."""

from pydantic import JsonValue
from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports.preferences import Preferences, TeamChoices
from bot.storage.session import Session
from bot.storage.tables_preferences import preference, team_choice
from crm.base import Id

_OF = select(preference.c.chosen).where(preference.c.salesperson_id == bindparam("salesperson"))


class SqlPreferences:
    """Implements `bot.ports.preferences.PreferenceBook`."""

    def __init__(self, session: Session) -> None:
        """Work inside an open transaction."""
        self._session = session

    async def of(self, salesperson_id: Id) -> Preferences:
        """Return a person's settings, the defaults when none are stored."""
        chosen = await self._session.scalar(_OF, {"salesperson": salesperson_id}, quick=True)
        return Preferences() if chosen is None else Preferences.model_validate(chosen)

    async def put(self, salesperson_id: Id, preferences: Preferences) -> None:
        """Store a person's settings in place of the ones before."""
        await self._put(preference, "salesperson_id", salesperson_id, preferences.model_dump(mode="json"))

    async def team(self, team_id: Id) -> TeamChoices:
        """Return a team's choices, the defaults when none are stored."""
        chosen = await self._session.scalar(
            select(team_choice.c.chosen).where(team_choice.c.team_id == team_id)
        )
        return TeamChoices() if chosen is None else TeamChoices.model_validate(chosen)

    async def put_team(self, team_id: Id, choices: TeamChoices) -> None:
        """Store a team's choices in place of the ones before."""
        await self._put(team_choice, "team_id", team_id, choices.model_dump(mode="json"))

    async def _put(self, table: Table, key: str, id: Id, chosen: dict[str, JsonValue]) -> None:
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        await self._session.run(
            build(table)
            .values({key: id, "chosen": chosen})
            .on_conflict_do_update(index_elements=[table.c[key]], set_={"chosen": chosen})
        )
