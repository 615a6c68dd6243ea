"""Carrying out what a model proposed, once its person confirmed it."""

from bot.ports import BotUnitOfWork
from bot.services.customers import CustomerService
from bot.services.days.ledger import PromiseService
from bot.services.days.reminding import ReminderService
from bot.services.days.request import Wish
from bot.services.pipeline import PipelineService
from bot.services.talking.tools import Proposal
from crm.people import Actor
from crm.promising import Promised, Voice


class Confirming:
    """Writes a confirmed proposal with the rights of the person who confirmed it."""

    def __init__(
        self,
        customers: CustomerService,
        reminders: ReminderService,
        promises: PromiseService,
        pipeline: PipelineService,
    ) -> None:
        """Keep the collaborators."""
        self._customers, self._reminders = customers, reminders
        self._promises, self._pipeline = promises, pipeline

    async def write(self, uow: BotUnitOfWork, actor: Actor, proposal: Proposal) -> None:
        """Write it; the caller commits. Raises NotFound outside the scope, InputRefused when too late."""
        if proposal.kind == "reminder":
            wish = Wish(proposal.text, proposal.due, proposal.exact)
            job = await self._reminders.propose(uow, actor, wish, proposal.customer_id)
            await self._reminders.confirm(uow, actor, job.id)
        elif proposal.kind == "promise":
            promised = Promised(proposal.text, Voice.SELLER, proposal.due, proposal.exact)
            for one in await self._promises.propose(uow, actor, proposal.customer_id, [promised]):
                await self._promises.confirm(uow, actor, one.id)
        elif proposal.kind == "next_step" and proposal.deal_id:
            await self._pipeline.set_next(uow, actor, proposal.deal_id, proposal.text)
        else:
            await self._customers.add_note(uow, actor, proposal.customer_id, proposal.text)
