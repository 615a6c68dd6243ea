"""A dialogue as data, and how a step of it is acted on the phone and checked."""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.phone import Message, Press, origin_hidden
from tests.scenarios.bad_files import BUILDERS
from tests.stage import Stage

PATIENCE = 15.0
"""Seconds for a reply; generous, because the machine may be busy with other tests."""
QUIET = 0.4
"""Seconds without any call of the bot that count as silence."""
_LEFT_OPEN = ("{", "}", "None", "___", "××", "XX", "某某")
_COPY_LIMIT = 256


class Step(BaseModel):
    """One thing a person does, and what has to be on the screen afterwards."""

    model_config = ConfigDict(extra="forbid")

    who: str = Field("", description="Who acts; the dialogue's person by default")
    say: str | None = Field(None, description="Typed text; {NAME} inserts what `keep` remembered")
    press: str = Field("", description="Part of a button's label")
    of: str = Field("", description="Press on the last message that holds this text, not on the last one")
    data: str = Field("", description="Press a button with this data, made up or long gone")
    upload: str = Field("", description="Name of a file; its bytes are `content`, or `made` by a builder")
    content: str = ""
    made: str = ""
    forward: list[str] = Field([], description="One forwarded message each")
    sender: str = "客户"
    comment: str = Field("", description="Typed right after the forwards")
    send: Literal["", "voice", "photo"] = ""
    group: str = Field("", description="Say this in a group instead")
    retire: str = Field("", description="Remove this person from the team (as a manager would)")

    expect: list[str] = []
    one_of: list[str] = []
    never: list[str] = []
    buttons: list[str] = []
    no_buttons: bool = False
    copies: int | None = Field(None, description="How many lines can be copied")
    figures: list[str] = Field([], description="The only figures the lines may hold; none by default")
    in_lines: list[str] = Field([], description="Has to stand in one of the lines")
    in_one_of_lines: list[str] = Field([], description="One of these has to stand in a line")
    longest: int = Field(_COPY_LIMIT, description="Characters of the longest line")
    new_lines: bool = Field(False, description="No line was shown before in this dialogue")
    silence: bool = Field(False, description="The bot says nothing at all")
    replies: int | None = Field(None, description="So many messages come, and no more")
    file: list[str] = Field([], description="Has to stand in the file that is sent back")
    keep: dict[str, str] = Field({}, description="Remember what a pattern's group finds on the screen")


class Dialogue(BaseModel):
    """A talk with the bot; `who` is seller, manager, admin, stranger, newcomer or a sample name."""

    model_config = ConfigDict(extra="forbid")

    title: str
    who: str = "seller"
    steps: list[Step]


