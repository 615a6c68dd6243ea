"""Changing, deleting, pinning and reacting to messages."""

from bot.phone.backend import Backend
from bot.phone.keyboards import reply_markup
from bot.phone.methods.sending import existing
from bot.phone.records import Chat, Message
from bot.phone.texts import caption, message_text
from bot.phone.wire import Call, Json, bad
from bot.phone.world import now

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETABLE_SECONDS = 48 * 3600
_REACTIONS = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 "
    " 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 "
    " 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 "
    "😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
)
REACTIONS = frozenset(_REACTIONS.split())


def _editable(backend: Backend, call: Call) -> Message:
    if call.has("inline_message_id"):
        sent_inline = backend.world.inline.get(call.text("inline_message_id"))
        if sent_inline is None or sent_inline.deleted:
            raise bad("MESSAGE_ID_INVALID")
        return sent_inline
    chat = backend.world.reachable(call.args.get("chat_id"), call.text("business_connection_id"))
    message_id = call.integer("message_id")
    if not message_id:
        raise bad("message identifier is not specified")
    message = existing(chat, message_id, "edit")
    if not message.from_bot:
        raise bad("message can't be edited")
    return message


def _apply(backend: Backend, call: Call, message: Message, fields: Json) -> Json | bool:
    changes = fields | {"reply_markup": reply_markup(call, inline_only=True)}
    if all((message.raw.get(name) or None) == (value or None) for name, value in changes.items()):
        raise bad(NOT_MODIFIED)
    backend.world.changed(message, {**changes, "edit_date": now()})
    return True if call.has("inline_message_id") else message.raw


async def edit_message_text(backend: Backend, call: Call) -> Json | bool:
    """editMessageText; leaving out reply_markup removes the keyboard, as with Telegram."""
    text, entities = message_text(call)
    message = _editable(backend, call)
    if "text" not in message.raw:
        raise bad("there is no text in the message to edit")
    return _apply(backend, call, message, {"text": text, "entities": entities or None})


async def edit_message_caption(backend: Backend, call: Call) -> Json | bool:
    """EditMessageCaption."""
    text, entities = caption(call)
    message = _editable(backend, call)
    if "text" in message.raw or "contact" in message.raw:
        raise bad("there is no caption in the message to edit")
    return _apply(backend, call, message, {"caption": text or None, "caption_entities": entities or None})


async def edit_message_reply_markup(backend: Backend, call: Call) -> Json | bool:
    """EditMessageReplyMarkup."""
    return _apply(backend, call, _editable(backend, call), {})


async def delete_message(backend: Backend, call: Call) -> bool:
    """deleteMessage: own messages, and in private chats the other side's, for 48 hours."""
    chat = backend.world.reachable(call.args.get("chat_id"))
    message = existing(chat, call.integer("message_id"), "delete")
    if not _deletable(chat, message):
        raise bad("message can't be deleted")
    backend.world.remove(message)
    return True


async def delete_messages(backend: Backend, call: Call) -> bool:
    """deleteMessages: those that can be found."""
    chat = backend.world.reachable(call.args.get("chat_id"))
    ids = call.structure("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise bad("can't parse message identifiers: expected 1 to 100 of them")
    for message_id in ids:
        message = chat.by_id.get(int(message_id))
        if message is not None and not message.deleted and _deletable(chat, message):
            backend.world.remove(message)
    return True


def _deletable(chat: Chat, message: Message) -> bool:
    mine = message.from_bot or chat.raw["type"] == "private"
    return mine and bool(message.raw["date"] > now() - DELETABLE_SECONDS)


async def set_message_reaction(backend: Backend, call: Call) -> bool:
    """setMessageReaction: at most one emoji out of Telegram's list."""
    chat = backend.world.reachable(call.args.get("chat_id"))
    message = existing(chat, call.integer("message_id"), "react")
    reactions = call.structure("reaction") or []
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if reaction.get("type") != "emoji" or reaction.get("emoji") not in REACTIONS:
            raise bad("REACTION_INVALID")
    message.prompt["reaction"] = [reaction["emoji"] for reaction in reactions]
    backend.world.touch("message", chat.id, message.raw)
    return True


async def pin_chat_message(backend: Backend, call: Call) -> bool:
    """PinChatMessage."""
    chat = backend.world.reachable(call.args.get("chat_id"))
    existing(chat, call.integer("message_id"), "pin")
    return True


async def unpin_chat_message(backend: Backend, call: Call) -> bool:
    """UnpinChatMessage."""
    backend.world.reachable(call.args.get("chat_id"))
    return True
