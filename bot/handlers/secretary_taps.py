"""The owner's taps in secretary mode: send, edit, another, drop, who is it, on and off."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen
from bot.handlers.secretary import chat_name, store
from bot.handlers.show_days import proposal_screen
from bot.handlers.show_secretary import (
    drafts_screen,
    edited_screen,
    over_screen,
    refused_screen,
    status_screen,
    who_screen,
)
from bot.handlers.work import Effect
from bot.ports import AliasKind, CaseState, SecretaryCase, StoredAdvice, UseKind
from bot.services.briefs import Advice, Variant
from bot.services.secretary import Drafted
from bot.services.sentences import parse_customer
from bot.services.turn_text import clean_text
from bot.services.turns import Turn
from crm.base import Id
from crm.customers import ChannelKind
from crm.history import Direction, TouchpointKind
from crm.people import Actor
from crm.promising import Voice

_EDIT_FLOW = "secretary"
_CANDIDATES = 5


@for_members
@in_private
async def on_case_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`sc:CASE:1|2|3|own|edit|again|drop|who|show|mute`."""
    _, case_id, verb = parts(update, 3)
    await context.acknowledge(update)
    case = await _case(context, desk.actor, case_id)
    shown = message_id(update)
    if verb in {"1", "2", "3", "own"}:
        await _send(context, desk, case, verb, shown)
    elif case.state is not CaseState.OPEN:
        await context.reply(Screen(context.say("secretary-refused-done")))
    elif verb == "edit":
        await _ask_wording(context, desk, case)
    elif verb == "again":
        await _again(context, desk, case, shown)
    elif verb == "show":
        await _reshow(context, desk, case, shown)
    elif verb == "who":
        await _ask_who(context, desk, case, shown)
    elif verb in {"drop", "mute"}:
        await _drop(context, desk, case, shown, mute=verb == "mute")
    else:
        raise InputRefused("old-button")


