"""Running dialogues: what the next typed text means while one is open."""

import re
from collections.abc import Awaitable, Callable

from bot.handlers.advice import respond, show_outcome
from bot.handlers.barring import take_reason as take_bar_reason
from bot.handlers.context import Desk, JinjuContext
from bot.handlers.contracts import take_contract
from bot.handlers.copy import take_answer as take_copy_answer
from bot.handlers.customers import create_customer, look_up, save_note
from bot.handlers.documents import UNTIL, take_day
from bot.handlers.erasing import offer_erasure
from bot.handlers.offers import take_reason
from bot.handlers.orders import REMIND_FLOW, take_reminder
from bot.handlers.pipeline import take_amount, take_new, take_next
from bot.handlers.proposed import PROPOSE_FLOW, take_proposal
from bot.handlers.screens import Screen
from bot.handlers.secretary_taps import take_wording
from bot.handlers.settings import SIGN_FLOW, take_signature
from bot.handlers.shelf import take_answer
from bot.handlers.surveys import take_reply as take_survey_reply
from bot.handlers.team_settings import COMPANY_FLOW, take_company
from bot.handlers.usage import FLOW as USAGE
from bot.handlers.usage import take_usage
from bot.services.conversation import Advised, Found, Nobody, Several
from bot.services.stating import may_be_a_name
from bot.services.turns import Turn

_A_NOTE = re.compile(r"^(?:帮我)?记(?:一下|一笔|下来|录)")
Flow = Callable[[JinjuContext, Desk, str], Awaitable[None]]


async def supplement(context: JinjuContext, desk: Desk, text: str) -> None:
    """The salesperson adds facts of own to the last advice; a remark to note down is something else."""
    if _A_NOTE.match(text):
        await respond(context, desk, text)
        return
    advice_id = str(desk.dialogue.data.get("advice_id") or "")
    async with context.services.database.read() as uow:
        kept = await uow.advices.get(advice_id, desk.actor.salesperson_id)
    if kept is None:
        await context.reply(Screen(context.say("old-button")))
        return
    turn = Turn.model_validate(kept.turn)
    turn = turn.model_copy(update={"seller_note": f"{turn.seller_note}\n{text}".strip()[:4000]})
    advice = await context.services.adviser.advise(desk.actor, turn)
    await show_outcome(context, desk, Advised(turn, advice))


async def find(context: JinjuContext, desk: Desk, text: str) -> None:
    """The salesperson says which customer to show."""
    await look_up(context, desk, text)


async def find_for_note(context: JinjuContext, desk: Desk, text: str) -> None:
    """A note waits for its customer."""
    outcome = await context.services.conversation.look_up(desk.actor, text)
    match outcome:
        case Found(customer_id):
            await save_note(context, desk, customer_id, str(desk.dialogue.data.get("note") or ""))
        case Nobody() if not may_be_a_name(text):  # something new was said instead of a name
            await respond(context, desk, text)
        case Several() | Nobody():
            await show_outcome(context, desk, outcome)
        case _:
            await context.reply(Screen(context.say("not-found")))


async def note(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text is the note itself."""
    await save_note(context, desk, str(desk.dialogue.data.get("customer_id") or ""), text)


async def forget(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text names the customer to erase."""
    await offer_erasure(context, desk, text)


async def new(context: JinjuContext, desk: Desk, text: str) -> None:
    """The text describes a new customer."""
    await create_customer(context, desk, text)


FLOWS: dict[str, Flow] = {
    "supplement": supplement,
    "find": find,
    "find_for_note": find_for_note,
    "note": note,
    "forget": forget,
    REMIND_FLOW: take_reminder,
    "new": new,
    "answer": take_answer,
    UNTIL: take_day,
    "copy": take_copy_answer,
    "secretary": take_wording,
    "survey_reply": take_survey_reply,
    "bar_reason": take_bar_reason,
    "deal_new": take_new,
    "contract_new": take_contract,
    "deal_next": take_next,
    "deal_amount": take_amount,
    "deal_won_amount": take_amount,
    "offer_reason": take_reason,
    USAGE: take_usage,
    SIGN_FLOW: take_signature,
    COMPANY_FLOW: take_company,
    PROPOSE_FLOW: take_proposal,
}
