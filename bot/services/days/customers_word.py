"""What a customer promises (我周五过来付定金): the seller is reminded when it falls due."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ports import Clock, Database
from bot.services.days.hours import hours_of, remind_at
from bot.services.days.request import Wish
from crm.people import Actor
from crm.promising import Promised, Voice, find_promises


class CustomersWordService:
    """Finds a customer's own promises; nothing is stored here."""

    def __init__(self, database: Database, clock: Clock, *, zone: ZoneInfo) -> None:
        """Keep the collaborators; `zone` is the team's, for whoever set none."""
        self._database, self._clock, self._zone = database, clock, zone

    async def wish(self, actor: Actor, text: str, voice: Voice) -> Wish | None:
        """Return the reminder that the first dated promise of a customer in a text is worth, or None."""
        now = self._clock.now()
        if not text.strip():
            return None
        async with self._database.read() as uow:
            setting = await uow.days.setting(actor.salesperson_id)
        zone = hours_of(setting, actor.salesperson_id, self._zone).zone
        return worth_a_reminder(find_promises(text, now.astimezone(zone), voice), now, zone)


def worth_a_reminder(found: Sequence[Promised], now: datetime, zone: ZoneInfo) -> Wish | None:
    """Return the reminder for the first promise of a customer that still lies ahead.

    It rings an hour before a named hour, in the morning of a named day.
    """
    for one in found:
        if one.by is Voice.CUSTOMER and one.due is not None and one.due > now:
            return Wish(one.text, remind_at(one.due, exact=one.exact, now=now, zone=zone), True)
    return None
