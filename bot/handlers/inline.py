"""Inline mode: `@bot 太贵了` in any chat gives ready lines; the one that was sent is kept as used.

Queries are not stored: they expire within ten seconds, a lost one is typed again, and a keystroke must
not wait for a disk or for the person's own chat. Only the newest query of a person is answered.
"""

import asyncio
import logging
from collections.abc import Sequence

from pydantic import JsonValue
from telegram import Update
from telegram.error import TelegramError

from bot.handlers.client import Client
from bot.handlers.context import Desk, JinjuContext, for_members
from bot.handlers.services import Services
from bot.ports import UseKind
from bot.services.suggesting import Suggestion
from bot.services.texts import Texts, speak
from crm.people import Actor

log = logging.getLogger(__name__)

_NUMBERS = "①②③④⑤⑥⑦⑧"
_EXCERPT = 120


class InlineDesk:
    """Answers inline queries; a newer query of the same person replaces one that still waits."""

    def __init__(self, client: Client, services: Services) -> None:
        """Keep the collaborators."""
        self._client, self._services = client, services
        self._waiting: dict[int, dict[str, JsonValue]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def submit(self, raw: JsonValue) -> bool:
        """Take an update if it is an inline query; return whether it was."""
        query = raw.get("inline_query") if isinstance(raw, dict) else None
        person = query.get("from") if isinstance(query, dict) else None
        if not isinstance(query, dict) or not isinstance(person, dict):
            return False
        telegram_id = int(str(person.get("id", 0)))
        self._waiting[telegram_id] = query
        if telegram_id not in self._tasks:
            task = asyncio.get_running_loop().create_task(self._drain(telegram_id))
            self._tasks[telegram_id] = task
        return True

    async def stop(self) -> None:
        """Drop what is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _drain(self, telegram_id: int) -> None:
        try:
            while query := self._waiting.pop(telegram_id, None):
                try:
                    await self._answer(telegram_id, query)
                except TelegramError as error:  # too old by now, or the network is gone: typed again anyway
                    log.info("an inline query went unanswered: %s", error)
                except Exception:  # a keystroke must not end the lane
                    log.exception("an inline query failed")
        finally:
            self._tasks.pop(telegram_id, None)

    async def _answer(self, telegram_id: int, query: dict[str, JsonValue]) -> None:
        person = query.get("from")
        name = str(person.get("first_name", "")) if isinstance(person, dict) else ""
        actor = await self._services.membership.identify(telegram_id, name)
        found = await self._found(actor, str(query.get("query") or ""), telegram_id) if actor else ()
        if actor and found:
            speak((await self._services.preferences.of(actor)).language)
        await self._client.call(
            "answerInlineQuery",
            {
                "inline_query_id": str(query.get("id")),
                "results": [_result(number, one, self._services.texts) for number, one in enumerate(found)],
                # By default Telegram would show one person's answers to the next who types the same.
                "is_personal": True,
                "cache_time": 0,
            },
        )

    async def _found(self, actor: Actor, query: str, chat_id: int) -> Sequence[Suggestion]:
        return await self._services.suggester.suggest(actor, query, chat_id)


def _result(number: int, one: Suggestion, say: Texts) -> JsonValue:
    """Return an article: the title names the play, never the customer; below it the line itself."""
    style = say(f"tone-{one.variant.style}") if say.has(f"tone-{one.variant.style}") else ""
    title = " · ".join(part for part in (one.topic or say("advice-plain"), style) if part)
    return {
        "type": "article",
        "id": f"{number}.{one.key}",
        "title": f"{_NUMBERS[number]} {title}",
        "description": one.variant.text[:_EXCERPT],
        "input_message_content": {
            "message_text": one.variant.text,
            "link_preview_options": {"is_disabled": True},
        },
    }


@for_members
async def on_chosen(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Keep which line was sent from the inline list (Telegram tells when inline feedback is on)."""
    chosen = update.chosen_inline_result
    if chosen is None:
        return
    key = chosen.result_id.partition(".")[2]
    services = context.services
    one = await services.suggester.chosen(desk.actor, key, chosen.query, chosen.from_user.id)
    async with context.effect() as effect:
        if one is not None:
            await services.line_uses.keep(
                effect.uow, desk.actor, one.variant, UseKind.CHOSEN, customer_id=one.customer_id
            )
