"""Rings: looks every few seconds for what is due, and puts one message per person into the outbox."""

import asyncio
import hashlib
import logging
from datetime import datetime, timedelta

from bot.handlers.sender import Sender
from bot.handlers.services import Services
from bot.handlers.show_days import ring_screen
from bot.ports import OutboxItem
from bot.services.days.scheduling import Ringing
from bot.services.texts import speak

log = logging.getLogger(__name__)

EVERY = 15.0
"""Seconds between looks."""
_PLAN_EVERY = timedelta(minutes=5)


class Ringer:
    """One of possibly several on a database; who claims a job first rings it."""

    def __init__(self, services: Services, sender: Sender) -> None:
        """Keep the collaborators."""
        self._services, self._sender = services, sender
        self._planned_at: datetime | None = None

    async def run(self) -> None:
        """Look until cancelled; a failing look costs itself only."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("what is due could not be looked at; trying again")
            await asyncio.sleep(EVERY)

    async def look(self) -> int:
        """Plan now and then, ring what is due; return how many messages were queued."""
        scheduler, now = self._services.days.scheduler, self._services.clock.now()
        # Also when the clock was set back: what was planned for a time to come is due for another look.
        if self._planned_at is None or not self._planned_at <= now < self._planned_at + _PLAN_EVERY:
            await scheduler.plan()
            self._planned_at = now
        rung = 0
        for ringing in await scheduler.take():
            try:
                rung += await self.ring(ringing)
            except Exception:  # one person's message must not hold up the others'
                log.exception("%s could not be rung; tried again when the claim ends", ringing.person.id)
        return rung

    async def ring(self, ringing: Ringing) -> int:
        """Queue one message and mark its jobs sent, both or neither; return how many were queued."""
        services = self._services
        async with services.database.read() as uow:
            speak((await uow.preferences.of(ringing.person.id)).language)
        news = await services.days.news.gather(ringing)
        now = services.clock.now()
        screen = ring_screen(news, now.astimezone(ringing.hours.zone), services.texts)
        async with services.database.write() as uow:
            if not await services.days.scheduler.settle(uow, ringing):
                return 0  # somebody else rings it; leaving without commit takes everything back
            payloads = [] if news.is_empty else list(screen.messages(ringing.chat_id))
            stored = await uow.outbox.add(
                [
                    OutboxItem(
                        key=f"{_key(ringing)}:{number}",
                        chat_id=ringing.chat_id,
                        method="sendMessage",
                        payload=payload,
                        created_at=now,
                    )
                    for number, payload in enumerate(payloads)
                ]
            )
            await uow.commit()
        self._sender.push(stored)
        return bool(stored)


def _key(ringing: Ringing) -> str:
    """The same jobs at the same times are one message, whoever queues it and whenever."""
    told = "|".join(sorted(f"{job.id}@{job.due_at}" for job in ringing.jobs))
    return f"ring:{hashlib.sha256(told.encode()).hexdigest()[:40]}"
