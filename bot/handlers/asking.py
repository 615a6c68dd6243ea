"""One question to the person; the next text is taken for the answer."""

from bot.handlers.context import Desk, JinjuContext
from bot.handlers.screens import Screen


async def ask_for(context: JinjuContext, desk: Desk, flow: str, question: str, hint: str) -> None:
    """Open a flow: ask, with a hint in the empty field, and take the next text for the answer."""
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow=flow, step="", data={}))
        effect.say(Screen(context.say(question), placeholder=context.say(hint)))
