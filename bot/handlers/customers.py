"""Customers: look-up and pin, new, note."""

from telegram import Update

from bot.handlers.asking import ask_for
from bot.handlers.card_clocks import opened_card
from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.customers_word import offered
from bot.handlers.day_offers import offer_after_note
from bot.handlers.erasing import confirm_erasure
from bot.handlers.note_days import keep_day, offer_day
from bot.handlers.profile import offer_household
from bot.handlers.screens import Screen, press
from bot.handlers.show_customer import card_screen, hits_screen, several_screen
from bot.services.conversation import Found, Nobody, Several
from bot.services.sentences import parse_customer
from bot.services.turn_text import clean_text
from crm.base import Id
from crm.promising import Voice

_DIGITS = 3

# --- look-up ---


@for_members
@in_private
async def find(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/c NAME shows and pins a customer; alone it asks for the name."""
    name = arguments(context)
    if name:
        await look_up(context, desk, clean_text(name))
    else:
        await ask_for(context, desk, "find", "customer-ask-which", "customer-ask-placeholder")


async def look_up(context: JinjuContext, desk: Desk, text: str) -> None:
    """Find by whatever was typed; one hit is shown and pinned, several become buttons."""
    match await context.services.conversation.look_up(desk.actor, text):
        case Found(customer_id):
            await show(context, desk, customer_id)
        case Several(name, hits):
            await context.reply(several_screen(name, hits, context.say, "c"))
        case Nobody(name):
            await offer_new(context, desk, name)


async def offer_new(context: JinjuContext, desk: Desk, name: str) -> None:
    """Say that nobody was found, with a button that creates the customer."""
    screen = Screen(context.say("customer-none-hint", name=name))
    screen.row(press(context.say("button-new-named", name=name[:20]), "newnamed"))
    async with context.effect() as effect:
        dialogue = context.moved(desk.dialogue, flow="", step="", data={"name": name})
        await effect.uow.dialogues.put(dialogue)
        effect.say(screen)


@for_members
@in_private
async def chosen(update: Update, context: JinjuContext, desk: Desk) -> None:
    """A customer was chosen from a list; a note that waited for it is saved."""
    await context.acknowledge(update)
    customer_id = parts(update, 2)[1]
    if desk.dialogue.flow == "find_for_note":
        await save_note(context, desk, customer_id, str(desk.dialogue.data.get("note") or ""))
        return
    await show(context, desk, customer_id, edit=message_id(update))


async def show(context: JinjuContext, desk: Desk, customer_id: Id, edit: int | None = None) -> None:
    """Show the card and pin the customer."""
    card = await context.services.customers.show(desk.actor, customer_id)
    async with context.effect() as effect:
        dialogue = context.moved(desk.dialogue, pinned_customer_id=customer_id, flow="", step="", data={})
        await effect.uow.dialogues.put(dialogue)
        effect.show(await opened_card(context, desk.actor, card), edit)


@for_members
@in_private
async def recent(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/list shows the customers touched last."""
    hits = await context.services.customers.recent(desk.actor)
    if hits:
        await context.reply(hits_screen(context.say("customer-list"), hits, "c", context.say))
    else:
        await context.reply(Screen(context.say("customer-list-empty")))


@for_members
@in_private
async def unpin(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/unpin lets go of the current customer."""
    async with context.effect() as effect:
        dialogue = context.moved(desk.dialogue, pinned_customer_id=None, flow="", step="", data={})
        await effect.uow.dialogues.put(dialogue)
        effect.say(Screen(context.say("customer-unpinned")))


@for_members
@in_private
async def on_card_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Note, erase, cover or uncover from a customer's card."""
    _, customer_id, verb = parts(update, 3)
    await context.acknowledge(update)
    if verb == "note":
        await _ask_note(context, desk, customer_id)
    elif verb == "forget":
        await confirm_erasure(context, desk, customer_id)
    else:
        card = await context.services.customers.show(desk.actor, customer_id)
        library = context.services.adviser.library
        covered, (kind, page) = verb.startswith("cover"), _page_in(verb)
        whole = kind.endswith("more")
        screen = card_screen(card, context.say, library, covered=covered, whole=whole, page=page)
        async with context.effect() as effect:
            effect.show(screen, message_id(update))


def _page_in(verb: str) -> tuple[str, int]:
    """Return what a card's button asks for, and which page of it (`more2`)."""
    kind = verb.rstrip("0123456789")
    number = verb[len(kind) :]
    return kind, int(number) if number and len(number) <= _DIGITS else 0


# --- new ---


@for_members
@in_private
async def new(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/new SENTENCE creates a customer; alone it asks for the sentence."""
    sentence = arguments(context)
    if sentence:
        await create_customer(context, desk, clean_text(sentence))
    else:
        await ask_for(context, desk, "new", "new-ask", "new-placeholder")


async def create_customer(
    context: JinjuContext, desk: Desk, sentence: str, *, anyway: bool = False, edit: int | None = None
) -> None:
    """Create a customer from one free sentence, unless the same seems to exist."""
    draft = parse_customer(sentence, context.now().date())
    if draft.is_empty:
        await ask_for(context, desk, "new", "new-nothing", "new-placeholder")
        return
    customers = context.services.customers
    alike = () if anyway else await customers.alike(desk.actor, draft)
    if alike:
        screen = hits_screen(context.say("new-same"), alike, "c", context.say)
        screen.row(press(context.say("button-new-anyway"), "newanyway"))
        async with context.effect() as effect:
            waiting = context.moved(desk.dialogue, flow="", step="", data={"sentence": sentence})
            await effect.uow.dialogues.put(waiting)
            effect.say(screen)
        return
    async with context.effect() as effect:
        customer = await customers.create(effect.uow, desk.actor, draft)
        card = await customers.card(effect.uow, desk.actor, customer.id)
        dialogue = context.moved(desk.dialogue, pinned_customer_id=customer.id, flow="", step="", data={})
        await effect.uow.dialogues.put(dialogue)
        screen = await opened_card(context, desk.actor, card)
        screen.text += "\n" + context.say("new-saved")
        effect.show(screen, edit)


@for_members
@in_private
async def on_new_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Create the customer that was not found, or the one that looked like another."""
    await context.acknowledge(update)
    anyway = parts(update, 1)[0] == "newanyway"
    sentence = str(desk.dialogue.data.get("sentence" if anyway else "name") or "")
    if sentence:
        await create_customer(context, desk, sentence, anyway=anyway, edit=message_id(update))
    else:
        await context.reply(Screen(context.say("old-button")))


# --- notes ---


@for_members
@in_private
async def note(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/note TEXT notes something for the current customer; alone it asks for the text."""
    pinned = desk.dialogue.pinned_customer_id
    if pinned is None:
        await context.reply(Screen(context.say("note-no-customer")))
        return
    text = arguments(context)
    if text:
        await save_note(context, desk, pinned, clean_text(text))
    else:
        await _ask_note(context, desk, pinned)


async def _ask_note(context: JinjuContext, desk: Desk, customer_id: Id) -> None:
    customer = await context.services.customers.get(desk.actor, customer_id)
    async with context.effect() as effect:
        await effect.uow.dialogues.put(
            context.moved(desk.dialogue, flow="note", step="", data={"customer_id": customer_id})
        )
        ask = context.say("note-ask", name=customer.display_name)
        effect.say(Screen(ask, placeholder=context.say("note-placeholder")))


async def save_note(
    context: JinjuContext,
    desk: Desk,
    customer_id: Id,
    text: str,
    edit: int | None = None,
    *,
    with_day: bool = False,
) -> None:
    """Store a note and pin its customer; `with_day` puts the day it names into the ledger as well."""
    async with context.effect() as effect:
        customer = await context.services.customers.add_note(effect.uow, desk.actor, customer_id, text)
        screen = Screen(context.say("note-saved", name=customer.display_name))
        spoken_of = offer_household(context, screen, customer_id, text)
        await offer_after_note(context, desk, effect, screen, customer_id, text)
        if with_day:
            await keep_day(context, desk, effect, screen, customer, text)
        has_day = with_day or await offer_day(context, desk, effect, screen, customer, text)
        dialogue = context.moved(
            desk.dialogue,
            pinned_customer_id=customer_id,
            flow="",
            step="",
            data={"household": text} if spoken_of else {},
        )
        await effect.uow.dialogues.put(dialogue)
        effect.show(screen, edit)
        if has_day:  # it may be the customer's own promise, and is offered as a reminder already
            return
        asked = await offered(context, desk.actor, effect, customer_id, text, Voice.UNKNOWN)
        if asked is not None:
            effect.say(asked)


@for_members
@in_private
async def on_note_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Confirm or drop a note that was read from a sentence."""
    await context.acknowledge(update)
    text = str(desk.dialogue.data.get("note") or "")
    customer_id = str(desk.dialogue.data.get("customer_id") or "")
    if not text or not customer_id:
        await context.reply(Screen(context.say("old-button")))
    elif (verb := parts(update, 2)[1]) in {"yes", "day"}:
        edit = message_id(update)
        await save_note(context, desk, customer_id, text, edit, with_day=verb == "day")
    else:
        async with context.effect() as effect:
            await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
            effect.show(Screen(context.say("cancelled")), message_id(update))
