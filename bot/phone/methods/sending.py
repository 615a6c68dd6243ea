"""Sending text, drafts and contacts; forwarding and copying."""

import time
from typing import Any

from bot.phone.backend import Backend
from bot.phone.entities import TEXT_LIMIT, units
from bot.phone.keyboards import reply_markup
from bot.phone.methods.profile import business_chat_target
from bot.phone.records import Chat, Draft, Message
from bot.phone.texts import checked_caption, formatted, message_text
from bot.phone.wire import Call, Json, bad
from bot.phone.world import DRAFT_SECONDS, now

_ACTIONS = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note "
)
ACTIONS = frozenset(_ACTIONS.split())
_CONTENT = (
    "text entities caption caption_entities photo document voice audio video contact link_preview_options "
)
CONTENT = frozenset(_CONTENT.split())
DAY = 24 * 3600


def target(backend: Backend, call: Call) -> Chat:
    """Return the chat a sending call is for.

    Raises:
        Refused: unknown, blocked, or not allowed over the business connection.
    """
    business = business_chat_target(backend, call)
    chat = backend.world.reachable(call.args.get("chat_id"), business)
    if business and not any(
        not one.from_bot and one.raw["date"] > now() - DAY and one.raw["from"]["id"] == chat.id
        for one in chat.messages
    ):
        raise bad("BUSINESS_PEER_USAGE_MISSING")
    return chat


def deliver(backend: Backend, call: Call, content: Json, chat: Chat | None = None) -> Json:
    """Put a message of the bot into a chat and return its Message object.

    Raises:
        Refused: chat, reply or reply markup are wrong.
    """
    markup = reply_markup(call) or {}
    chat = chat or target(backend, call)
    fields = _reply(call, chat) | content
    if "inline_keyboard" in markup:
        fields["reply_markup"] = markup
    if call.flag("protect_content"):
        fields["has_protected_content"] = True
    prompt = {} if "inline_keyboard" in markup else markup
    sender = backend.world.bot
    if chat.business_id:
        sender = backend.world.business[chat.business_id]["user"]
        fields["sender_business_bot"] = backend.world.bot
    message = backend.world.add(chat, fields, sender=sender, from_bot=True, prompt=prompt)
    if chat.business_id:
        backend.updates.push("business_message", message.raw, lane=chat.id)
    return message.raw


def _reply(call: Call, chat: Chat) -> Json:
    parameters = call.structure("reply_parameters") or {}
    message_id = parameters.get("message_id") or call.integer("reply_to_message_id")
    if not message_id:
        return {}
    original = chat.by_id.get(int(message_id))
    if original is None or original.deleted:
        if parameters.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    quoted = {name: value for name, value in original.raw.items() if name != "reply_to_message"}
    return {"reply_to_message": quoted}


def existing(chat: Chat, message_id: int, what: str) -> Message:
    """Return a message that stands.

    Raises:
        Refused: `message to … not found`.
    """
    message = chat.by_id.get(message_id)
    if message is None or message.deleted:
        raise bad(f"message to {what} not found")
    return message


async def send_message(backend: Backend, call: Call) -> Json:
    """SendMessage."""
    text, entities = message_text(call)
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    preview = call.structure("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return deliver(backend, call, content)


async def send_message_draft(backend: Backend, call: Call) -> bool:
    """sendMessageDraft: a preview that lives 30 seconds; an empty text shows that it is thinking."""
    text, entities = formatted(call.text("text"), call.text("parse_mode"), call.structure("entities"))
    if units(text) > TEXT_LIMIT:
        raise bad("message is too long")
    if call.integer("draft_id") == 0:
        raise bad("draft_id must be non-zero")
    chat = backend.world.reachable(call.args.get("chat_id"))
    if chat.raw["type"] != "private":
        raise bad("chat must be private")
    chat.draft = Draft(call.integer("draft_id"), text, entities, time.monotonic() + DRAFT_SECONDS)
    chat.drafts.append(text)
    backend.world.touch(
        "draft",
        chat.id,
        {"draft_id": chat.draft.id, "text": text, "entities": entities, "seconds": DRAFT_SECONDS},
    )
    return True


async def send_contact(backend: Backend, call: Call) -> Json:
    """SendContact."""
    phone, name = call.text("phone_number"), call.text("first_name")
    if not phone or not name:
        raise bad("PHONE_NUMBER_INVALID" if not phone else "contact first name is empty")
    contact = {"phone_number": phone, "first_name": name}
    if call.has("last_name"):
        contact["last_name"] = call.text("last_name")
    return deliver(backend, call, {"contact": contact})


async def send_chat_action(backend: Backend, call: Call) -> bool:
    """SendChatAction."""
    action = call.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = target(backend, call)
    chat.action = action
    chat.actions.append(action)
    backend.world.touch("action", chat.id, {"action": action})
    return True


def _original(backend: Backend, call: Call, what: str) -> Message:
    source = backend.world.reachable(call.args.get("from_chat_id"))
    message = existing(source, call.integer("message_id"), what)
    if message.raw.get("has_protected_content"):
        raise bad(f"the message can't be {'forwarded' if what == 'forward' else 'copied'}")
    return message


async def forward_message(backend: Backend, call: Call) -> Json:
    """forwardMessage, with the origin shown."""
    message = _original(backend, call, "forward")
    content: Json = {name: message.raw[name] for name in CONTENT if name in message.raw}
    content["forward_origin"] = message.raw.get("forward_origin") or {
        "type": "user",
        "sender_user": message.raw["from"],
        "date": message.raw["date"],
    }
    return deliver(backend, call, content)


async def copy_message(backend: Backend, call: Call) -> Json:
    """copyMessage, without the origin; the caption may be replaced."""
    message = _original(backend, call, "copy")
    content: Json = {name: message.raw[name] for name in CONTENT if name in message.raw}
    if call.has("caption") and "text" not in content:
        content |= _caption(call)
    return {"message_id": deliver(backend, call, content)["message_id"]}


def _caption(call: Call) -> dict[str, Any]:
    text, entities = checked_caption(
        call.text("caption"), call.text("parse_mode"), call.structure("caption_entities")
    )
    return {"caption": text, "caption_entities": entities}
