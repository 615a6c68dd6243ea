"""A salesperson's own settings: the tone of lines, how many of them, and whether cards open covered."""

from pydantic import ValidationError

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Database
from bot.ports.preferences import Preferences
from crm.people import Actor

AS_IT_FITS = "auto"
"""The button's word for no tone of one's own."""


class PreferenceService:
    """Reads and changes one's own settings; nobody changes another's."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def of(self, actor: Actor) -> Preferences:
        """Return the actor's settings."""
        async with self._database.read() as uow:
            return await uow.preferences.of(actor.salesperson_id)

    async def change(self, uow: BotUnitOfWork, actor: Actor, what: str, choice: str) -> Preferences:
        """Set `tone` (auto, warm, direct, expert), `variants` (1 to 3) or `covered` (0, 1).

        Raises InputRefused `old-button` for anything else.
        """
        known = await uow.preferences.of(actor.salesperson_id)
        changed = known.model_dump() | _change(what, choice)
        try:
            preferences = Preferences.model_validate(changed)
        except ValidationError as error:
            raise InputRefused("old-button") from error
        await uow.preferences.put(actor.salesperson_id, preferences)
        return preferences


def _change(what: str, choice: str) -> dict[str, object]:
    if what == "tone":
        return {"tone": "" if choice == AS_IT_FITS else choice}
    if what == "variants" and choice.isdecimal():
        return {"variants": int(choice)}
    if what == "covered" and choice in {"0", "1"}:
        return {"covered": choice == "1"}
    raise InputRefused("old-button")
