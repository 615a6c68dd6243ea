"""The model's turn: after the first answer is queued, better words replace it by one edit, or nothing does.

Runs beside the updates, never before an answer. Nothing here is durable and nothing has to be: should
the process end, the first answer stands as it is. The edit goes through the outbox under a key of its
own, so that it is queued at most once.
"""

import asyncio
import logging
from dataclasses import dataclass, replace

from pydantic import JsonValue

from bot.handlers.previewing import LinePreview
from bot.handlers.screens import Screen
from bot.handlers.sender import Sender
from bot.handlers.show_advice import advice_screen
from bot.ports import Clock, Database, Dialogue, ModelCall, OutboxItem, StoredAdvice
from bot.services.briefs import Advice
from bot.services.second_reading import SecondReadingService
from bot.services.second_writer import SecondWriter
from bot.services.talking import TalkService
from bot.services.texts import Texts
from bot.services.turns import Turn, TurnKind
from bot.services.writers import Fault, ModelFailed
from crm.base import new_id
from crm.errors import CrmError
from crm.people import Actor

log = logging.getLogger(__name__)

_SENT_WITHIN = 20.0
"""Seconds the first answer may take to reach Telegram before its improvement is dropped."""
_LOOK_AGAIN = 0.1
_LOOK_SOON = (0.005, 0.01, 0.02, 0.05)
_SILENT = frozenset({Fault.RESTING, Fault.LIMIT, Fault.STALE})
"""Failures nobody is told of: nothing was tried, or something newer is on the screen."""


@dataclass(frozen=True)
class Shown:
    """A first answer on its way to the screen: which message it is or becomes, and what led to it."""

    actor: Actor
    turn: Turn
    advice: Advice
    dialogue: Dialogue
    """As stored with the answer; a later change of the row means that something newer happened."""
    topic: str
    message_id: int | None = None
    outbox_key: str = ""
    tone: str = ""
    avoid: tuple[str, ...] = ()


