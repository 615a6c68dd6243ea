"""Secretary mode on Telegram: connections, customers' words, and what becomes of the drafts."""

from collections.abc import Sequence

from telegram import BusinessConnection, Message, Update
from telegram.error import TelegramError

from bot.handlers.context import JinjuContext
from bot.handlers.customers_word import offered
from bot.handlers.screens import Screen
from bot.handlers.secretary_senses import listened, tell_unread
from bot.handlers.show_secretary import (
    consent_screen,
    drafts_screen,
    over_screen,
)
from bot.handlers.work import Effect
from bot.ports import BotUnitOfWork, BusinessAccount, CaseState, OutboxItem, SecretaryCase, StoredAdvice
from bot.services.secretary import Drafted, Heard
from bot.services.texts import Texts, speak
from bot.services.turn_text import clean_text
from crm.customers import ChannelKind
from crm.history import Direction, TouchpointKind
from crm.people import Actor
from crm.promising import Voice


async def on_connection(update: Update, context: JinjuContext) -> None:
    """Somebody connected the bot to an account, changed its rights, or took it off."""
    connection = update.business_connection
    if connection is None:
        return
    actor = await context.services.membership.identify(connection.user.id, connection.user.full_name)
    if actor is None:
        return  # a stranger's account: nothing is stored and nothing will be read
    async with context.effect() as effect:
        speak((await effect.uow.preferences.of(actor.salesperson_id)).language)
        account = _account(context, actor, connection)
        kept, ask = await context.services.secretary.connect(effect.uow, actor, account)
        if ask:
            effect.say(consent_screen(context.say), chat_id=kept.user_chat_id)
        elif not kept.enabled:
            effect.say(Screen(context.say("secretary-gone")), chat_id=kept.user_chat_id)


def _account(context: JinjuContext, actor: Actor, connection: BusinessConnection) -> BusinessAccount:
    return BusinessAccount(
        connection_id=connection.id,
        salesperson_id=actor.salesperson_id,
        telegram_id=connection.user.id,
        user_chat_id=connection.user_chat_id,
        can_reply=bool(connection.rights and connection.rights.can_reply),
        enabled=connection.is_enabled,
        connected_at=context.now(),
    )


async def _owned(context: JinjuContext, connection_id: str) -> tuple[BusinessAccount, Actor] | None:
    """Return a working account and its owner.

    A message may overtake the news of its connection; then Telegram is asked.
    """
    service = context.services.secretary
    async with context.services.database.read() as uow:
        known = await uow.secretary.account(connection_id)
    if known is None:
        try:
            connection = await context.bot.get_business_connection(connection_id)
        except TelegramError:
            return None
        actor = await context.services.membership.identify(connection.user.id, connection.user.full_name)
        if actor is None:
            return None
        async with context.services.database.write() as uow:
            if await uow.secretary.account(connection_id) is None:
                await service.connect(uow, actor, _account(context, actor, connection))
            await uow.commit()
    return await service.owner(connection_id)


async def on_message(update: Update, context: JinjuContext) -> None:
    """A message in a connected account: a customer's words, the owner's own, or our echo."""
    message = update.business_message or update.edited_business_message
    if message is None or message.business_connection_id is None or message.sender_business_bot:
        return
    owned = await _owned(context, message.business_connection_id)
    if owned is None:
        return
    account, actor = owned
    speak((await context.services.preferences.of(actor)).language)
    if message.from_user is not None and message.from_user.id == account.telegram_id:
        await _answered(context, account, actor, message.chat.id)
        return
    heard = _heard(message, edited=update.edited_business_message is not None)
    heard, unread = await listened(context, actor, heard)
    drafted = await context.services.secretary.hear(account, actor, heard) if heard.text else None
    async with context.effect() as effect:
        await context.services.secretary.listen(effect.uow, actor, heard)
        if unread:
            tell_unread(context, effect, account, heard, unread)
        if drafted is None:
            await _their_word(context, effect, account, actor, heard)
            return
        if drafted.customer is not None and not heard.edited:
            await context.services.customers.add_touchpoint(
                effect.uow,
                actor,
                drafted.customer.id,
                TouchpointKind.MESSAGE,
                heard.text,
                Direction.IN,
                ChannelKind.TELEGRAM,
            )
        await _show(context, effect, drafted)
        await _their_word(context, effect, account, actor, heard)


async def _their_word(
    context: JinjuContext, effect: Effect, account: BusinessAccount, actor: Actor, heard: Heard
) -> None:
    """Offer to be reminded of what a customer of ours promised (我周五过来付定金)."""
    customer = None if heard.edited else await context.services.secretary.known(effect.uow, actor, heard)
    if customer is None:
        return
    screen = await offered(context, actor, effect, customer.id, heard.text, Voice.CUSTOMER)
    if screen is not None:
        effect.say(screen, chat_id=account.user_chat_id)


