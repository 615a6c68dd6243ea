"""The quotation of an offer, sent as a document."""

from telegram.constants import ChatAction

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext
from bot.services.offering.quotations import Quotation, write_quotation
from bot.services.offering.words import day_said
from crm.base import Id

_NUMBER = 8


async def send_quotation(context: JinjuContext, desk: Desk, offer_id: Id) -> None:
    """Write the PDF of an offer that can still be made, and send it."""
    await context.busy(ChatAction.UPLOAD_DOCUMENT)
    async with context.services.database.read() as uow:
        stored, case, _ = await context.services.offer_answers.standing_offer(uow, desk.actor, offer_id)
        seller = await uow.people.get(stored.seller_id)
        signature = (await uow.preferences.of(seller.id)).signature
        company = (await uow.preferences.team(seller.team_id)).company
    about = Quotation(
        customer=case.customer.display_name,
        seller=signature or seller.name,
        company=company,
        made_at=context.now(),
        number=stored.id[-_NUMBER:].upper(),
    )
    try:
        path = await write_quotation(
            context.services.data_dir, stored, case.offering.catalogue, about, context.say
        )
    except FileNotFoundError:
        raise InputRefused("quote-no-font") from None
    async with context.effect() as effect:
        caption = context.say(
            "offers-quote-caption", name=about.customer, day=day_said(stored.valid_until, context.say)
        )
        effect.send_file(str(path), path.name, caption)
