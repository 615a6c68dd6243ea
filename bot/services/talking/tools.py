"""The tools a model may call, each marked READ or WRITE, and what one run has shown and proposed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.ports import Clock, Database
from bot.services.pipeline import PipelineService
from bot.services.shelf import ShelfService
from bot.services.today import TodayService
from crm.base import Id
from crm.errors import CrmError
from crm.history import OpportunityState, Purchase
from crm.people import Actor
from crm.value.assignments import yuan
from crm.when import Time, find_times

_MOST = 10
_LONGEST = 1500
_PROPOSED = 3
NOTHING = "没有符合的。"
_UNKNOWN = "没有这个编号，先用 look_up 查。"
_NO_TIME = "时间没看懂，请用原话里的时间再试，如 下周三下午三点。"

Kind = Literal["note", "reminder", "promise", "next_step"]


class Access(StrEnum):
    """What a tool may do."""

    READ = "read"
    WRITE = "write"
    """Nothing is written: a proposal is noted, and the person confirms it with a button."""


class Proposal(BaseModel):
    """Something to write, waiting for its person's tap."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    customer_id: Id
    name: str
    text: str = Field(max_length=1000)
    due: AwareDatetime | None = None
    """When it rings or is due, computed by code from the words of time."""
    exact: bool = False
    deal_id: Id | None = None
    """The open deal a next step belongs to."""


@dataclass(frozen=True)
class Tool:
    """One tool: `arguments` is the pydantic model its arguments must fit."""

    name: str
    description: str
    arguments: type[BaseModel]
    access: Access
    run: Callable[[Any], Awaitable[str]]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="ignore")


class FindCustomers(_Arguments):
    """Which customers bought how often, and who has been quiet."""

    orders_at_least: int = Field(0, ge=0, le=1000, description="至少买过几次")
    within_days: int = Field(365, ge=1, le=3650, description="看最近多少天的购买")
    quiet_days: int = Field(0, ge=0, le=3650, description="至少多少天没有再买")
    product: str = Field("", max_length=40, description="买过的东西名字里含有的字")


class ByName(_Arguments):
    """A customer by name."""

    name: str = Field(max_length=40, description="称呼、名字或手机尾号")


class ByNumber(_Arguments):
    """A customer shown before."""

    customer: str = Field(max_length=12, description="前面给过的编号，如 客户1")


class Question(_Arguments):
    """A question for the material."""

    question: str = Field(max_length=200)


class NoteDown(ByNumber):
    """A note on a customer."""

    text: str = Field(max_length=500, description="要记下的内容")


class Dated(NoteDown):
    """Something at a time."""

    when: str = Field("", max_length=40, description="原话里的时间，如 下周三下午三点；没有就留空")


class Nothing(_Arguments):
    """No arguments."""


