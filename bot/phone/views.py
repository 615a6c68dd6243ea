"""What the page is shown: messages, personas and commands as small JSON objects."""

from bot.phone.people import Persona
from bot.phone.records import Chat, Message
from bot.phone.wire import Json
from bot.phone.world import World

FILE_KINDS = ("photo", "document", "voice", "audio", "video")


def message_view(message: Message) -> Json:
    """Return a message as the page shows it; the page escapes everything itself."""
    raw = message.raw
    view: Json = {
        "id": message.id,
        "mine": not message.from_bot,
        "date": raw["date"],
        "edited": "edit_date" in raw,
        "text": message.text,
        "entities": message.entities,
        "keyboard": message.keyboard,
        "prompt": {name: one for name, one in message.prompt.items() if name != "reactions_of"},
    }
    view |= _file(raw) | _origin(raw)
    if "media_group_id" in raw:
        view["album"] = raw["media_group_id"]
    if "contact" in raw:
        view["contact"] = raw["contact"]
    if "reply_to_message" in raw:
        original = raw["reply_to_message"]
        view["reply"] = {
            "id": original["message_id"],
            "name": original["from"]["first_name"],
            "text": str(original.get("text") or original.get("caption") or "附件")[:80],
        }
    return view


def _file(raw: Json) -> Json:
    for kind in FILE_KINDS:
        entry = raw.get(kind)
        if not entry:
            continue
        shown = entry[-1] if isinstance(entry, list) else entry
        names = ("file_id", "file_name", "file_size", "mime_type", "width", "height", "duration")
        return {"kind": kind, "file": {name: shown[name] for name in names if name in shown}}
    return {}


def _origin(raw: Json) -> Json:
    origin = raw.get("forward_origin")
    if not origin:
        return {}
    sender = origin.get("sender_user") or {}
    chat = origin.get("sender_chat") or origin.get("chat") or {}
    return {
        "forward": origin.get("sender_user_name")
        or sender.get("first_name")
        or chat.get("title")
        or "隐藏用户"
    }


def persona_view(persona: Persona) -> Json:
    """Return a persona for the switch."""
    return {"id": persona.id, "name": persona.name, "role": persona.role}


def chat_view(world: World, chat: Chat | None, limit: int) -> list[Json]:
    """Return the last messages of a chat, oldest first."""
    return [message_view(one) for one in chat.messages[-limit:]] if chat else []
