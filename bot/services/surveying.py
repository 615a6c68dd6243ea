"""The two-minute survey of perceived value (D3, D4), and satisfaction C = b / a (D15).

Every answer is kept at once, so that a survey left halfway loses nothing and goes on where it stopped.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock
from crm.base import Id, Record, new_id
from crm.history import Signal, SignalKind
from crm.people import Actor
from crm.value.thresholds import SurveyItem, Thresholds

GOES_ON = timedelta(days=30)
"""How long a survey left halfway goes on; after that it is a new one."""
LOWEST, HIGHEST = 1, 5
_PAIR = re.compile(r"(?:第)?\s*(\d{1,2})\s*(?:题)?\s*[.、:：)）是]\s*(\d+)(?:\s*分)?")
_APART = re.compile(r"[\s,，;；、/|分]+")
_UNKNOWN = frozenset({"-", "—", "跳过", "无", "?", "？", "x", "X"})


class SurveyState(Record):
    """Where a customer's survey stands. Numbers count from zero over `SurveyService.items`."""

    answers: Mapping[int, int]
    """Score 1–5 by the question's number."""
    since: datetime | None
    """The first answer of this survey."""
    short: int
    """How many questions are asked by default; the rest follow on request."""
    total: int

    def next(self, after: int = -1, *, whole: bool = False) -> int | None:
        """Return the next question without an answer, or None; `whole` asks the rest too."""
        start = self.short if whole and after < self.short else after + 1
        end = self.total if whole else self.short
        return next((n for n in range(start, end) if n not in self.answers), None)

    @property
    def answered(self) -> int:
        """Answers to the questions asked by default."""
        return sum(n < self.short for n in self.answers)


class SurveyService:
    """Asks, keeps and goes on."""

    def __init__(self, clock: Clock, rules: Thresholds, *, zone: ZoneInfo) -> None:
        """`rules` hold the questions; `zone` decides which day it is."""
        self._clock, self._zone = clock, zone
        first: dict[str, SurveyItem] = {}
        for item in rules.survey:
            first.setdefault(item.driver, item)
        rest = [item for item in rules.survey if item not in first.values()]
        self.items: tuple[SurveyItem, ...] = (*first.values(), *rest)
        self.short = len(first)

    async def state(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> SurveyState:
        """Return where the survey stands. Raises NotFound outside the scope."""
        await uow.customers.get(customer_id, actor.scope)
        since = self._clock.now() - GOES_ON
        numbers = {item.item: n for n, item in enumerate(self.items)}
        kept = [
            signal
            for signal in await uow.books.signals(customer_id, SignalKind.SURVEY)
            if signal.at >= since and signal.subject in numbers and signal.value is not None
        ]
        answers: dict[int, int] = {}
        for signal in kept:  # latest first
            answers.setdefault(numbers[signal.subject], int(signal.value or 0))
        return SurveyState(
            answers=answers,
            since=min((signal.at for signal in kept), default=None),
            short=self.short,
            total=len(self.items),
        )

    async def answer(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, answers: Mapping[int, int]
    ) -> None:
        """Keep scores 1–5 by question; the same score again on a day is one, another replaces it.

        Raises NotFound outside the scope, InputRefused `old-button` for a question that does not exist.
        """
        if any(not (0 <= n < len(self.items) and LOWEST <= s <= HIGHEST) for n, s in answers.items()):
            raise InputRefused("old-button")
        await uow.customers.get(customer_id, actor.scope)
        today = self._day(self._clock.now())
        known: dict[str, int] = {}
        for signal in await uow.books.signals(customer_id, SignalKind.SURVEY):
            if self._day(signal.at) == today and signal.value is not None:
                known.setdefault(signal.subject, int(signal.value))
        await uow.books.add_signals(
            [
                self._signal(actor, customer_id, SignalKind.SURVEY, Decimal(score), self.items[n].item)
                for n, score in answers.items()
                if known.get(self.items[n].item) != score
            ]
        )

    async def rate(
        self, uow: BotUnitOfWork, actor: Actor, customer_id: Id, expected: int, felt: int
    ) -> Decimal:
        """Keep satisfaction C = b / a from expectation a and experience b, both 1–5; return C."""
        if not (LOWEST <= expected <= HIGHEST and LOWEST <= felt <= HIGHEST):
            raise InputRefused("old-button")
        await uow.customers.get(customer_id, actor.scope)
        ratio = (Decimal(felt) / Decimal(expected)).quantize(Decimal("0.0001"))
        today, text = self._day(self._clock.now()), f"{felt}/{expected}"
        for known in await uow.books.signals(customer_id, SignalKind.SATISFACTION):
            if self._day(known.at) == today and known.text == text:
                return ratio
            break
        made = self._signal(actor, customer_id, SignalKind.SATISFACTION, ratio, "", text)
        await uow.books.add_signals([made])
        return ratio

    def _day(self, at: datetime) -> object:
        return at.astimezone(self._zone).date()

    def _signal(
        self, actor: Actor, customer_id: Id, kind: SignalKind, value: Decimal, subject: str, text: str = ""
    ) -> Signal:
        return Signal(
            id=new_id(),
            customer_id=customer_id,
            by=actor.salesperson_id,
            kind=kind,
            subject=subject,
            value=value,
            text=text,
            at=self._clock.now(),
        )


def questions_text(
    address: str, items: Sequence[SurveyItem], opening: str, closing: str, locale: str = "zh"
) -> str:
    """Return the questions as a customer may get them: numbered, to be answered with one figure each."""
    lines = [f"{n}. {item.asked(locale)}" for n, item in enumerate(items, 1)]
    return "\n".join([f"{address}{opening}", *lines, closing])


def read_reply(text: str, total: int) -> dict[int, int]:
    """Return scores by question from a customer's reply: 54535, 5 4 5, 1、5 2、4; half a reply is kept.

    A question left out is written as - or 跳过. Raises InputRefused `survey-reply-bad` when a figure is
    not 1–5 or there are more of them than questions.
    """
    pairs = _PAIR.findall(text)
    if pairs and len(pairs) > 1:
        return _checked({int(number) - 1: int(score) for number, score in pairs}, total)
    words = [word for word in _APART.split(text.strip()) if word]
    if len(words) == 1 and words[0].isdecimal() and words[0].isascii():
        words = list(words[0])
    scores: dict[int, int] = {}
    for n, word in enumerate(words):
        if word in _UNKNOWN:
            continue
        if not (word.isdecimal() and word.isascii() and len(word) == 1):
            raise InputRefused("survey-reply-bad", total=total)
        scores[n] = int(word)
    return _checked(scores, total)


def _checked(scores: dict[int, int], total: int) -> dict[int, int]:
    fits = all(0 <= n < total and LOWEST <= score <= HIGHEST for n, score in scores.items())
    if not scores or not fits:
        raise InputRefused("survey-reply-bad", total=total)
    return scores
