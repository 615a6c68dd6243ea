"""Typed, pasted and forwarded text: a running dialogue's answer, a group's question, or a turn."""

from collections.abc import Sequence

from telegram import Update

from bot.handlers.advice import respond
from bot.handlers.bursts import Part, parts_of, typed_of
from bot.handlers.cases import Case, early_comment, respond_to_cases
from bot.handlers.context import Desk, JinjuContext, for_members
from bot.handlers.customers_word import both, customers_word_in
from bot.handlers.day_offers import promises_in, take_line
from bot.handlers.flows import FLOWS
from bot.handlers.matching import show_contact
from bot.handlers.orders import take_order
from bot.handlers.perceiving import perceived
from bot.handlers.requests import take_request
from bot.handlers.show_advice import advice_screen
from bot.services.matching import Sender
from bot.services.turn_text import MAX_LENGTH, clean_text, within_reach
from bot.services.turns import Speaker, Turn
from crm.promising import Voice


@for_members
async def on_text(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Answer a typed, pasted or forwarded message; a burst of forwards is one case."""
    message = update.message
    if message is None:
        return
    parts = parts_of(context.work.items)
    contacts = [part for part in parts if part.is_contact]
    if desk.is_private and contacts and len(contacts) == len(parts):
        await show_contact(context, desk, contacts[0])
        return
    if desk.is_private and any(part.is_forward for part in parts):
        await _answer_burst(update, context, desk, parts)
        return
    read, is_cut = within_reach(typed_of(context.work.items) or message.text or message.caption or "")
    text = clean_text(read)
    heard = context.say("orders-too-long", count=MAX_LENGTH) if is_cut else ""
    if not desk.is_private:
        await _answer_in_group(context, desk, text)
    elif desk.dialogue.flow and not opens_as_customer(text):
        await continue_flow(context, desk, text)
    elif not opens_as_customer(text) and (
        await take_order(context, desk, text) or await take_request(update, context, desk, text)
    ):
        return
    elif opens_as_customer(text) or not await take_line(context, desk, text):
        also = both(promises_in(context, desk, text), customers_word_in(context, desk, text))
        await respond(context, desk, text, heard=heard, also=also)


async def _answer_burst(update: Update, context: JinjuContext, desk: Desk, parts: Sequence[Part]) -> None:
    """Forwards of customers are the words, one case each; typed text is the member's own comment."""
    if any(part.voice or part.picture for part in parts):
        await context.busy()
        parts = await perceived(context, desk.actor, parts)
    own_id = update.effective_user.id if update.effective_user else None
    said = [part for part in parts if part.is_forward and part.sender_id != own_id and not part.is_broadcast]
    typed = [part.text for part in parts if not part.is_forward and part.text]
    if not said:  # only own messages, or a channel's, were forwarded: read them as typed
        own_words = clean_text("\n".join(part.text for part in parts))
        if not await take_line(context, desk, own_words, Voice.SELLER):
            await respond(context, desk, own_words)
        return
    own = [part.text for part in parts if part.is_forward and part.sender_id == own_id]
    early = await early_comment(context, desk, context.work.item)
    comments = "\n".join([*([early.text] if early else []), *typed])
    phones = tuple(part.phone for part in parts if part.is_contact)
    cases = [
        Case(
            text=clean_text("\n".join(part.text for part in group)),
            note=clean_text(comments)[:4000] if comments.strip() else "",
            sender=Sender(group[0].sender, group[0].sender_id, phones),
        )
        for group in by_sender(said)
    ]
    also = both(
        promises_in(context, desk, "\n".join(own), Voice.SELLER),
        customers_word_in(context, desk, cases[0].text, Voice.CUSTOMER) if len(cases) == 1 else None,
    )
    await respond_to_cases(context, desk, cases, early, also)


def by_sender(said: Sequence[Part]) -> list[list[Part]]:
    """Return the forwards of each sender together, in the order in which they first spoke."""
    groups: dict[tuple[str, int | None], list[Part]] = {}
    for part in said:
        groups.setdefault((part.sender, part.sender_id), []).append(part)
    return list(groups.values())


def opens_as_customer(text: str) -> bool:
    """Whether the text is marked as the customer's words, which ends any running dialogue."""
    return text.lower().startswith(("客户说", "客户：", "客户:", "顾客说", "customer:", "customer："))


async def continue_flow(context: JinjuContext, desk: Desk, text: str) -> None:
    """Hand the text to the running dialogue."""
    flow = FLOWS.get(desk.dialogue.flow)
    if flow is None:
        await respond(context, desk, text)
    else:
        await flow(context, desk, text)


async def _answer_in_group(context: JinjuContext, desk: Desk, text: str) -> None:
    """In a group: only the material, never a customer."""
    turn = Turn(text=text, speaker=Speaker.SALESPERSON, at=context.now())
    advice = await context.services.adviser.advise(desk.actor, turn, documents_only=True)
    screen = advice_screen(advice, context.say, "")
    screen.rows.clear()
    await context.reply(screen)