async def on_deleted(update: Update, context: JinjuContext) -> None:
    """A customer took words back: they and the drafts go from the salesperson's chat as well."""
    gone = update.deleted_business_messages
    owned = await context.services.secretary.owner(gone.business_connection_id) if gone else None
    if gone is None or owned is None:
        return
    account, actor = owned
    speak((await context.services.preferences.of(actor)).language)
    ids = set(gone.message_ids)
    async with context.effect() as effect:
        for case in await effect.uow.secretary.open_cases(actor.salesperson_id, gone.chat.id):
            if ids & set(case.message_ids):
                await _forget_words(effect, actor, case)
                await _over(context, effect, account, case, CaseState.DELETED)


async def _answered(context: JinjuContext, account: BusinessAccount, actor: Actor, chat_id: int) -> None:
    """The owner wrote by hand: drafts for that chat are over."""
    async with context.effect() as effect:
        for case in await effect.uow.secretary.open_cases(actor.salesperson_id, chat_id):
            await _over(context, effect, account, case, CaseState.ANSWERED)


async def _over(
    context: JinjuContext, effect: Effect, account: BusinessAccount, case: SecretaryCase, state: CaseState
) -> None:
    await effect.uow.secretary.put_case(context.services.secretary.closed(case, state))
    shown = await effect.uow.outbox.message_id(case.shown_as)
    if shown is not None:
        screen = over_screen(state, await chat_name(effect, case), "", context.say)
        effect.show(screen, shown, chat_id=account.user_chat_id)


async def _forget_words(effect: Effect, actor: Actor, case: SecretaryCase) -> None:
    kept = await effect.uow.advices.get(case.advice_id, actor.salesperson_id) if case.advice_id else None
    if kept is not None:
        await effect.uow.advices.replace(kept.model_copy(update={"turn": kept.turn | {"text": ""}}))


async def _show(context: JinjuContext, effect: Effect, drafted: Drafted) -> None:
    """Store the drafts; show them in place of those of the same case, else as a new message."""
    chat_id = drafted.account.user_chat_id
    shown_as = drafted.case.shown_as
    shown = await effect.uow.outbox.message_id(shown_as) if shown_as else None
    screen = drafts_screen(drafted, context.say)
    case = drafted.case
    if shown is None:
        effect.say(screen, chat_id=chat_id)
        case = case.model_copy(update={"shown_as": effect.items[-1].key})
    else:
        effect.show(screen, shown, chat_id=chat_id)
    await store(context, effect, drafted, case)


def _heard(message: Message, *, edited: bool) -> Heard:
    person = message.from_user
    text = (message.text or message.caption or "").strip()
    return Heard(
        connection_id=message.business_connection_id or "",
        from_id=person.id if person else message.chat.id,
        chat_id=message.chat.id,
        name=person.full_name if person else "",
        text=clean_text(text) if text else "",
        message_id=message.message_id,
        edited=edited,
    )


async def store(
    context: JinjuContext, effect: Effect, drafted: Drafted, case: SecretaryCase | None = None
) -> None:
    """Store the drafts with their case."""
    await effect.uow.advices.add(stored(context, drafted))
    await effect.uow.secretary.put_case(case or drafted.case)


def stored(context: JinjuContext, drafted: Drafted) -> StoredAdvice:
    """Return the row of the drafts."""
    return StoredAdvice(
        id=drafted.advice.id,
        salesperson_id=drafted.actor.salesperson_id,
        customer_id=drafted.case.customer_id,
        turn=drafted.turn.model_dump(mode="json"),
        advice=drafted.advice.model_dump(mode="json"),
        created_at=context.now(),
    )


async def chat_name(effect: Effect, case: SecretaryCase) -> str:
    """Return the name the customer shows on Telegram."""
    chat = await effect.uow.secretary.chat(case.salesperson_id, case.chat_id)
    return chat.name if chat else ""


async def tell_owner(say: Texts, uow: BotUnitOfWork, item: OutboxItem) -> Sequence[OutboxItem]:
    """Return the word to the owner when Telegram refused a line that was sent with a tap."""
    connection_id = item.payload.get("business_connection_id")
    account = await uow.secretary.account(str(connection_id)) if connection_id else None
    if account is None:
        return ()
    speak((await uow.preferences.of(account.salesperson_id)).language)
    return [
        OutboxItem(
            key=f"{item.key}:refused"[:120],
            chat_id=account.user_chat_id,
            method="sendMessage",
            payload=payload,
            created_at=item.created_at,
        )
        for payload in Screen(say("secretary-failed")).messages(account.user_chat_id)
    ]