@dataclass
class Run:
    """One conversation run: who asks, what was shown, what is proposed."""

    actor: Actor
    database: Database
    clock: Clock
    shelf: ShelfService
    today: TodayService
    pipeline: PipelineService
    zone: ZoneInfo
    known: dict[str, tuple[Id, str]] = field(default_factory=dict)
    """客户1 → (id, name), in the order of being shown."""
    shown: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    def tools(self) -> Sequence[Tool]:
        """Return the tools of this run."""
        read, write = Access.READ, Access.WRITE
        return (
            Tool("find_customers", "按购买次数和多久没买筛选我的客户", FindCustomers, read, self._find),
            Tool("look_up", "按称呼查我的客户，得到编号", ByName, read, self._look_up),
            Tool("customer_card", "看一位客户的情况", ByNumber, read, self._card),
            Tool("ask_material", "查公司资料里怎么说", Question, read, self._ask),
            Tool("day_list", "今天该先联系谁", Nothing, read, self._day),
            Tool("pipeline", "商机现在多少、预计多少", Nothing, read, self._pipeline),
            Tool("note_down", "提议给客户记一笔（由本人点按钮确认才会记）", NoteDown, write, self._note),
            Tool("remind_me", "提议到时候提醒我（由本人点按钮确认）", Dated, write, self._remind),
            Tool("promise", "提议把答应客户的事记进承诺（由本人点按钮确认）", Dated, write, self._promise),
            Tool("next_step", "提议改客户商机的下一步（由本人点按钮确认）", NoteDown, write, self._next_step),
        )

    def filled(self, text: str) -> str:
        """Return a text with the customers' names in place of their numbers."""
        for number, (_, name) in sorted(self.known.items(), key=lambda one: -len(one[0])):
            text = text.replace(number, name)
        return text

    def hidden(self, text: str) -> str:
        """Return a text with numbers in place of the names of customers shown so far."""
        for number, (_, name) in self.known.items():
            text = text.replace(name, number)
        return text

    def _number(self, customer_id: Id, name: str) -> str:
        for number, (known, _) in self.known.items():
            if known == customer_id:
                return number
        number = f"客户{len(self.known) + 1}"
        self.known[number] = (customer_id, name)
        return number

    def _given(self, text: str) -> str:
        kept = self.hidden(text)[:_LONGEST]
        self.shown.append(kept)
        return kept

    async def _find(self, wanted: FindCustomers) -> str:
        day = self.clock.now().date()
        first = day - timedelta(days=wanted.within_days)
        async with self.database.read() as uow:
            bought = await uow.books.purchases(self.actor.scope, first, day)
            rows: dict[Id, list[Purchase]] = {}
            for one in bought:
                if wanted.product in one.product and one.amount.amount > 0:
                    rows.setdefault(one.customer_id, []).append(one)
            lines = []
            for customer_id, orders in rows.items():
                quiet = (day - max(one.bought_on for one in orders)).days
                if len(orders) < wanted.orders_at_least or quiet < wanted.quiet_days:
                    continue
                try:
                    customer = await uow.customers.get(customer_id, self.actor.scope)
                except CrmError:
                    continue
                number = self._number(customer_id, customer.display_name)
                total = _sum(orders)
                lines.append((quiet, f"{number}：买过 {len(orders)} 次，共 {total}，{quiet} 天没有再买"))
        lines.sort(reverse=True)
        head = f"共 {len(lines)} 位。" if lines else NOTHING
        return self._given("\n".join([head, *(line for _, line in lines[:_MOST])]))

    async def _look_up(self, wanted: ByName) -> str:
        if wanted.name in self.known:
            return self._given(f"{wanted.name} 就是。")
        async with self.database.read() as uow:
            hits = await uow.customers.search(wanted.name, self.actor.scope, 5)
        if not hits:
            return self._given(NOTHING)
        return self._given("\n".join(self._number(hit.id, hit.name) for hit in hits))

    async def _card(self, wanted: ByNumber) -> str:
        known = self.known.get(wanted.customer.strip())
        if known is None:
            return self._given("没有这个编号，先用 look_up 查。")
        async with self.database.read() as uow:
            customer = await uow.customers.get(known[0], self.actor.scope)
            bought = await uow.histories.purchases(known[0], 5)
            touched = await uow.histories.touchpoints(known[0], 5)
            promised = await uow.histories.promises(known[0])
        lines = [f"{wanted.customer}：{'公司客户' if customer.company else '个人客户'}"]
        lines += [f"家里有{member.relation}" for member in customer.household[:5]]
        lines += [f"{one.bought_on} 买了{one.product} {_sum([one])}" for one in bought]
        lines += [f"{one.at.date()} {one.text[:80]}" for one in touched]
        lines += [f"答应过：{one.text[:80]}" for one in promised[:3]]
        return self._given("\n".join(lines))

    async def _ask(self, wanted: Question) -> str:
        found = await self.shelf.search(wanted.question, limit=5, team_id=self.actor.team_id)
        if found.refused or not found.lines:
            return self._given("资料里没有。")
        return self._given("\n".join(line.text for line in found.lines))

    async def _day(self, wanted: Nothing) -> str:
        items = await self.today.due(self.actor)
        lines = [
            f"{self._number(one.customer_id, one.customer)}：{'；'.join(one.texts[:2])}" for one in items
        ]
        return self._given("\n".join(lines) or NOTHING)

    async def _pipeline(self, wanted: Nothing) -> str:
        board = await self.pipeline.board(self.actor)
        lines = [f"进行中的商机 {len(board.deals)} 个"]
        lines += [f"加权预计 {yuan(float(one.weighted), one.currency)}" for one in board.forecasts]
        return self._given("\n".join(lines))

    async def _note(self, wanted: NoteDown) -> str:
        return self._propose("note", wanted)

    async def _remind(self, wanted: Dated) -> str:
        due = self._due(wanted.when)
        return self._propose("reminder", wanted, due=due) if due else _NO_TIME

    async def _promise(self, wanted: Dated) -> str:
        due = self._due(wanted.when)
        return self._propose("promise", wanted, due=due) if due or not wanted.when else _NO_TIME

    async def _next_step(self, wanted: NoteDown) -> str:
        known = self.known.get(wanted.customer.strip())
        if known is None:
            return _UNKNOWN
        async with self.database.read() as uow:
            await uow.customers.get(known[0], self.actor.scope)
            deals = await uow.histories.opportunities(known[0])
        open_ones = [deal for deal in deals if deal.state is OpportunityState.OPEN]
        if len(open_ones) != 1:
            return "这位客户没有商机，或不止一个，改不了。"
        return self._propose("next_step", wanted, deal_id=open_ones[0].id)

    def _due(self, when: str) -> Time | None:
        """Return the first time to come that the words name, in the team's zone."""
        now = self.clock.now().astimezone(self.zone)
        return next((time for time in find_times(when, now) if time.due > now), None)

    def _propose(
        self, kind: Kind, wanted: NoteDown, *, due: Time | None = None, deal_id: Id | None = None
    ) -> str:
        """Keep a proposal for the person's tap; at most three in one run."""
        known = self.known.get(wanted.customer.strip())
        if known is None:
            return _UNKNOWN
        if len(self.proposals) < _PROPOSED:
            one = Proposal(
                kind=kind,
                customer_id=known[0],
                name=known[1],
                text=self.filled(wanted.text),
                due=due.due if due else None,
                exact=due.exact if due else False,
                deal_id=deal_id,
            )
            self.proposals.append(one)
        return "已提议，等本人确认。"


def _sum(orders: Sequence[Purchase]) -> str:
    """Return what orders came to; amounts of other currencies than the first are said apart."""
    totals: dict[str, float] = {}
    for one in orders:
        totals[one.amount.currency] = totals.get(one.amount.currency, 0.0) + float(one.amount.amount)
    return "、".join(yuan(total, currency) for currency, total in totals.items())
