"""What a person does on the page, turned into acts on the phone."""

import time
from typing import TYPE_CHECKING

from bot.phone.entities import TEXT_LIMIT, clean, is_blank, units
from bot.phone.people import Persona, origin_hidden, origin_user
from bot.phone.wire import Json

if TYPE_CHECKING:
    from bot.phone.server import PhoneServer

MOST_FORWARDS = 50


class ActRefused(Exception):
    """Raised when the page asks for something that cannot be done; the sentence is shown."""


async def act(phone: "PhoneServer", persona: Persona, request: Json) -> Json:
    """Do what the page asks for in the name of a persona.

    Raises:
        ActRefused: with a sentence for the person.
    """
    kind = str(request.get("type"))
    action = _ACTIONS.get(kind)
    if action is None:
        raise ActRefused("不支持的操作")
    return await action(phone, persona, request)


def pieces(text: str) -> list[str]:
    """Cut a text as a phone does: parts of at most 4096 UTF-16 units, at a line's end if it can."""
    rest, parts = clean(text).strip(), []
    while units(rest) > TEXT_LIMIT:
        end = min(len(rest), TEXT_LIMIT)
        while units(rest[:end]) > TEXT_LIMIT:
            end -= 1
        newline = rest.rfind("\n", end // 2, end)
        cut = newline if newline > 0 else end
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [part for part in [*parts, rest] if not is_blank(part)]


async def _say(phone: "PhoneServer", persona: Persona, request: Json) -> Json:
    parts = pieces(str(request.get("text", "")))
    if not parts:
        raise ActRefused("先写点什么再发送")
    reply_to = request.get("reply_to")
    for part in parts:
        await phone.say(persona, part, reply_to=int(reply_to) if reply_to else None)
    return {"sent": len(parts)}


async def _press(phone: "PhoneServer", persona: Persona, request: Json) -> Json:
    message = phone.chat(persona).by_id.get(int(request.get("message_id", 0)))
    if message is None or message.deleted:
        raise ActRefused("这条消息已经不在了")
    try:
        press = await phone.press(message, (int(request["row"]), int(request["column"])), who=persona)
    except (LookupError, ValueError) as error:
        raise ActRefused("这个按钮已经变了，请看最新的消息") from error
    return {"press": press.id}


async def _forward(phone: "PhoneServer", persona: Persona, request: Json) -> Json:
    texts = [part for item in list(request.get("items", []))[:MOST_FORWARDS] for part in pieces(str(item))]
    if not texts:
        raise ActRefused("至少写一条要转发的话")
    name = clean(str(request.get("sender", ""))).strip()[:64] or "客户"
    origin = origin_hidden(name) if request.get("hidden") else origin_user(name)
    comment = pieces(str(request.get("comment", "")))
    moment = int(time.time()) - 60 * len(texts)
    if request.get("comment_first"):
        for part in comment:
            await phone.say(persona, part)
    await phone.forward(persona, *texts, origin=origin, sent_at=moment)
    if not request.get("comment_first"):
        for part in comment:
            await phone.say(persona, part)
    return {"sent": len(texts)}


async def _contact(phone: "PhoneServer", persona: Persona, request: Json) -> Json:
    number = "".join(one for one in str(request.get("phone", "")) if one.isdigit() or one == "+")
    name = clean(str(request.get("name", ""))).strip()[:64]
    if not number or not name:
        raise ActRefused("姓名和电话都要填")
    await phone.contact(persona, number, name)
    return {"sent": 1}


async def _inline(phone: "PhoneServer", persona: Persona, request: Json) -> Json:
    ask = await phone.inline(persona, str(request.get("query", ""))[:256])
    return {"ask": ask.id}


async def _choose(phone: "PhoneServer", persona: Persona, request: Json) -> Json:
    ask = phone.world.asks.get(str(request.get("ask")))
    if ask is None or ask.user.id != persona.id:
        raise ActRefused("结果已经过期，请重新输入")
    try:
        await phone.choose(ask, str(request.get("result")), where=phone.chat(persona))
    except LookupError as error:
        raise ActRefused("结果已经过期，请重新输入") from error
    return {"sent": 1}


_ACTIONS = {
    "say": _say,
    "press": _press,
    "forward": _forward,
    "contact": _contact,
    "inline": _inline,
    "choose": _choose,
}
