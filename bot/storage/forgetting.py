"""Erasing again what was erased before: after a restore, or when an old database file came back."""

from collections.abc import Iterable

from bot.storage.advices import SqlAdvices
from bot.storage.customers import SqlCustomers
from bot.storage.days import SqlJobs
from bot.storage.dialogues import SqlDialogues
from bot.storage.inbox import SqlInbox
from bot.storage.knowledge_misses import SqlMisses
from bot.storage.line_uses import SqlLineUses
from bot.storage.merging import SqlMerges
from bot.storage.model_calls import SqlModelCalls
from bot.storage.outbox import SqlOutbox
from bot.storage.people import SqlErasures
from bot.storage.practice import SqlCopyProducts
from bot.storage.proposed import SqlProposedAnswers
from bot.storage.secretary import SqlAliases, SqlSecretary
from bot.storage.session import Session
from crm.errors import NotFound
from crm.people import Scope
from crm.ports import CustomerFile, Erasure

_EVERYTHING = Scope(team_id=None, owner_id=None)


async def erase_again(session: Session, erasures: Iterable[Erasure]) -> int:
    """Apply listed erasures to whatever came back, remember them; return how many customers had."""
    customers, list_ = SqlCustomers(session), SqlErasures(session)
    erased = 0
    for erasure in erasures:
        await list_.add(erasure)
        # What it was merged from is listed under its own number; here only the copies of it go.
        for merged in await SqlMerges(session).forget(erasure.customer_id):
            await _scrub(session, merged.id, needles(CustomerFile(customer=merged)))
        try:
            file = await customers.erase(erasure.customer_id, _EVERYTHING)
        except NotFound:
            continue
        await _scrub(session, erasure.customer_id, needles(file))
        erased += 1
    return erased


def needles(file: CustomerFile) -> list[str]:
    """Return the strings by which a customer is recognised in stored texts: names and numbers.

    A single character is left out: it would hit every second message.
    """
    customer = file.customer
    names = (customer.name, customer.address_as, *(channel.address for channel in customer.channels))
    return [name for name in dict.fromkeys(names) if len(name) > 1]


async def _scrub(session: Session, id: str, words: list[str]) -> None:
    await SqlInbox(session).scrub([*words, id])
    await SqlOutbox(session).scrub(id, words)
    await SqlAdvices(session).scrub(id, words)
    await SqlMisses(session).scrub([*words, id])
    await SqlProposedAnswers(session).scrub([*words, id])
    await SqlCopyProducts(session).scrub(words)
    await SqlModelCalls(session).scrub(id, words)
    await SqlLineUses(session).scrub(id)
    await SqlSecretary(session).scrub(id)
    await SqlAliases(session).scrub(id)
    await SqlJobs(session).scrub(words)
    await SqlDialogues(session).unpin(id)
