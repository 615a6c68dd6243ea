"""Erasing a customer: asked for by name, confirmed by a button, then gone for good."""

from telegram import Update

from bot.handlers.asking import ask_for
from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.handlers.show_customer import several_screen
from bot.services.conversation import Found, Several
from bot.services.turn_text import clean_text
from crm.base import Id


@for_members
@in_private
async def forget(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/forget NAME offers to erase a customer; alone it takes the current one or asks."""
    name = arguments(context)
    if name:
        await offer_erasure(context, desk, clean_text(name))
    elif desk.dialogue.pinned_customer_id:
        await confirm_erasure(context, desk, desk.dialogue.pinned_customer_id)
    else:
        await ask_for(context, desk, "forget", "forget-ask", "customer-ask-placeholder")


async def offer_erasure(context: JinjuContext, desk: Desk, text: str) -> None:
    """Find whom to erase; nothing is erased before the confirmation."""
    match await context.services.conversation.look_up(desk.actor, text):
        case Found(customer_id):
            await confirm_erasure(context, desk, customer_id)
        case Several(name, hits):
            await context.reply(several_screen(name, hits, context.say, "fg"))
        case _:
            await context.reply(Screen(context.say("customer-none", name=text)))


async def confirm_erasure(
    context: JinjuContext, desk: Desk, customer_id: Id, edit: int | None = None
) -> None:
    """Say what will go and ask once."""
    preview = await context.services.erasing.preview(desk.actor, customer_id)
    screen = Screen(
        context.say(
            "forget-confirm",
            name=preview.name,
            purchases=preview.purchases,
            touchpoints=preview.touchpoints,
            promises=preview.promises,
        )
    )
    found = await context.services.redacting.mentioned(desk.actor, customer_id)
    if found.others:
        names = context.say("value-and").join(found.names)
        screen.line().line(context.say("forget-mentioned", count=found.others, names=names))
        screen.row(press(context.say("button-forget-redact"), f"fr:{customer_id}"))
    screen.row(
        press(context.say("button-forget-yes"), f"fy:{customer_id}"),
        press(context.say("button-no"), "fn"),
    )
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.show(screen, edit)


@for_members
@in_private
async def on_erasure_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Erase after the confirmation, or leave everything."""
    await context.acknowledge(update)
    data = update.callback_query.data if update.callback_query else ""
    if data == "fn":
        async with context.effect() as effect:
            effect.show(Screen(context.say("cancelled")), message_id(update))
        return
    verb, customer_id = parts(update, 2)
    if verb == "fg":
        await confirm_erasure(context, desk, customer_id, edit=message_id(update))
    else:
        await _erase(update, context, desk, customer_id, redact=verb == "fr")


async def _erase(
    update: Update, context: JinjuContext, desk: Desk, customer_id: Id, *, redact: bool = False
) -> None:
    async with context.effect() as effect:
        done = context.say("forget-done")
        if redact:
            count = await context.services.redacting.redact(effect.uow, desk.actor, customer_id)
            done = context.say("forget-done-redacted", count=count)
        await context.services.erasing.erase(effect.uow, desk.actor, customer_id)
        effect.show(Screen(done), message_id(update))
    await context.services.erasing.finish()
