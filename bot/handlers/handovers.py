"""Handing customers over in chat: from whom, to whom, preview, done, undo; stories for whoever takes over."""

from telegram import Update

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.fitting import LEFT_OVER, ROOM, height_of, pages_of
from bot.handlers.screens import NAME, Screen, one_line, press
from bot.handlers.show_records import add_story, story_screen
from bot.handlers.work import Effect
from bot.ports.records import HandOver
from bot.services.handing import UNDO_STAYS, HandOverPreview
from bot.services.texts import Texts
from bot.services.wording import short_day
from crm.base import Id


@for_members
@in_private
async def on_givers(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Ask whose customers go; those who left stand first."""
    await context.acknowledge(update)
    say, handing = context.say, context.services.handing
    owners, recent = await handing.owners(desk.actor), await handing.recent(desk.actor, 4)
    screen = Screen().line(say("hand-from" if owners else "hand-nobody"), "bold")
    for one in owners:
        key = "hand-owner" if one.person.active else "hand-owner-left"
        screen.row(press(say(key, name=one.person.name[:20], count=one.customers), f"hf:{one.person.id}"))
    for made in recent:
        day = short_day(made.at, handing.today)
        label = say("button-hand-undo-of", count=len(made.customer_ids), day=day)
        screen.row(press(label, f"hu:{made.id}"))
    await _show(update, context, screen.row(press(say("button-back"), "rh:hub")))


@for_members
@in_private
async def on_giver(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Ask who takes over."""
    giver_id = parts(update, 2)[1]
    await context.acknowledge(update)
    await _show(update, context, await _takers(context, desk, giver_id, f"ht:{giver_id}"))


@for_members
@in_private
async def on_one(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Ask who takes over one customer."""
    customer_id = parts(update, 2)[1]
    await context.acknowledge(update)
    giver_id = await context.services.handing.owner_of(desk.actor, customer_id)
    await _show(update, context, await _takers(context, desk, giver_id, f"hd:{customer_id}"))


@for_members
@in_private
async def on_preview(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show what would go, with the first stories, before anything happens."""
    verb, first, taker_id = parts(update, 3)
    await context.acknowledge(update)
    handing = context.services.handing
    one = first if verb == "hd" else None
    giver_id = await handing.owner_of(desk.actor, first) if one else first
    preview = await handing.preview(desk.actor, giver_id, taker_id, one)
    confirm = f"{'hz' if one else 'hy'}:{first}:{taker_id}"
    await _show(update, context, _preview(preview, confirm, context.say))


@for_members
@in_private
async def on_hand_over(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Hand over, and tell whoever takes over."""
    verb, first, taker_id = parts(update, 3)
    await context.acknowledge(update)
    handing, say = context.services.handing, context.say
    one = first if verb == "hz" else None
    giver_id = await handing.owner_of(desk.actor, first) if one else first
    async with context.effect() as effect:
        made = await handing.hand_over(effect.uow, desk.actor, giver_id, taker_id, one)
        taker = await effect.uow.people.get(taker_id)
        done = say("hand-done", count=len(made.customer_ids), name=taker.name, days=UNDO_STAYS.days)
        screen = Screen(done).row(press(say("button-hand-undo"), f"hu:{made.id}"))
        effect.show(screen.row(press(say("button-hand-list"), f"hi:{made.id}")), message_id(update))
        if taker.telegram_id is not None and taker.id != desk.actor.salesperson_id:
            await _tell(effect, made, taker.telegram_id, say)


@for_members
@in_private
async def on_undo(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Give back what is still with whoever took over."""
    id = parts(update, 2)[1]
    await context.acknowledge(update)
    async with context.effect() as effect:
        count = await context.services.handing.undo(effect.uow, desk.actor, id)
        effect.show(Screen(context.say("hand-taken-back", count=count)), message_id(update))


@for_members
@in_private
async def on_handed_list(update: Update, context: JinjuContext, desk: Desk) -> None:
    """List the customers of a hand-over; each button tells a story."""
    id = parts(update, 2)[1]
    await context.acknowledge(update)
    handed = await context.services.handing.handed(desk.actor, id)
    screen = Screen(context.say("hand-stories" if handed else "hand-nothing"))
    screen.pairs(press(one_line(name, NAME), f"hs:{customer_id}") for customer_id, name in handed)
    await _show(update, context, screen)


@for_members
@in_private
async def on_story(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Tell a customer's story."""
    customer_id = parts(update, 2)[1]
    await context.acknowledge(update)
    name, told = await context.services.handing.story_of(desk.actor, customer_id)
    async with context.effect() as effect:
        effect.say(story_screen(customer_id, name, told, context.say))


async def _takers(context: JinjuContext, desk: Desk, giver_id: Id, head: str) -> Screen:
    takers = await context.services.handing.takers(desk.actor, giver_id)
    if not takers:
        raise InputRefused("hand-no-taker")
    screen = Screen(context.say("hand-to"))
    for person in takers:
        screen.row(press(person.name[:40], f"{head}:{person.id}"))
    return screen.row(press(context.say("button-back"), "ho:list"))


def _preview(preview: HandOverPreview, confirm: str, say: Texts) -> Screen:
    screen = Screen()
    names = {"giver": preview.giver.name, "taker": preview.taker.name}
    screen.line(say("hand-preview", **names, count=preview.customers), "bold")
    screen.line(say("hand-open", deals=preview.deals, promises=preview.promises))
    screen.row(press(say("button-hand-yes"), confirm), press(say("button-no"), "ho:list"))
    told = _as_many_as_fit(screen, preview, say)
    if preview.customers > told:
        screen.line().line(say("hand-more", count=preview.customers - told), "italic")
    return screen


def _as_many_as_fit(screen: Screen, preview: HandOverPreview, say: Texts) -> int:
    """Append stories while the phone has room for them, the first as far as it goes; return how many."""
    for number, (name, told) in enumerate(preview.stories):
        story = add_story(Screen().line().line(name, "bold"), told, say)
        left_over = LEFT_OVER if preview.customers > number + 1 else 0
        if height_of(screen, text_to_come=story.text) > ROOM - left_over:
            if number == 0:
                screen.append(pages_of(story, len(screen.rows) + 2)[0])
            return max(1, number)
        screen.append(story)
    return len(preview.stories)


async def _tell(effect: Effect, made: HandOver, telegram_id: int, say: Texts) -> None:
    giver = await effect.uow.people.get(made.from_id)
    screen = Screen(say("hand-received", name=giver.name, count=len(made.customer_ids)))
    screen.row(press(say("button-hand-list"), f"hi:{made.id}"))
    effect.say(screen, chat_id=telegram_id)


async def _show(update: Update, context: JinjuContext, screen: Screen) -> None:
    async with context.effect() as effect:
        effect.show(screen, message_id(update))
