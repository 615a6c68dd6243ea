"""Each salesperson's own settings, one JSON row a person."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports.preferences import Preferences
from bot.storage.session import Session
from bot.storage.tables_preferences import preference
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
        chosen = preferences.model_dump(mode="json")
        build = postgresql.insert if self._session.is_postgresql else sqlite.insert
        await self._session.run(
            build(preference)
            .values(salesperson_id=salesperson_id, chosen=chosen)
            .on_conflict_do_update(index_elements=[preference.c.salesperson_id], set_={"chosen": chosen})
        )