class Play:
    """One performance of a dialogue; remembers what was shown to whom."""

    def __init__(self, stage: Stage, dialogue: Dialogue) -> None:
        self.stage, self.dialogue = stage, dialogue
        self.kept: dict[str, str] = {}
        self.lines: set[str] = set()
        self.shown: dict[str, list[Message]] = {}

    async def run(self) -> None:
        for number, step in enumerate(self.dialogue.steps, 1):
            where = f"{self.dialogue.title}, step {number}"
            who = step.who or self.dialogue.who
            acted = await self._act(step, who)
            if step.silence:
                await self._check_silence(acted, where)
            elif acted is not None:
                await self._check(step, who, acted, where)

    # --- acting ---

    async def _act(self, step: Step, who: str) -> Message | Press | None:
        phone = self.stage.phone
        if step.retire:
            await self.stage.retire(step.retire)
            return None
        if step.press:
            return await phone.press(self._pressed(step, who), step.press)
        if step.data:
            return await phone.press_data(self._pressed(step, who), self._filled(step.data))
        return await self._send(step, self.stage.person(who))

    async def _send(self, step: Step, person: int) -> Message:
        phone = self.stage.phone
        if step.upload:
            content = BUILDERS[step.made]() if step.made else self._filled(step.content).encode()
            return await phone.upload(person, step.upload, content)
        if step.forward:
            sent = await phone.forward(person, *step.forward, origin=origin_hidden(step.sender))
            return await phone.say(person, step.comment) if step.comment else sent[-1]
        if step.send:
            voice = step.send == "voice"
            return await (phone.voice(person, b"OggS voice") if voice else phone.photo(person))
        if step.group:
            group = await phone.group("销售群", [person])
            return await phone.say(person, step.group, chat=group)
        return await phone.say(person, self._filled(step.say or ""))

    def _pressed(self, step: Step, who: str) -> Message:
        seen = [message for message in self.shown.get(who, []) if step.of in message.text]
        assert seen, f"nothing to press with {step.of!r}"
        return seen[-1]

    def _filled(self, text: str) -> str:
        for name, value in self.kept.items():
            text = text.replace(f"{{{name}}}", value)
        return text.encode().decode("unicode_escape") if "\\u" in text else text

    # --- checking ---

    async def _check_silence(self, acted: Message | Press | None, where: str) -> None:
        assert acted is not None, f"{where}: nothing was done"
        phone = self.stage.phone
        await phone.settled(quiet=QUIET)
        chat = phone.chat(acted.message if isinstance(acted, Press) else acted)
        said = [one.text for one in chat.replies if one.seq > acted.seq]
        assert said == [], f"{where}: {said}"

    async def _check(self, step: Step, who: str, acted: Message | Press, where: str) -> None:
        phone = self.stage.phone
        shown = await phone.wait_for_reply(acted, timeout=PATIENCE)
        if step.replies is not None:
            await phone.settled(quiet=QUIET)
            after = [one.text for one in phone.chat(shown).replies if one.seq > acted.seq]
            assert len(after) == step.replies, f"{where}: {after}"
        if step.file:
            sent = await phone.wait_for_reply(acted, match=lambda one: one.document, timeout=PATIENCE)
            content = phone.file(sent).decode("utf-8-sig", "replace")
            _holds(content, step.file, f"{where}, the file")
        self.shown.setdefault(who, []).append(shown)
        _check_text(step, shown, where)
        self._check_lines(step, shown, where)
        for name, pattern in step.keep.items():
            haystack = shown.text + "\n" + "\n".join(str(b.get("callback_data", "")) for b in shown.buttons)
            found = re.search(pattern, haystack)
            assert found, f"{where}: {pattern!r} finds nothing in\n{haystack}"
            self.kept[name] = found[1]

    def _check_lines(self, step: Step, shown: Message, where: str) -> None:
        lines = shown.copy_texts
        if step.copies is not None:
            assert len(lines) == step.copies, f"{where}: lines to copy: {lines}"
        assert len(set(lines)) == len(lines), f"{where}: the same line twice"
        _holds("\n".join(lines), step.in_lines, f"{where}, the lines")
        if step.in_one_of_lines:
            assert any(words in line for words in step.in_one_of_lines for line in lines), (
                f"{where}: none of {step.in_one_of_lines} in {lines}"
            )
        for line in lines:
            assert line in shown.text, f"{where}: what is copied is not what is shown"
            assert len(line) <= step.longest, f"{where}: {len(line)} characters: {line}"
            free = [figure for figure in re.findall(r"\d+(?:\.\d+)?", line) if figure not in step.figures]
            assert not free, f"{where}: figures nobody gave: {free} in {line}"
        if step.new_lines:
            assert not self.lines & set(lines), f"{where}: shown before: {self.lines & set(lines)}"
        self.lines |= set(lines)


def _check_text(step: Step, shown: Message, where: str) -> None:
    text = shown.text
    _holds(text, step.expect, where)
    if step.one_of:
        assert any(words in text for words in step.one_of), f"{where}: none of {step.one_of} in\n{text}"
    labels = " | ".join(str(button.get("text")) for button in shown.buttons)
    for words in (*step.never, *_LEFT_OPEN):
        assert words not in text, f"{where}: {words!r} must not stand in\n{text}"
        assert words not in labels, f"{where}: {words!r} must not stand on a button: {labels}"
    for label in step.buttons:
        assert label in labels, f"{where}: no button {label!r} in {labels!r}"
    if step.no_buttons:
        assert not shown.buttons, f"{where}: buttons {labels!r}"


def _holds(text: str, all_of: list[str], where: str) -> None:
    for words in all_of:
        assert words in text, f"{where}: {words!r} is missing in\n{text}"
