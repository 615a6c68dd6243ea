"""A discount beyond a seller's limit: put before the managers, decided by a button, told to the seller."""

from collections.abc import Sequence

from telegram import Update

from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Screen, press
from bot.handlers.show_offers import detail_screen
from bot.handlers.work import Effect
from bot.ports.offers import Approval, StoredOffer
from bot.services.facts.parts import plain
from bot.services.offering import Shown
from crm.people import RANK, Role, Salesperson


async def ask_managers(
    context: JinjuContext,
    desk: Desk,
    effect: Effect,
    stored: StoredOffer,
    approval: Approval,
) -> bool:
    """Put a wish before every manager of the team who has an account."""
    customer = await context.services.customers.get(desk.actor, stored.customer_id)
    people = await effect.uow.people.in_team(stored.team_id)
    say = context.say
    text = say(
        "offers-approval",
        seller=desk.actor.name,
        name=customer.display_name,
        title=stored.title,
        percent=plain(approval.percent),
        reason=approval.reason,
        margin=str(stored.content["seller"]),
    )
    chats = _chats(people)
    for chat_id in chats:
        screen = Screen(text, customer_id=stored.customer_id)
        screen.row(
            press(say("offers-approval-yes"), f"oa:{approval.id}:yes"),
            press(say("offers-approval-no"), f"oa:{approval.id}:no"),
        )
        effect.say(screen, chat_id=chat_id)
    return bool(chats)


async def warn_managers(context: JinjuContext, desk: Desk, effect: Effect, shown: Shown) -> None:
    """Tell every manager that a newcomer would get a better standard offer than this customer."""
    if not shown.for_managers:
        return
    people = await effect.uow.people.in_team(desk.actor.team_id)
    head = context.say("offers-title", name=shown.customer, catalogue=shown.catalogue)
    for chat_id in _chats(people):
        screen = Screen(customer_id=shown.customer_id).line(head, "bold").line(shown.for_managers)
        effect.say(screen, chat_id=chat_id)


def _chats(people: Sequence[Salesperson]) -> list[int]:
    """The private chats of all managers who have an account."""
    managers = (p for p in people if p.active and RANK[p.role] >= RANK[Role.MANAGER])
    return [p.telegram_id for p in managers if p.telegram_id]


@for_members
@in_private
async def on_approval(update: Update, context: JinjuContext, desk: Desk) -> None:
    """A manager decides; the seller is told."""
    _, approval_id, answer = parts(update, 3)
    await context.acknowledge(update)
    async with context.effect() as effect:
        decided = await context.services.discounts.decide(
            effect.uow, desk.actor, approval_id, granted=answer == "yes"
        )
        effect.show(
            Screen(context.say("offers-approval-done" if decided else "old-button")), message_id(update)
        )
        if decided is None:
            return
        approval, stored = decided
        seller = await effect.uow.people.get(approval.asked_by)
        if seller.telegram_id:
            effect.say(
                _answered(context, approval, stored, granted=answer == "yes"), chat_id=seller.telegram_id
            )


def _answered(context: JinjuContext, approval: Approval, stored: StoredOffer, *, granted: bool) -> Screen:
    percent = plain(approval.percent)
    if not granted:
        return Screen(
            context.say("offers-not-approved", title=stored.title, percent=percent),
            customer_id=stored.customer_id,
        )
    price = str(stored.content["price"])
    note = context.say("offers-approved", title=stored.title, percent=percent, price=price)
    return detail_screen(stored, context.say, note=note)
