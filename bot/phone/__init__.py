"""The local phone: a strict Bot API server on loopback and a page that looks like a chat.

The production bot talks HTTP to it unchanged; without a token `make run` starts it for a person,
and the tests and benchmarks of the project start it for themselves::

    async with PhoneServer() as phone:                     # 127.0.0.1, a free port, a made-up token
        app = build(token=phone.token, base_url=phone.base_url, base_file_url=phone.base_file_url)
        # or TELEGRAM_API_BASE_URL=phone.url, TELEGRAM_BOT_TOKEN=phone.token
        reply = await phone.ask(7, "太贵了")                # say, and wait for the first reply
        press = await phone.press(reply, "依据")            # by part of a button's label
        await phone.wait_for_answer(press)
        sources = await phone.wait_for_reply(press, match="来源")
        assert reply.copy_texts == ["…", "…"]

People are `User`, `Persona` or a bare id (a private chat with user 7 has the id 7). Acts are
coroutines and return the `Message` (or list, `Press`, `InlineAsk`) they made:

- `say(who, text, reply_to=…, entities=…)`, `edit(message, text)`, `react(who, message, "👍")`
- `forward(who, *texts, origin=origin_hidden("张先生"))`: one update per text; also `origin_user`,
  `origin_chat`, `origin_channel`
- `upload(who, name, content)`, `photo(who)`, `album(who, [None, None])`, `voice(who, content)`,
  `contact(who, phone, first_name)`; `upload(…, None, size=30_000_000)` only claims a size
- `press(message, label or (row, column))`, `press_data(message, data)` for buttons that are gone
- `block(who)`, `unblock(who)`, `group(title, members)` (then `say(…, chat=group)`), `remove_from`
- `inline(who, query)`, `choose(ask, result_id)`
- `connect_business`, `business_say`, `business_own`, `business_delete`
- `inject(update)`: any update object, malformed ones too

What the bot did: `chat(who).messages`, `.replies`, `.drafts`, `.actions`; `Message.text`, `.buttons`,
`.button(label)`, `.copy_texts`, `.edits`, `.raw`; `requests`, `calls("sendMessage")` (each with
`args`, `files`, `status`, `error`); `pending_updates`; `file(message)` gives a document's bytes.

Waiting (all raise TimeoutError, with the bot's last calls): `wait_for_reply(after, match=…)`,
`ask`, `wait_for_edit`, `wait_for_answer(press)`, `wait_for_results(ask)`, `wait_until(condition)`,
`settled(quiet=0.3)`.

Faults: `fault("sendMessage", retry_after=2)`, `fault("*", status=500, times=3)`, `html=True`,
`drop="before"` or `"after"` (the effect), `delay=0.5`; `skip=n` lets n calls pass first. "download"
names file downloads.

Updates keep strictly increasing ids (also over restarts) and stay queued until the bot confirms
them by offset, so `kill -9` tests are honest. `message_reaction` and `chat_member` are queued only
for a bot that asked for them by `allowed_updates`, as with Telegram. Callback queries can be
answered for 15 s (`phone.world.callback_seconds`), inline queries for 10 s.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.phone.faults import Fault
    from bot.phone.people import (
        DEFAULT_PERSONAS,
        Persona,
        User,
        origin_channel,
        origin_chat,
        origin_hidden,
        origin_user,
    )
    from bot.phone.records import Chat, InlineAsk, Message, Press
    from bot.phone.server import PhoneServer
    from bot.phone.serving import serve
    from bot.phone.waits import Request

__all__ = [
    "DEFAULT_PERSONAS",
    "Chat",
    "Fault",
    "InlineAsk",
    "Message",
    "Persona",
    "PhoneServer",
    "Press",
    "Request",
    "User",
    "origin_channel",
    "origin_chat",
    "origin_hidden",
    "origin_user",
    "serve",
]

_HOMES = {
    "people": (
        [
            "DEFAULT_PERSONAS",
            "Persona",
            "User",
            "origin_channel",
            "origin_chat",
            "origin_hidden",
            "origin_user",
        ]
    ),
    "records": ["Chat", "InlineAsk", "Message", "Press"],
    "waits": ["Request"],
    "faults": ["Fault"],
    "server": ["PhoneServer"],
    "serving": ["serve"],
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is exported
    """Import a public name when it is first used."""
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"bot.phone.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