class Improver:
    """One background task per chat; a newer update of the chat ends it."""

    def __init__(
        self,
        second: SecondWriter,
        talk: TalkService,
        reading: SecondReadingService,
        database: Database,
        clock: Clock,
        texts: Texts,
        sender: Sender,
    ) -> None:
        """Keep the collaborators."""
        self._second, self._database, self._clock = second, database, clock
        self._talk, self._reading = talk, reading
        self._say, self._sender = texts, sender
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def start(self, shown: Shown) -> None:
        """Let the model try; returns at once. Does nothing without a model, or nothing to do for it."""
        words = self._second.is_on and bool(shown.advice.variants)
        words = words or self._reading.wanted(shown.advice)
        if not words and not (self._talk.is_on and open_question(shown.advice)):
            return
        chat = shown.dialogue.chat_id
        self.discard(chat)
        task = asyncio.get_running_loop().create_task(self._run(shown))
        self._tasks[chat] = task
        task.add_done_callback(lambda done: self._forget(chat, done))

    def discard(self, chat_id: int) -> None:
        """Something newer arrived in a chat: a draft under way there is stale."""
        task = self._tasks.pop(chat_id, None)
        if task is not None:
            task.cancel()

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks.values()))
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Give up what is under way; the first answers stand."""
        tasks = list(self._tasks.values())
        for chat in list(self._tasks):
            self.discard(chat)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, chat: int, done: "asyncio.Task[None]") -> None:
        if self._tasks.get(chat) is done:
            del self._tasks[chat]

    async def _run(self, shown: Shown) -> None:
        try:
            await self._improve(shown)
        except CrmError as error:  # the customer was erased or given away meanwhile
            log.info("an improvement was dropped: %s", error)
        except Exception:  # the first answer stands, whatever happens here
            log.exception("an improvement failed")

    async def _improve(self, shown: Shown) -> None:
        # Even preparing takes some milliseconds of this loop: the first answer goes out before.
        await self._sender.drained(shown.dialogue.chat_id)
        # Looked up now: nothing is to be waited for once the model has answered.
        message_id = shown.message_id or await self._sent_as(shown.outbox_key)
        if message_id is None:
            return
        shown = replace(shown, message_id=message_id)
        if self._reading.wanted(shown.advice):
            await self._settle(shown)
            return
        if not shown.advice.variants:
            await self._answer(shown)
            return
        preview = LinePreview(
            shown.advice, shown.topic, self._say, lambda screen, number: self._early(shown, screen, number)
        )
        try:
            better, call = await self._second.improve(
                shown.actor,
                shown.turn,
                shown.advice,
                tone=shown.tone,
                avoid=shown.avoid,
                preview=preview,
            )
        except ModelFailed as failed:
            log.info("no improvement: %s", failed)
            if failed.fault not in _SILENT:
                await preview.settle()
                await self._tell(shown, failed.fault)
            return
        log.debug("the chat's pace took %.3f s", await preview.settle())
        shown_now = await self._replace(shown, advice_screen(better, self._say, shown.topic), better, call)
        if call is not None and not shown_now:
            await self._second.count(call)

    async def _settle(self, shown: Shown) -> None:
        """Ask which kind an unsure reading is: agreement takes the question away, else both are offered."""
        settled = await self._reading.settle(shown.actor, shown.turn, shown.advice)
        if settled.choices == shown.advice.choices:
            return
        better = settled.model_copy(update={"id": new_id()})
        await self._replace(shown, advice_screen(better, self._say, shown.topic), better)

    async def _answer(self, shown: Shown) -> None:
        """Answer freely what neither the material nor a command answers; the refusal stands otherwise."""
        try:
            talk = await self._talk.talk(shown.actor, shown.turn.text)
        except ModelFailed as failed:
            log.info("no free answer: %s", failed)
            return
        better = shown.advice.model_copy(
            update={
                "id": new_id(),
                "answer": talk.text,
                "refused": False,
                "notice": self._say("talk-worded"),
                "sources": (),
                "near": (),
                "nearest": False,
                "writer": "model",
                "use": talk.use,
                "proposals": tuple(one.model_dump(mode="json") for one in talk.proposals),
            }
        )
        await self._replace(shown, advice_screen(better, self._say, ""), better)

    async def _tell(self, shown: Shown, fault: Fault) -> None:
        line = self._say("model-rejected" if fault is Fault.REJECTED else "model-failed")
        notice = "\n".join(filter(None, (shown.advice.notice, line)))
        first = shown.advice.model_copy(update={"notice": notice})
        await self._replace(shown, advice_screen(first, self._say, shown.topic), None)

    async def _replace(
        self,
        shown: Shown,
        screen: Screen,
        better: Advice | None,
        call: ModelCall | None = None,
        *,
        key: str = "",
    ) -> bool:
        """Store the better advice and queue the edit in one transaction, unless something newer happened."""
        payloads = list(screen.messages(shown.dialogue.chat_id))
        if shown.message_id is None or len(payloads) != 1:
            return False
        async with self._database.write() as uow:
            row = await uow.dialogues.get(shown.dialogue.chat_id, shown.actor.salesperson_id)
            kept = await uow.advices.get(shown.advice.id, shown.actor.salesperson_id)
            if row is None or kept is None or row.updated_at != shown.dialogue.updated_at:
                return False
            if better is not None:
                await uow.advices.add(_stored(shown, better, kept))
                await uow.dialogues.put(row.model_copy(update={"last_advice_id": better.id}))
            queued = await uow.outbox.add(
                [self._edit(shown, key, payloads[0] | {"message_id": shown.message_id}, screen.advice_id)]
            )
            if not queued:
                return False  # it was queued before
            if call is not None:
                await uow.model_calls.add(call)
            await uow.commit()
        self._sender.push(queued)
        return True

    async def _early(self, shown: Shown, screen: Screen, number: int) -> bool:
        return await self._replace(shown, screen, None, key=f":early{number}")

    def _edit(
        self, shown: Shown, key: str, payload: dict[str, JsonValue], advice_id: str | None
    ) -> OutboxItem:
        return OutboxItem.model_validate(
            {
                "key": f"model:{shown.advice.id}{key}",
                "chat_id": shown.dialogue.chat_id,
                "method": "editMessageText",
                "payload": payload,
                "customer_id": shown.advice.customer_id,
                "advice_id": advice_id,
                "created_at": self._clock.now(),
            }
        )

    async def _sent_as(self, key: str) -> int | None:
        """Return the message a queued answer became; None when it does not get through."""
        for wait in (*_LOOK_SOON, *[_LOOK_AGAIN] * int(_SENT_WITHIN / _LOOK_AGAIN)):
            async with self._database.read() as uow:
                found = await uow.outbox.message_id(key)
            if found is not None:
                return found
            await asyncio.sleep(wait)
        return None


def open_question(advice: Advice) -> bool:
    """Whether a question went unanswered that a model with tools may know."""
    unanswered = not advice.answer or advice.nearest
    return advice.kind == TurnKind.QUESTION and advice.refused and unanswered


def _stored(shown: Shown, better: Advice, first: StoredAdvice) -> StoredAdvice:
    return first.model_copy(update={"id": better.id, "advice": better.model_dump(mode="json")})
