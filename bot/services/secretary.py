"""Secretary mode: what to do with words a customer writes to a salesperson's own account.

The owner connects the bot in Telegram and then says yes to us; until both, nothing is read. Nothing
is sent without the owner's tap, and only where the platform allows it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ports import AliasKind, BotUnitOfWork, BusinessAccount, BusinessChat, CaseState, Clock, Database
from bot.ports import SecretaryCase as Case
from bot.services.advise import Adviser
from bot.services.briefs import Advice
from bot.services.membership import MembershipService
from bot.services.turns import Reading, Speaker, Turn, TurnKind
from crm.base import Id, new_id
from crm.customers import Customer
from crm.errors import CrmError, NotFound
from crm.people import Actor
from playbooks.terms import NO_OBJECTION

WINDOW = timedelta(hours=24)
"""Telegram lets a business bot write only within a day of the customer's last message."""
_ONE_BREATH = timedelta(minutes=3)
"""Messages this close together are one case."""
_LONGEST = 4000
_NOD = re.compile(
    r"(?:好[的吧啊呀嘞]*|行[吧啊]?|嗯+|哦+|收到|知道了|明白|谢谢.{0,4}|多谢.{0,3}|在[吗么]|[你您]好|ok|okay|thanks?|hi|hello)"
    r"[\s。.!！~～，,]*",
    re.IGNORECASE,
)
"""What needs no answer of ours: a nod, thanks, a greeting."""


class Refused(StrEnum):
    """Why a draft cannot be sent."""

    DONE = "done"
    """It was sent, dropped, answered by hand or taken back."""
    DISCONNECTED = "disconnected"
    NO_RIGHT = "no_right"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Heard:
    """One message in a connected account, as Telegram tells it."""

    connection_id: str
    from_id: int
    chat_id: int
    name: str
    text: str
    message_id: int
    by_bot: bool = False
    edited: bool = False


@dataclass(frozen=True)
class Drafted:
    """Drafts to show: a new case, or an open one that goes on."""

    account: BusinessAccount
    actor: Actor
    case: Case
    turn: Turn
    advice: Advice
    customer: Customer | None
    name: str


def refusal(case: Case, account: BusinessAccount | None, heard_at: datetime, now: datetime) -> Refused | None:
    """Return why a draft of a case cannot be sent now, None when it can."""
    if case.state is not CaseState.OPEN:
        return Refused.DONE
    if account is None or not (account.enabled and account.active):
        return Refused.DISCONNECTED
    if not account.can_reply:
        return Refused.NO_RIGHT
    return Refused.TOO_LATE if now - heard_at >= WINDOW else None


def worth_saying(reading: Reading, advice: Advice) -> bool:
    """Whether there is something to add: not for a thank-you, a greeting or plain news."""
    if not advice.variants:
        return False
    if _NOD.fullmatch(reading.customer_words.strip()):
        return False
    moved = reading.objection.primary != NO_OBJECTION or reading.buying_signal
    return moved or reading.kind is TurnKind.OFFER


