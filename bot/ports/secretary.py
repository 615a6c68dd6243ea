"""Secretary mode: connected business accounts, their chats, and the drafts waiting for a tap."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from crm.base import Id, Moment, Record


class BusinessAccount(Record):
    """A salesperson's own Telegram account, connected by its owner.

    `user_chat_id` is the owner's chat with the bot. Nothing is read before `active`: the owner says so
    with a button after connecting.
    """

    connection_id: str
    salesperson_id: Id
    telegram_id: int
    user_chat_id: int
    can_reply: bool = False
    enabled: bool = True
    """What Telegram says: false once the owner took the bot off the account."""
    active: bool = False
    """What the owner said to us."""
    connected_at: Moment


class BusinessChat(Record):
    """One customer's chat in a connected account. Replying is possible for 24 hours after `heard_at`."""

    salesperson_id: Id
    chat_id: int
    name: str = ""
    muted: bool = False
    heard_at: Moment


class CaseState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    SENT = "sent"
    DROPPED = "dropped"
    ANSWERED = "answered"
    """The owner wrote by hand."""
    DELETED = "deleted"
    """The customer took the words back."""


class SecretaryCase(Record):
    """What a customer wrote and the drafts shown for it. `shown_as` is the outbox key of the screen."""

    id: Id
    salesperson_id: Id
    connection_id: str
    chat_id: int
    message_ids: tuple[int, ...]
    customer_id: Id | None = None
    advice_id: Id | None = None
    edited: str = ""
    """The salesperson's own wording, waiting for the tap."""
    state: CaseState = CaseState.OPEN
    shown_as: str = ""
    updated_at: Moment


class Secretary(Protocol):
    """Rows of secretary mode."""

    async def account(self, connection_id: str) -> BusinessAccount | None:
        """Return a connected account."""

    async def accounts_of(self, salesperson_id: Id) -> Sequence[BusinessAccount]:
        """Return a person's accounts, latest connected first."""

    async def put_account(self, account: BusinessAccount) -> None:
        """Insert or replace."""

    async def chat(self, salesperson_id: Id, chat_id: int) -> BusinessChat | None:
        """Return a chat."""

    async def put_chat(self, chat: BusinessChat) -> None:
        """Insert or replace."""

    async def unmute(self, salesperson_id: Id) -> int:
        """Take the silence off all of a person's chats; return how many there were."""

    async def muted(self, salesperson_id: Id) -> int:
        """Return how many of a person's chats are silenced."""

    async def case(self, id: Id, salesperson_id: Id) -> SecretaryCase | None:
        """Return a case of that salesperson."""

    async def open_cases(self, salesperson_id: Id, chat_id: int) -> Sequence[SecretaryCase]:
        """Return the open cases of a chat, latest first."""

    async def put_case(self, case: SecretaryCase) -> None:
        """Insert or replace."""

    async def scrub(self, customer_id: Id) -> int:
        """Forget a customer's cases (erasure)."""

    async def prune(self, before: datetime) -> int:
        """Forget cases touched last before a moment."""


class AliasKind(StrEnum):
    """By what a sender on Telegram is known again."""

    TELEGRAM_ID = "telegram_id"
    SHOWN_NAME = "shown_name"
    """The name a hidden account shows; never as sure as an id."""


class Aliases(Protocol):
    """Which customer a Telegram sender is, as one salesperson has said."""

    async def customer(self, salesperson_id: Id, kind: AliasKind, value: str) -> Id | None:
        """Return the customer, None when nobody said."""

    async def put(self, salesperson_id: Id, kind: AliasKind, value: str, customer_id: Id) -> None:
        """Remember; a later word replaces an earlier one."""

    async def scrub(self, customer_id: Id) -> int:
        """Forget a customer's aliases (erasure)."""
