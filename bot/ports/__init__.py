"""What the services ask of the outside: the bot's own tables, a writer, a clock."""

from bot.ports.clock import Clock
from bot.ports.database import BotUnitOfWork, Database
from bot.ports.days import Days, DaySetting, Job, JobKind, Jobs, JobState, LedgerEntry
from bot.ports.dialogues import Advices, AdviceTally, Dialogue, Dialogues, StoredAdvice
from bot.ports.inbox import Inbox, InboxItem, InboxState
from bot.ports.line_uses import OUTCOMES, LineUse, LineUses, UseCount, UseKind
from bot.ports.misses import Miss, Misses, MissState
from bot.ports.model_calls import ModelCall, ModelCalls, ModelTotal
from bot.ports.outbox import Outbox, OutboxItem, OutboxState
from bot.ports.practice import CopyProduct, CopyProducts, QuizAnswer, QuizAnswers
from bot.ports.records import HandOver, Merge, PictureLook, RecordKeeping, Revenue, SumBy
from bot.ports.secretary import (
    Aliases,
    AliasKind,
    BusinessAccount,
    BusinessChat,
    CaseState,
    Secretary,
    SecretaryCase,
)

__all__ = [
    "OUTCOMES",
    "AdviceTally",
    "Advices",
    "AliasKind",
    "Aliases",
    "BotUnitOfWork",
    "BusinessAccount",
    "BusinessChat",
    "CaseState",
    "Clock",
    "CopyProduct",
    "CopyProducts",
    "Database",
    "DaySetting",
    "Days",
    "Dialogue",
    "Dialogues",
    "HandOver",
    "Inbox",
    "InboxItem",
    "InboxState",
    "Job",
    "JobKind",
    "JobState",
    "Jobs",
    "LedgerEntry",
    "LineUse",
    "LineUses",
    "Merge",
    "Miss",
    "MissState",
    "Misses",
    "ModelCall",
    "ModelCalls",
    "ModelTotal",
    "Outbox",
    "OutboxItem",
    "OutboxState",
    "PictureLook",
    "QuizAnswer",
    "QuizAnswers",
    "RecordKeeping",
    "Revenue",
    "Secretary",
    "SecretaryCase",
    "StoredAdvice",
    "SumBy",
    "UseCount",
    "UseKind",
]
