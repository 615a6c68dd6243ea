"""A seller's own hours: the digest on or off and when, quiet hours, time zone; the team's choice."""

from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Database, DaySetting
from bot.services.days.hours import Hours, hours_of
from bot.services.days.scheduling import Scheduler
from crm.people import Actor, Role

ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
)
DIGEST_MINUTES = (7 * 60, 7 * 60 + 30, 8 * 60, 8 * 60 + 30, 9 * 60, 9 * 60 + 30, 10 * 60, 12 * 60)
QUIET = ((21 * 60 + 30, 8 * 60), (20 * 60, 9 * 60), (23 * 60, 7 * 60), (0, 0))
"""From and until; equal means no quiet hours."""


class DaySettingsService:
    """Reads and changes hours."""

    def __init__(self, database: Database, scheduler: Scheduler, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; `zone` is the team's."""
        self._database, self._scheduler, self._zone = database, scheduler, zone

    async def hours(self, actor: Actor) -> Hours:
        """Return the actor's hours."""
        async with self._database.read() as uow:
            return hours_of(await uow.days.setting(actor.salesperson_id), actor.salesperson_id, self._zone)

    async def tells_manager(self, actor: Actor) -> bool:
        """Whether the team's overdue promises go into its manager's digest."""
        async with self._database.read() as uow:
            return await uow.days.tells_manager(actor.team_id)

    async def change(self, uow: BotUnitOfWork, actor: Actor, what: str, choice: int) -> Hours:
        """Set one thing to one of the choices offered, and plan the digests anew.

        `what` is digest (0, 1), at, quiet or zone (a place among the choices), or team (0, 1; managers).
        Raises InputRefused `old-button` for anything else, NotAllowed.
        """
        known = await uow.days.setting(actor.salesperson_id)
        setting = known or DaySetting(salesperson_id=actor.salesperson_id)
        if what == "team":
            actor.require(Role.MANAGER, "digest")
            await uow.days.tell_manager(actor.team_id, bool(choice))
            return hours_of(setting, actor.salesperson_id, self._zone)
        changes = _changes(what, choice)
        setting = setting.model_copy(update=changes)
        await uow.days.put_setting(setting)
        await self._scheduler.replan(uow, await uow.people.get(actor.salesperson_id))
        return hours_of(setting, actor.salesperson_id, self._zone)


def _changes(what: str, choice: int) -> dict[str, object]:
    """Return the fields a button sets; raises InputRefused `old-button` for none of ours."""
    if what == "digest" and choice in {0, 1}:
        return {"digest": bool(choice)}
    if what == "at" and choice in range(len(DIGEST_MINUTES)):
        return {"digest": True, "digest_minute": DIGEST_MINUTES[choice]}
    if what == "quiet" and choice in range(len(QUIET)):
        return dict(zip(("quiet_from", "quiet_until"), QUIET[choice], strict=True))
    if what == "zone" and choice in range(len(ZONES)):
        return {"zone": ZONES[choice]}
    raise InputRefused("old-button")