@for_members
@in_private
async def on_who_chosen(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`sw:CASE:CUSTOMER|new`: remember who writes, and fit the drafts to that customer."""
    _, case_id, chosen = parts(update, 3)
    await context.acknowledge(update)
    case = await _case(context, desk.actor, case_id)
    if chosen == "new":
        chosen = await _created(context, desk.actor, case)
    drafted = await _fitted(context, desk.actor, case, chosen)
    async with context.effect() as effect:
        customer = await effect.uow.customers.get(chosen, desk.actor.scope)
        mine = desk.actor.salesperson_id
        await effect.uow.aliases.put(mine, AliasKind.TELEGRAM_ID, str(case.chat_id), customer.id)
        await effect.uow.secretary.put_case(case.model_copy(update={"customer_id": customer.id}))
        if drafted is None:
            effect.show(Screen(context.say("match-kept", name=customer.display_name)), message_id(update))
            return
        await store(context, effect, drafted)
        effect.show(drafts_screen(drafted, context.say), message_id(update))


async def _created(context: JinjuContext, actor: Actor, case: SecretaryCase) -> Id:
    """Return the customer made of the name shown on Telegram; pressed twice, the one made before."""
    async with context.services.database.write() as uow:
        chat = await uow.secretary.chat(case.salesperson_id, case.chat_id)
        name = chat.name if chat else ""
        known = await uow.customers.named([name], actor.scope) if name else ()
        if known:
            return known[0].id
        draft = parse_customer(name, context.now().date())
        if draft.is_empty:
            raise InputRefused("new-nothing")
        made = await context.services.customers.create(uow, actor, draft)
        await uow.commit()
    return made.id


async def _fitted(
    context: JinjuContext, actor: Actor, case: SecretaryCase, customer_id: Id
) -> Drafted | None:
    """Return drafts for the customer just named; None when the case is over."""
    if case.state is not CaseState.OPEN:
        return None
    kept = await _kept(context, actor, case)
    turn, advice = Turn.model_validate(kept.turn), Advice.model_validate(kept.advice)
    return await context.services.secretary.again(actor, case, advice, turn, customer_id)


async def take_wording(context: JinjuContext, desk: Desk, text: str) -> None:
    """The salesperson typed own words for a case: shown once more before anything is sent."""
    case = await _case(context, desk.actor, str(desk.dialogue.data.get("case") or ""))
    async with context.effect() as effect:
        own = case.model_copy(update={"edited": clean_text(text)[:4000], "updated_at": context.now()})
        await effect.uow.secretary.put_case(own)
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(edited_screen(own, await chat_name(effect, case), context.say))


@for_members
@in_private
async def status(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/secretary shows how it stands."""
    await _show_status(context, desk.actor, None)


@for_members
@in_private
async def on_switch(update: Update, context: JinjuContext, desk: Desk) -> None:
    """`sy:on|off|unmute`."""
    wanted = parts(update, 2)[1]
    await context.acknowledge(update)
    await _show_status(context, desk.actor, wanted, message_id(update))


async def _show_status(
    context: JinjuContext, actor: Actor, wanted: str | None, edit: int | None = None
) -> None:
    service = context.services.secretary
    async with context.effect() as effect:
        if wanted in {"on", "off"}:
            await service.switch(effect.uow, actor, active=wanted == "on")
        elif wanted == "unmute":
            await service.unmute(effect.uow, actor)
        accounts = await effect.uow.secretary.accounts_of(actor.salesperson_id)
        muted = await effect.uow.secretary.muted(actor.salesperson_id)
        effect.show(status_screen(accounts, muted, context.say), edit)


async def _send(context: JinjuContext, desk: Desk, case: SecretaryCase, verb: str, shown: int | None) -> None:
    """Send one line into the customer's chat; the check is made where the sending is stored."""
    kept = await _kept(context, desk.actor, case)
    async with context.effect() as effect:
        fresh = await effect.uow.secretary.case(case.id, desk.actor.salesperson_id) or case
        variant, text = _line(Advice.model_validate(kept.advice), fresh, verb)
        why = await context.services.secretary.check(effect.uow, fresh)
        if why is not None:
            effect.say(refused_screen(why, context.say))
            return
        effect.call(
            "sendMessage",
            {
                "business_connection_id": case.connection_id,
                "chat_id": case.chat_id,
                "text": text,
                "link_preview_options": {"is_disabled": True},
            },
            chat_id=case.chat_id,
            customer_id=case.customer_id,
        )
        kind = UseKind.EDITED if verb == "own" else UseKind.SENT
        await context.services.line_uses.keep(
            effect.uow, desk.actor, variant, kind, customer_id=case.customer_id, advice_id=case.advice_id
        )
        if case.customer_id:
            await context.services.customers.add_touchpoint(
                effect.uow,
                desk.actor,
                case.customer_id,
                TouchpointKind.MESSAGE,
                text,
                Direction.OUT,
                ChannelKind.TELEGRAM,
            )
        await _offer_promises(context, effect, desk, case, text)
        await effect.uow.secretary.put_case(context.services.secretary.closed(fresh, CaseState.SENT))
        effect.show(over_screen(CaseState.SENT, await chat_name(effect, case), text, context.say), shown)


async def _offer_promises(
    context: JinjuContext, effect: Effect, desk: Desk, case: SecretaryCase, text: str
) -> None:
    """A line just sent may promise something: offered for the ledger, kept with one tap."""
    days = context.services.days
    found = await days.promises.found(desk.actor, text, Voice.SELLER) if case.customer_id else ()
    if not found or case.customer_id is None:
        return
    jobs = await days.promises.propose(effect.uow, desk.actor, case.customer_id, found)
    if jobs:
        now = await days.reminders.local_now(desk.actor)
        name = await chat_name(effect, case)
        effect.say(proposal_screen(name, jobs, now, context.say))


def _line(advice: Advice, case: SecretaryCase, verb: str) -> tuple[Variant, str]:
    """Return the play a tap stands for and the words to send: the draft's, or the salesperson's own."""
    number = int(verb) if verb.isdigit() else 1
    if not 1 <= number <= len(advice.variants) or (verb == "own" and not case.edited):
        raise InputRefused("old-button")
    variant = advice.variants[number - 1]
    return variant, case.edited if verb == "own" else variant.text


async def _ask_wording(context: JinjuContext, desk: Desk, case: SecretaryCase) -> None:
    async with context.effect() as effect:
        await effect.uow.dialogues.put(
            context.moved(desk.dialogue, flow=_EDIT_FLOW, step="", data={"case": case.id})
        )
        hint = context.say("secretary-edit-placeholder")
        effect.say(Screen(context.say("secretary-edit-ask"), placeholder=hint))


async def _again(context: JinjuContext, desk: Desk, case: SecretaryCase, shown: int | None) -> None:
    kept = await _kept(context, desk.actor, case)
    turn, advice = Turn.model_validate(kept.turn), Advice.model_validate(kept.advice)
    drafted = await context.services.secretary.again(desk.actor, case, advice, turn)
    if drafted is None:
        await context.reply(Screen(context.say("no-more")))
        return
    async with context.effect() as effect:
        await store(context, effect, drafted)
        effect.show(drafts_screen(drafted, context.say), shown)


async def _reshow(context: JinjuContext, desk: Desk, case: SecretaryCase, shown: int | None) -> None:
    """Show the drafts as they stand, after a look at something else."""
    kept = await _kept(context, desk.actor, case)
    turn, advice = Turn.model_validate(kept.turn), Advice.model_validate(kept.advice)
    drafted = await context.services.secretary.standing(desk.actor, case, advice, turn)
    if drafted is None:
        raise InputRefused("old-button")
    async with context.effect() as effect:
        effect.show(drafts_screen(drafted, context.say), shown)


async def _drop(
    context: JinjuContext, desk: Desk, case: SecretaryCase, shown: int | None, *, mute: bool
) -> None:
    service = context.services.secretary
    async with context.effect() as effect:
        name = await chat_name(effect, case)
        await effect.uow.secretary.put_case(service.closed(case, CaseState.DROPPED))
        if mute:
            await service.mute(effect.uow, desk.actor, case.chat_id, muted=True)
        key = "secretary-muted" if mute else "secretary-dropped"
        effect.show(Screen(context.say(key, name=name)), shown)


async def _ask_who(context: JinjuContext, desk: Desk, case: SecretaryCase, shown: int | None) -> None:
    async with context.effect() as effect:
        name = await chat_name(effect, case)
        scope = desk.actor.scope
        hits = list(await effect.uow.customers.search(name, scope, _CANDIDATES)) if name else []
        hits += await effect.uow.customers.recent(scope, _CANDIDATES)
        found = list({hit.id: hit for hit in hits}.values())[:_CANDIDATES]
        effect.show(who_screen(name, case.id, found, context.say), shown)


async def _case(context: JinjuContext, actor: Actor, case_id: Id) -> SecretaryCase:
    async with context.services.database.read() as uow:
        case = await uow.secretary.case(case_id, actor.salesperson_id)
    if case is None:
        raise InputRefused("old-button")
    return case


async def _kept(context: JinjuContext, actor: Actor, case: SecretaryCase) -> StoredAdvice:
    async with context.services.database.read() as uow:
        kept = await uow.advices.get(case.advice_id or "", actor.salesperson_id)
    if kept is None:
        raise InputRefused("old-button")
    return kept
