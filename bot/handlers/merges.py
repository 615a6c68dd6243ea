"""Duplicates in chat: candidates, preview, merge, undo."""

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.services.merging import UNDO_STAYS, MergePreview, Pair
from bot.services.texts import Texts
from bot.services.wording import short_day
from crm.base import Id
from crm.customers import Customer

_SHOWN = 6


@for_members
@in_private
async def on_merge_list(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show candidates, and merges that can be taken back."""
    await context.acknowledge(update)
    screen = await _list(context, desk)
    async with context.effect() as effect:
        effect.show(screen, message_id(update))


@for_members
@in_private
async def on_merge_preview(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Show what a merge would do, before anything happens."""
    _, kept_id, gone_id = parts(update, 3)
    await context.acknowledge(update)
    preview = await context.services.merging.preview(desk.actor, kept_id, gone_id)
    async with context.effect() as effect:
        effect.show(preview_screen(preview, context.say), message_id(update))


@for_members
@in_private
async def on_merge(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Merge; whoever comes second reads a clear sentence."""
    _, kept_id, gone_id = parts(update, 3)
    await context.acknowledge(update)
    async with context.effect() as effect:
        made = await context.services.merging.merge(effect.uow, desk.actor, kept_id, gone_id)
        name = made.joined.display_name
        screen = Screen(context.say("merge-done", name=name, days=UNDO_STAYS.days), customer_id=kept_id)
        screen.row(
            press(context.say("button-merge-undo"), f"mu:{made.id}"),
            press(context.say("button-deal-customer"), f"c:{kept_id}"),
        )
        effect.show(screen.row(press(context.say("button-duplicates"), "mg:list")), message_id(update))


@for_members
@in_private
async def on_set_apart(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Remember that two are not the same."""
    _, one, other = parts(update, 3)
    await context.acknowledge(update)
    async with context.effect() as effect:
        await context.services.merging.set_apart(effect.uow, desk.actor, one, other)
        screen = Screen(context.say("merge-apart"))
        effect.show(screen.row(press(context.say("button-duplicates"), "mg:list")), message_id(update))


@for_members
@in_private
async def on_merge_undo(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Take a merge back."""
    merge_id = parts(update, 2)[1]
    await context.acknowledge(update)
    async with context.effect() as effect:
        merge = await context.services.merging.undo(effect.uow, desk.actor, merge_id)
        names = {"kept": merge.before.display_name, "gone": merge.gone.display_name}
        screen = Screen(context.say("merge-taken-back", **names), customer_id=merge.gone_id)
        screen.row(
            press(merge.before.display_name[:30], f"c:{merge.kept_id}"),
            press(merge.gone.display_name[:30], f"c:{merge.gone_id}"),
        )
        effect.show(screen, message_id(update))


async def _list(context: JinjuContext, desk: Desk) -> Screen:
    say, merging = context.say, context.services.merging
    pairs, recent = await merging.pairs(desk.actor), await merging.recent(desk.actor, 4)
    screen = Screen()
    screen.line(say("merge-list", count=len(pairs)) if pairs else say("merge-none"), "bold")
    for number, pair in enumerate(pairs[:_SHOWN], 1):
        screen.line(_pair(number, pair, say))
        screen.row(press(f"{number} {pair.kept} ＋ {pair.gone}"[:60], f"mp:{pair.kept_id}:{pair.gone_id}"))
    for merge in recent:
        day = short_day(merge.at, context.now().date())
        screen.row(
            press(say("button-merge-undo-of", name=merge.gone.display_name[:12], day=day), f"mu:{merge.id}")
        )
    return screen.row(press(say("button-back"), "rh:hub"))


def _pair(number: int, pair: Pair, say: Texts) -> str:
    return f"{number}. {pair.kept} ＋ {pair.gone}（{say(f'merge-why-{pair.why.value}')}）"


def preview_screen(preview: MergePreview, say: Texts) -> Screen:
    """Return both records side by side and what would move; the kept one may be swapped."""
    kept, gone = preview.kept, preview.gone
    screen = Screen(customer_id=kept.id)
    screen.line(say("merge-title"), "bold")
    screen.line(say("merge-kept", who=_who(kept)))
    screen.line(say("merge-gone-one", who=_who(gone)))
    screen.line(
        say(
            "merge-moves",
            purchases=preview.purchases,
            touchpoints=preview.touchpoints,
            opportunities=preview.opportunities,
            promises=preview.promises,
        )
    )
    added = _added(preview)
    if added:
        screen.line(say("merge-adds", what="、".join(added)))
    if preview.joined.do_not_contact and not kept.do_not_contact:
        screen.line(say("merge-no-contact"))
    if kept.owner_id != gone.owner_id:
        screen.line(say("merge-owners"))
    screen.line(say("merge-undo-stays", days=UNDO_STAYS.days), "italic")
    screen.row(press(say("button-merge"), f"my:{kept.id}:{gone.id}"))
    screen.row(
        press(say("button-merge-swap"), f"mp:{gone.id}:{kept.id}"),
        press(say("button-merge-apart"), f"mn:{kept.id}:{gone.id}"),
    )
    return screen.row(press(say("button-back"), "mg:list"))


def _who(customer: Customer) -> str:
    more = (customer.company, *customer.phones[:1], customer.address[:12])
    name = customer.display_name
    return " · ".join(dict.fromkeys(part for part in (name, *more) if part))


def _added(preview: MergePreview) -> list[str]:
    """Return what the kept record gains: numbers, people, tags."""
    kept, joined = preview.kept, preview.joined
    known = {channel.address for channel in kept.channels}
    found = [channel.address for channel in joined.channels if channel.address not in known]
    people: set[Id] = {member.id for member in kept.household}
    found += [m.name or m.note for m in joined.household if m.id not in people and (m.name or m.note)]
    return [*found, *(tag for tag in joined.tags if tag not in kept.tags)][:6]
