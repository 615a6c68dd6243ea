"""What a salesperson chooses for oneself, and what a manager chooses for the team."""

from pydantic import ValidationError

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Database
from bot.ports.preferences import LONGEST_COMPANY, LONGEST_SIGNATURE, Preferences, TeamChoices
from crm.people import Actor, Role

AS_IT_FITS = "auto"
"""The button's word for no choice of one's own."""
_WORDS = ("tone", "language", "address")


class PreferenceService:
    """Reads and changes one's own settings; nobody changes another's."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def of(self, actor: Actor) -> Preferences:
        """Return the actor's settings."""
        async with self._database.read() as uow:
            return await uow.preferences.of(actor.salesperson_id)

    async def team(self, actor: Actor) -> TeamChoices:
        """Return what the actor's team has chosen."""
        async with self._database.read() as uow:
            return await uow.preferences.team(actor.team_id)

    async def change(self, uow: BotUnitOfWork, actor: Actor, what: str, choice: str) -> Preferences:
        """Set one thing to a choice offered by a button.

        `what` is `tone` (auto, warm, direct, expert), `variants` (1 to 3), `covered` (0, 1), `language`
        (auto, zh, en) or `address` (auto, 您, 你). Raises InputRefused `old-button` for anything else.
        """
        return await self._put(uow, actor, _change(what, choice))

    async def sign(self, uow: BotUnitOfWork, actor: Actor, name: str) -> Preferences:
        """Set how the actor signs, empty for not at all. Raises InputRefused `signature-long`."""
        name = _tidy(name)
        if len(name) > LONGEST_SIGNATURE:
            raise InputRefused("signature-long", limit=LONGEST_SIGNATURE)
        return await self._put(uow, actor, {"signature": name})

    async def name_company(self, uow: BotUnitOfWork, actor: Actor, name: str) -> TeamChoices:
        """Set the team's firm, empty for none. Raises NotAllowed, InputRefused `company-long`."""
        actor.require(Role.MANAGER, "settings")
        name = _tidy(name)
        if len(name) > LONGEST_COMPANY:
            raise InputRefused("company-long", limit=LONGEST_COMPANY)
        choices = (await uow.preferences.team(actor.team_id)).model_copy(update={"company": name})
        await uow.preferences.put_team(actor.team_id, choices)
        return choices

    async def _put(self, uow: BotUnitOfWork, actor: Actor, changes: dict[str, object]) -> Preferences:
        known = await uow.preferences.of(actor.salesperson_id)
        try:
            preferences = Preferences.model_validate(known.model_dump() | changes)
        except ValidationError as error:
            raise InputRefused("old-button") from error
        await uow.preferences.put(actor.salesperson_id, preferences)
        return preferences


def _change(what: str, choice: str) -> dict[str, object]:
    if what in _WORDS:
        return {what: "" if choice == AS_IT_FITS else choice}
    if what == "variants" and choice in {"1", "2", "3"}:
        return {"variants": int(choice)}
    if what == "covered" and choice in {"0", "1"}:
        return {"covered": choice == "1"}
    raise InputRefused("old-button")


def _tidy(name: str) -> str:
    """One line without the brackets and dashes that we put around it ourselves."""
    return " ".join(name.split()).strip("【】[]—- ")
