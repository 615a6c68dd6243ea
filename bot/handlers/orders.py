"""Orders in plain words that change something: 新客户 刘阿姨 …, 删除张大伯, 提醒我."""

from bot.handlers.asking import ask_for
from bot.handlers.context import Desk, JinjuContext
from bot.handlers.customers import create_customer
from bot.handlers.day_offers import take_line
from bot.handlers.erasing import confirm_erasure
from bot.handlers.screens import Screen, press
from bot.handlers.show_customer import several_screen
from bot.services.conversation import Found, Several
from bot.services.ordering import Erasing, NewCustomer, Reminding, read_order
from bot.services.sentences import parse_customer
from bot.services.sentences_names import whole_name

REMIND_FLOW = "remind"
_ALIKE = 0.5
"""Score from which a found name is worth asking about."""


async def take_order(context: JinjuContext, desk: Desk, text: str) -> bool:
    """Do what a typed line orders, or ask for what is missing; False when it orders nothing."""
    match read_order(text):
        case NewCustomer(""):
            await ask_for(context, desk, "new", "new-ask", "new-placeholder")
            return True
        case NewCustomer(sentence, sure) if sure or parse_customer(sentence, context.now().date()).is_empty:
            await create_customer(context, desk, sentence)
            return True
        case NewCustomer(sentence):
            await _ask_to_create(context, desk, sentence)
            return True
        case Erasing(name):
            return await _erase(context, desk, name)
        case Reminding():
            await ask_for(context, desk, REMIND_FLOW, "orders-remind-what", "orders-remind-placeholder")
            return True
    return False


async def take_reminder(context: JinjuContext, desk: Desk, text: str) -> None:
    """The typed text is what to be reminded of, and perhaps when."""
    said = (
        text if "提醒" in text or "remind" in text.lower() else context.say("orders-remind-line", text=text)
    )
    if not await take_line(context, desk, said):
        await context.reply(Screen(context.say("orders-remind-unclear")))


async def _ask_to_create(context: JinjuContext, desk: Desk, sentence: str) -> None:
    screen = Screen(context.say("orders-new-ask", sentence=sentence))
    screen.row(press(context.say("button-contact-new"), "newnamed"))
    async with context.effect() as effect:
        await effect.uow.dialogues.put(
            context.moved(desk.dialogue, flow="", step="", data={"name": sentence})
        )
        effect.say(screen)


async def _erase(context: JinjuContext, desk: Desk, name: str) -> bool:
    """Ask for the confirmation; what is no name at all is left to the conversation."""
    match await context.services.conversation.look_up(desk.actor, name):
        case Found(customer_id):
            await confirm_erasure(context, desk, customer_id)
        case Several(asked, hits) if hits[0].score >= _ALIKE:
            await context.reply(several_screen(asked, hits, context.say, "fg"))
        case _ if whole_name(name):
            await context.reply(Screen(context.say("customer-none", name=name)))
        case _:
            return False
    return True
