"""A walk through the whole face: every command, everyday sentences, and every kind of button behind them."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.handlers.register import COMMANDS
from bot.phone import Message
from bot.phone.wire import Json
from tests.stage import Stage

PATIENCE = 30.0
STAYS = re.compile(r"^(go:(zh|en)|st:language:.*|st:open:secretary)$")
"""Buttons that would change the language, and with it the walk."""
LAST = re.compile(r"^(fy|fr|my|mp|hy|hd|rm|bt|bd):")
"""Buttons that take somebody or something away: pressed when everything else was seen."""
_NAMED = re.compile(r"^[a-z][a-z_]{0,14}$")


@dataclass(frozen=True)
class Shown:
    """A message as it stood on the screen, and what led to it."""

    led_by: str
    text: str
    raw: Json

    @property
    def key(self) -> str:
        """What makes it the same screen as another."""
        return self.text + repr(self.raw.get("reply_markup"))


@dataclass
class Walk:
    """One person's walk; remembers every message of the bot, each state of an edited one too."""

    stage: Stage
    person: int
    seen: dict[str, Shown] = field(default_factory=dict)
    each: int = 1
    """Buttons pressed of one kind; the kind is the data without ids."""
    pressed: Counter[str] = field(default_factory=Counter)
    later: list[tuple[Message, str, str]] = field(default_factory=list)

    async def speaks(self, locale: str) -> None:
        """Change the language, as the button of the first screen does."""
        first = await self.stage.phone.ask(self.person, "/start", timeout=PATIENCE)
        await self._press(first, f"go:{locale}", f"go:{locale}")
        self.seen.clear()

    async def types(self, *texts: str) -> None:
        """Type each text, then press every kind of button that this leads to."""
        for text in texts:
            before = self.stage.phone.world.seq
            await self.stage.phone.say(self.person, text)
            await self._follow(await self._look(before, text))

    async def forwards(self, *texts: str, origin: Json) -> None:
        """Forward messages of somebody."""
        before = self.stage.phone.world.seq
        await self.stage.phone.forward(self.person, *texts, origin=origin)
        await self._follow(await self._look(before, f"forward of {texts[0]}"))

    async def ends(self) -> None:
        """Press what was put off: buttons that take something away."""
        await self._follow(self.later, ending=True)

    async def _follow(self, found: Iterable[tuple[Message, str, str]], *, ending: bool = False) -> None:
        waiting = deque(found)
        while waiting:
            message, data, path = waiting.popleft()
            kind = kind_of(data)
            if self.pressed[kind] >= self.each or STAYS.match(data):
                continue
            if LAST.match(data) and not ending:
                self.later.append((message, data, path))
                continue
            self.pressed[kind] += 1
            waiting.extend(await self._press(message, data, path))

    async def _press(self, message: Message, data: str, path: str) -> list[tuple[Message, str, str]]:
        before = self.stage.phone.world.seq
        await self.stage.phone.press_data(message, data)
        return await self._look(before, path)

    async def _look(self, before: int, led_by: str) -> list[tuple[Message, str, str]]:
        """Keep what is new on the screen; return the buttons on it."""
        await self._done(before)
        found = []
        for message in self._news(before):
            shown = Shown(led_by, message.text, dict(message.raw))
            self.seen.setdefault(shown.key, shown)
            for button in message.buttons:
                if data := str(button.get("callback_data") or ""):
                    found.append((message, data, f"{led_by} > {button['text']}"))
        return found

    async def _done(self, before: int) -> None:
        phone, running = self.stage.phone, self.stage.running
        await phone.wait_until(lambda: not len(phone.updates) and self._called(before), PATIENCE)
        await running.dispatcher.idle()
        await running.sender.idle()

    def _called(self, before: int) -> bool:
        """Whether the bot did anything that can be seen."""
        answered = any(
            press.answer is not None and press.seq > before
            for press in self.stage.phone.world.presses.values()
        )
        return answered or any(True for _ in self._news(before))

    def _news(self, before: int) -> Iterator[Message]:
        for message in self.stage.phone.chat(self.person).replies:
            if max(message.seq, message.edited_seq) > before:
                yield message


def kind_of(data: str) -> str:
    """Return button data without its ids and numbers."""
    return ":".join(piece if _NAMED.match(piece) else "#" for piece in data.split(":"))


def commands() -> Sequence[str]:
    """Return every command as typed."""
    return [f"/{name}" for name, _ in COMMANDS]
