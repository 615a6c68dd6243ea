"""/copy: wishes for copy, asked step by step; and the buttons below the drafts."""

from dataclasses import dataclass

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen
from bot.handlers.show_copy import ask_screen, drafts_screen
from bot.handlers.work import Effect
from bot.ports import Dialogue, StoredAdvice
from bot.services.briefs import Advice
from bot.services.copywriting import STEPS, CopyWish, missing
from bot.services.turn_text import clean_text
from bot.services.turns import Turn
from crm.people import Actor

FLOW = "copy"
_MARKETS: dict[str, bool | None] = {"dear": True, "fair": False, "unknown": None}
_SEEN = "seen:"


@dataclass(frozen=True)
class _Kept:
    """A wish and the drafts it got, as stored."""

    wish: CopyWish
    advice: Advice
    turn: Turn


@for_members
@in_private
async def studio(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/copy WORDS writes from what the words say and asks for the rest; alone it asks for everything."""
    text = clean_text(arguments(context)) if arguments(context) else ""
    copy_studio = context.services.adviser.copy
    wish = await (copy_studio.wish(desk.actor, text) if text else copy_studio.blank(desk.actor))
    turn = Turn(text=text, customer_id=desk.dialogue.pinned_customer_id, at=context.now())
    await _go_on(context, desk, turn, wish.model_copy(update={"guided": True}))


async def take_answer(context: JinjuContext, desk: Desk, text: str) -> None:
    """The typed text answers the step that was asked."""
    kept = await _kept(context, desk, str(desk.dialogue.data.get("advice_id") or ""))
    if kept is None or desk.dialogue.step not in STEPS:
        await context.reply(Screen(context.say("old-button")))
        return
    wish = context.services.adviser.copy.supplemented(kept.wish, desk.dialogue.step, text)
    await _go_on(context, desk, kept.turn, wish)


@for_members
@in_private
async def on_copy_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Another set, a shorter one, a question to answer, or the answer to one."""
    _, advice_id, verb = parts(update, 3)
    await context.acknowledge(update)
    kept = await _kept(context, desk, advice_id)
    if kept is None:
        await context.reply(Screen(context.say("old-button")))
        return
    if verb in STEPS:
        await _ask(context, desk, advice_id, verb, kept.wish, message_id(update))
    elif verb in {"again", "shorter"}:
        await _go_on(
            context, desk, kept.turn, kept.wish, edit=message_id(update), last=kept.advice, verb=verb
        )
    else:
        wish = await _chosen(context, desk, kept.wish, verb)
        await _go_on(context, desk, kept.turn, wish, edit=message_id(update))


async def _chosen(context: JinjuContext, desk: Desk, wish: CopyWish, verb: str) -> CopyWish:
    """Return the wish with what a button says; raises InputRefused for a button that is not ours."""
    frame = context.services.adviser.copy.frame
    field, _, value = verb.partition("-")
    if field == "skip" and value in STEPS:
        return wish.model_copy(update={"skipped": (*wish.skipped, value)})
    if field == "audience" and value in {audience.id for audience in frame.audiences}:
        return wish.model_copy(update={"audience": value})
    if field == "channel" and value in {channel.id for channel in frame.channels}:
        return wish.model_copy(update={"channel": value})
    if field == "market" and value in _MARKETS:
        skipped = (*wish.skipped, "market")
        return wish.model_copy(update={"above_market": _MARKETS[value], "skipped": skipped})
    if field in {"product", "advantage"} and value.isdecimal():
        return await _remembered(context, desk, wish, field, int(value))
    raise InputRefused("old-button")


async def _remembered(context: JinjuContext, desk: Desk, wish: CopyWish, field: str, place: int) -> CopyWish:
    copy_studio = context.services.adviser.copy
    products = await copy_studio.products(desk.actor)
    if field == "product" and place < len(products):
        blank = await copy_studio.blank(desk.actor)
        fresh = blank.model_copy(update={"guided": wish.guided, "channel": wish.channel})
        return copy_studio.with_product(fresh, products[place])
    same = next((product for product in products if product.name == wish.name), None)
    said = same.stated.get("advantages") if same else None
    if field == "advantage" and isinstance(said, list) and place < len(said):
        return wish.model_copy(update={"advantage": str(said[place])})
    raise InputRefused("old-button")


async def _go_on(
    context: JinjuContext,
    desk: Desk,
    turn: Turn,
    wish: CopyWish,
    *,
    edit: int | None = None,
    last: Advice | None = None,
    verb: str = "",
) -> None:
    """Ask for what is missing, or write; the wish is stored either way, so that its buttons last."""
    adviser = context.services.adviser
    seen = _seen(last) if last else ()
    snapshot = await adviser.snapshot_of(desk.actor, turn.customer_id) if turn.customer_id else None
    advice = await adviser.copy.advice(
        desk.actor, wish, snapshot=snapshot, shorter=verb == "shorter", avoid=seen,
        reasons=tuple(f"{_SEEN}{line}" for line in seen),
    )  # fmt: skip
    async with context.effect() as effect:
        await effect.uow.advices.add(_row(context, desk, turn, advice))
        screen, dialogue = await settle(context, desk.actor, advice, effect, desk.dialogue)
        await effect.uow.dialogues.put(dialogue)
        effect.show(screen, edit)


async def settle(
    context: JinjuContext, actor: Actor, advice: Advice, effect: Effect, dialogue: Dialogue
) -> tuple[Screen, Dialogue]:
    """Return screen and dialogue for a stored copy advice: its drafts, or what has to be asked first."""
    copy_studio, wish = context.services.adviser.copy, CopyWish.model_validate(advice.wish)
    step = missing(wish, copy_studio.frame.least_price)
    if not step:
        await copy_studio.remember(effect.uow, actor, wish)
        moved = context.moved(dialogue, flow="", step="", data={}, last_advice_id=advice.id)
        return drafts_screen(advice, context.say, copy_studio.subject(wish)), moved
    products = await effect.uow.copy_products.of(actor.team_id)
    moved = context.moved(dialogue, flow=FLOW, step=step, data={"advice_id": advice.id})
    return ask_screen(advice.id, step, wish, context.say, copy_studio.frame, products), moved


async def _ask(
    context: JinjuContext, desk: Desk, advice_id: str, step: str, wish: CopyWish, edit: int | None
) -> None:
    copy_studio = context.services.adviser.copy
    products = await copy_studio.products(desk.actor) if step in {"product", "advantage"} else ()
    async with context.effect() as effect:
        flow = context.moved(desk.dialogue, flow=FLOW, step=step, data={"advice_id": advice_id})
        await effect.uow.dialogues.put(flow)
        effect.show(ask_screen(advice_id, step, wish, context.say, copy_studio.frame, products), edit)


async def _kept(context: JinjuContext, desk: Desk, advice_id: str) -> _Kept | None:
    async with context.services.database.read() as uow:
        stored = await uow.advices.get(advice_id, desk.actor.salesperson_id) if advice_id else None
    if stored is None or not stored.advice.get("wish"):
        return None
    advice = Advice.model_validate(stored.advice)
    return _Kept(CopyWish.model_validate(advice.wish), advice, Turn.model_validate(stored.turn))


def _seen(advice: Advice) -> tuple[str, ...]:
    earlier = tuple(line.removeprefix(_SEEN) for line in advice.reasons if line.startswith(_SEEN))
    return (*earlier, *(variant.text for variant in advice.variants))


def _row(context: JinjuContext, desk: Desk, turn: Turn, advice: Advice) -> StoredAdvice:
    return StoredAdvice(
        id=advice.id,
        salesperson_id=desk.actor.salesperson_id,
        customer_id=advice.customer_id,
        turn=turn.model_dump(mode="json"),
        advice=advice.model_dump(mode="json"),
        created_at=context.now(),
    )