class SecretaryService:
    """Decides; the handler stores and shows in one transaction."""

    def __init__(
        self, database: Database, clock: Clock, adviser: Adviser, membership: MembershipService
    ) -> None:
        """Keep the collaborators."""
        self._database, self._clock = database, clock
        self._adviser, self._membership = adviser, membership

    async def connect(
        self, uow: BotUnitOfWork, actor: Actor, account: BusinessAccount
    ) -> tuple[BusinessAccount, bool]:
        """Store a connection or its change; return it and whether the owner has to be asked.

        A second connection of the same account inherits the yes; the earlier one is closed.
        """
        known = [
            one
            for one in await uow.secretary.accounts_of(actor.salesperson_id)
            if one.telegram_id == account.telegram_id
        ]
        agreed = any(one.active for one in known)
        for one in known:
            if one.connection_id != account.connection_id and account.enabled:
                await uow.secretary.put_account(one.model_copy(update={"enabled": False}))
        kept = account.model_copy(update={"active": agreed})
        await uow.secretary.put_account(kept)
        return kept, account.enabled and not agreed

    async def switch(self, uow: BotUnitOfWork, actor: Actor, *, active: bool) -> bool:
        """Turn all of a person's accounts on or off; return whether there is one connected."""
        accounts = await uow.secretary.accounts_of(actor.salesperson_id)
        for account in accounts:
            await uow.secretary.put_account(account.model_copy(update={"active": active}))
        return any(account.enabled for account in accounts)

    async def owner(self, connection_id: str) -> tuple[BusinessAccount, Actor] | None:
        """Return a working account and its owner; None when it is unknown, off, or the owner was let go."""
        async with self._database.read() as uow:
            account = await uow.secretary.account(connection_id)
        if account is None or not (account.enabled and account.active):
            return None
        actor = await self._membership.identify(account.telegram_id)
        if actor is None or actor.salesperson_id != account.salesperson_id:
            return None
        return account, actor

    async def hear(self, account: BusinessAccount, actor: Actor, heard: Heard) -> Drafted | None:
        """Return drafts for what a customer wrote; None when there is nothing to add."""
        async with self._database.read() as uow:
            chat = await uow.secretary.chat(actor.salesperson_id, heard.chat_id)
            waiting = await uow.secretary.open_cases(actor.salesperson_id, heard.chat_id)
            customer = await self._customer(uow, actor, heard)
            case = self._going_on(waiting, heard)
            earlier = await self._said(uow, actor, case) if case and not heard.edited else ""
        if chat is not None and chat.muted:
            return None
        if heard.edited and case is None:
            return None
        return await self._draft(
            account, actor, case, customer, f"{earlier}\n{heard.text}".strip()[:_LONGEST], heard
        )

    async def again(
        self, actor: Actor, case: Case, kept: Advice, turn: Turn, customer_id: Id | None = None
    ) -> Drafted | None:
        """Return other lines for a case, or lines for a customer just named; None when there are none."""
        async with self._database.read() as uow:
            account = await uow.secretary.account(case.connection_id)
            chat = await uow.secretary.chat(actor.salesperson_id, case.chat_id)
            known = customer_id or case.customer_id
            customer = await uow.customers.get(known, actor.scope) if known else None
        if account is None:
            return None
        seen = () if customer_id else tuple(variant.text for variant in kept.variants)
        turn = turn.model_copy(update={"customer_id": known})
        advice = await self._adviser.advise(actor, turn, avoid=seen)
        if not advice.variants:
            return None
        case = case.model_copy(
            update={"customer_id": known, "advice_id": advice.id, "updated_at": self._clock.now()}
        )
        return Drafted(account, actor, case, turn, advice, customer, chat.name if chat else "")

    async def standing(self, actor: Actor, case: Case, advice: Advice, turn: Turn) -> Drafted | None:
        """Return a case's drafts as they stand; None when its connection is gone."""
        async with self._database.read() as uow:
            account = await uow.secretary.account(case.connection_id)
            chat = await uow.secretary.chat(actor.salesperson_id, case.chat_id)
            customer = await uow.customers.get(case.customer_id, actor.scope) if case.customer_id else None
        if account is None:
            return None
        return Drafted(account, actor, case, turn, advice, customer, chat.name if chat else "")

    async def check(self, uow: BotUnitOfWork, case: Case) -> Refused | None:
        """Return why a case's draft cannot be sent now, read inside the transaction that would send it."""
        account = await uow.secretary.account(case.connection_id)
        chat = await uow.secretary.chat(case.salesperson_id, case.chat_id)
        heard_at = chat.heard_at if chat else case.updated_at
        return refusal(case, account, heard_at, self._clock.now())

    async def listen(self, uow: BotUnitOfWork, actor: Actor, heard: Heard) -> None:
        """Remember that a customer wrote just now: the window of a day starts anew."""
        known = await uow.secretary.chat(actor.salesperson_id, heard.chat_id)
        chat = BusinessChat(
            salesperson_id=actor.salesperson_id,
            chat_id=heard.chat_id,
            name=heard.name,
            muted=known.muted if known else False,
            heard_at=self._clock.now(),
        )
        await uow.secretary.put_chat(chat)

    async def known(self, uow: BotUnitOfWork, actor: Actor, heard: Heard) -> Customer | None:
        """Return the customer who writes, None when unknown or silenced."""
        chat = await uow.secretary.chat(actor.salesperson_id, heard.chat_id)
        return None if chat is not None and chat.muted else await self._customer(uow, actor, heard)

    async def mute(self, uow: BotUnitOfWork, actor: Actor, chat_id: int, *, muted: bool) -> None:
        """Say nothing about a chat any more, or again."""
        chat = await uow.secretary.chat(actor.salesperson_id, chat_id)
        if chat is None:
            raise NotFound("chat", str(chat_id))
        await uow.secretary.put_chat(chat.model_copy(update={"muted": muted}))

    async def unmute(self, uow: BotUnitOfWork, actor: Actor) -> int:
        """Speak up again about every chat of a person; return how many had been silenced."""
        return await uow.secretary.unmute(actor.salesperson_id)

    def closed(self, case: Case, state: CaseState) -> Case:
        """Return a case that is over."""
        return case.model_copy(update={"state": state, "updated_at": self._clock.now()})

    async def _draft(
        self,
        account: BusinessAccount,
        actor: Actor,
        case: Case | None,
        customer: Customer | None,
        text: str,
        heard: Heard,
    ) -> Drafted | None:
        now = self._clock.now()
        turn = Turn(
            text=text, speaker=Speaker.CUSTOMER, customer_id=customer.id if customer else None, at=now
        )
        reading = self._adviser.read(turn)
        advice = await self._adviser.advise(actor, turn, reading=reading)
        if not worth_saying(reading, advice):
            return None
        case = case or Case(
            id=new_id(),
            salesperson_id=actor.salesperson_id,
            connection_id=account.connection_id,
            chat_id=heard.chat_id,
            message_ids=(),
            updated_at=now,
        )
        changes = {
            "message_ids": tuple(dict.fromkeys((*case.message_ids, heard.message_id))),
            "customer_id": turn.customer_id,
            "advice_id": advice.id,
            "updated_at": now,
        }
        return Drafted(account, actor, case.model_copy(update=changes), turn, advice, customer, heard.name)

    def _going_on(self, waiting: Sequence[Case], heard: Heard) -> Case | None:
        if heard.edited:
            return next((case for case in waiting if case.message_ids == (heard.message_id,)), None)
        recent = [case for case in waiting if self._clock.now() - case.updated_at < _ONE_BREATH]
        return recent[0] if recent else None

    async def _said(self, uow: BotUnitOfWork, actor: Actor, case: Case) -> str:
        kept = await uow.advices.get(case.advice_id, actor.salesperson_id) if case.advice_id else None
        return str(kept.turn.get("text", "")) if kept else ""

    async def _customer(self, uow: BotUnitOfWork, actor: Actor, heard: Heard) -> Customer | None:
        """Return who writes: by an earlier word of the owner, else by a name that only one customer bears."""
        known = await uow.aliases.customer(actor.salesperson_id, AliasKind.TELEGRAM_ID, str(heard.from_id))
        if known is None and heard.name:
            hits = await uow.customers.named([heard.name], actor.scope)
            known = hits[0].id if len(hits) == 1 else None
        if known is None:
            return None
        try:
            return await uow.customers.get(known, actor.scope)
        except CrmError:
            return None
