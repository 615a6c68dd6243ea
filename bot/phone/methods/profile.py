"""The bot itself, its commands and texts, and what it may ask about chats."""

from collections.abc import Awaitable, Callable

from bot.phone.backend import Backend
from bot.phone.wire import Call, Json, bad, forbidden


async def get_me(backend: Backend, call: Call) -> Json:
    """The bot's own User object."""
    return backend.world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": True,
        "has_main_web_app": False,
    }


async def set_my_commands(backend: Backend, call: Call) -> bool:
    """Replace the command menu of a scope and language."""
    backend.profile.set_commands(
        call.structure("commands"), call.structure("scope"), call.text("language_code")
    )
    backend.world.touch("commands")
    return True


async def get_my_commands(backend: Backend, call: Call) -> list[Json]:
    """The command menu of exactly this scope and language."""
    return backend.profile.commands(call.structure("scope"), call.text("language_code"))


async def delete_my_commands(backend: Backend, call: Call) -> bool:
    """Remove the command menu of a scope and language."""
    backend.profile.set_commands([], call.structure("scope"), call.text("language_code"))
    backend.world.touch("commands")
    return True


def set_text(name: str, limit: int) -> Callable[[Backend, Call], Awaitable[bool]]:
    """Return setMyName and its like."""

    async def method(backend: Backend, call: Call) -> bool:
        if len(call.text(name)) > limit:
            raise bad(f"BOT_{name.upper()}_TOO_LONG")
        backend.profile.texts[name, call.text("language_code")] = call.text(name)
        backend.world.touch("commands")
        return True

    return method


def get_text(name: str) -> Callable[[Backend, Call], Awaitable[Json]]:
    """Return getMyName and its like."""

    async def method(backend: Backend, call: Call) -> Json:
        texts = backend.profile.texts
        default = backend.world.bot["first_name"] if name == "name" else ""
        return {name: texts.get((name, call.text("language_code"))) or texts.get((name, ""), default)}

    return method


async def get_menu_button(backend: Backend, call: Call) -> Json:
    """The menu button always opens the commands."""
    return {"type": "commands"}


async def get_chat(backend: Backend, call: Call) -> Json:
    """A chat's full information."""
    chat = backend.world.reachable(call.args.get("chat_id"))
    limits = {"max_reaction_count": 11, "accent_color_id": 0}
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    return chat.raw | limits | {"accepted_gift_types": gifts}


async def get_chat_member(backend: Backend, call: Call) -> Json:
    """Whether somebody is in a chat."""
    chat = backend.world.reachable(call.args.get("chat_id"))
    user_id = call.integer("user_id")
    if user_id == backend.world.bot["id"]:
        return {"status": "member", "user": backend.world.bot}
    user = backend.world.users.get(user_id)
    if user is None:
        raise bad("user not found")
    return {"status": "member" if user_id in chat.members else "left", "user": user.raw()}


async def leave_chat(backend: Backend, call: Call) -> bool:
    """Leave a group."""
    chat = backend.world.reachable(call.args.get("chat_id"))
    if chat.raw["type"] == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.gone = f"bot is not a member of the {chat.raw['type']} chat"
    return True


async def get_business_connection(backend: Backend, call: Call) -> Json:
    """A connection to somebody's business account."""
    connection = backend.world.business.get(call.text("business_connection_id"))
    if connection is None:
        raise bad("business connection not found")
    return connection


def business_chat_target(backend: Backend, call: Call) -> str:
    """Return the checked business connection of a sending call, empty when there is none.

    Raises:
        Refused: unknown connection, switched off, or without the right to reply.
    """
    connection_id = call.text("business_connection_id")
    if not connection_id:
        return ""
    connection = backend.world.business.get(connection_id)
    if connection is None:
        raise bad("business connection not found")
    if not connection["is_enabled"]:
        raise forbidden("business connection is disabled")
    if not (connection.get("rights") or {}).get("can_reply"):
        raise bad("not enough rights to send messages in the business account")
    return connection_id
