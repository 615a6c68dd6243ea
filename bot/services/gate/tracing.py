"""(a) Each figure of a line traces to a fact whose role allows this use (design 2a)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.services.briefs import Brief, Fact, FactKind, FactRole
from bot.services.facts.labels import label_at
from bot.services.figures import Figure, FigureKind, find_figures
from bot.services.gate.findings import Finding
from bot.services.gate.line import Line
from bot.services.gate.matching import figure_of, same
from bot.services.gate.uses import Use, use_problem

_NAMES = {
    FigureKind.MONEY: "金额",
    FigureKind.PERCENT: "折扣或比例",
    FigureKind.QUANTITY: "数量",
    FigureKind.SPEED: "速率",
    FigureKind.DATE: "日期",
    FigureKind.TIME: "时间",
    FigureKind.DURATION: "时长",
    FigureKind.AGE: "年龄",
    FigureKind.RATIO: "倍数或赠送比例",
    FigureKind.NUMBER: "数字",
}
_SENTENCES = {
    "disputed_figure": "“{said}”有两个互相矛盾的说法，先核实再发。",
    "rival_figure_as_ours": "“{said}”是别家的数，只能说明是别家报的，不能当我们的价。",
    "customer_figure_unattributed": "“{said}”是客户自己说的数，要带上“您说的”，不能当我们的承诺。",
    "document_figure": "“{said}”来自资料，写进文案要注明出处并加“请核对是否仍有效”。",
    "profile_amount": "“{said}”是客户以前的消费金额，不能当现在的价格说。",
    "misused_figure": "“{said}”对应的不是这一项（比如把抵扣说成到手价），请核对。",
    "reference_price": "“{said}”当作原价或市场价来对比，要有真实依据。",
    "unknown_basis": "“{said}”是算出来的，但依据里有不能用的数。",
}
_DEAL = re.compile(
    r"截止|截至|有效期|到期|优惠|活动|涨价|恢复|结束|[前内](?:下单|订|定|买|办|付)|促销|降价|特价|名额|以后就|过后|为止|过了|补贴|价格?[是为]|停售|下架|上线"
)
_PROPOSES = re.compile(
    r"方便|有空|见面?|过来|来店|来(?:一趟|看|坐|试)|试[骑用吃穿听坐一]|看看|约|碰|聊|哪[天个]|还是|合适|时间|您(?:定|挑|选)"
)
_DELIVERS = re.compile(r"到货|送到|送达|发货|交货|装好|上门安装|修好|开通|到账|退(?:款|钱|您)|搞定|办好|送货")
_AT_THE_LATEST = re.compile(r"最(?:晚|迟)|(?:一定|肯定|保证|准保|铁定)")
_TALK_TIME = re.compile(r"耽误|占用?|打扰|抽|给我|借|聊|讲|说完|看完|听我|花您|就够|休息|歇|喝")
_TALK_MINUTES = 60
_ONE_SPAN = re.compile(r"一(?:天|周|年|个月|个星期|小时|个小时)")
_NO_CLAIM = re.compile(r"几|多少|看一天|用一回|都有劲|一天(?:都|里|下来)")
_IF_THEIRS = re.compile(r"(?:要是|如果|万一|假如|假使).*(?:要用|用钱|用得上|搬|出国|毕业|退休|生孩子|结婚)")
"""A span of the customer's own life, supposed and not promised."""
_ONCE = re.compile(r"一[回次趟]")
_CONTACT = re.compile(r"打扰|联系您?|发(?:文字|消息|信息)|不超过一次|提醒")
_REFERENCE = frozenset({"list_price", "market_price"})
_FITS: dict[str, frozenset[str]] = {
    "net_price": frozenset({"net_price", "price", ""}),
    "price": frozenset({"price", "net_price", "list_price", "per_month", "rival_price", "budget", ""}),
    "trade_in": frozenset({"trade_in", "price_gap", ""}),
    "list_price": frozenset({"list_price"}),
    "market_price": frozenset({"market_price"}),
    "per_month": frozenset({"per_month", ""}),
}


OWN_ROLES = frozenset({FactRole.OUR_PRICE, FactRole.SELLER_STATED, FactRole.COMPUTED})
"""Roles whose facts are ours to state."""


@dataclass(frozen=True, slots=True)
class Known:
    """A figure a fact holds."""

    figure: Figure
    fact: Fact


@lru_cache(maxsize=128)
def known_figures(facts: tuple[Fact, ...]) -> tuple[Known, ...]:
    """Return every figure of the facts: those in their words and those given as numbers."""
    found: list[Known] = []
    for fact in facts:
        figures = find_figures(fact.text)
        found += [Known(figure, fact) for figure in figures]
        own = figure_of(fact)
        if own is not None and (fact.on is not None or not figures):
            found.append(Known(own, fact))
    return tuple(found)


def untraced(line: Line, brief: Brief, style: str = "") -> Iterator[Finding]:
    """Yield a finding for each figure without a fact, or with one that does not allow this use."""
    for figure in line.figures:
        if figure.kind is FigureKind.PHONE or _is_free(line, figure):
            continue
        key = _problem(line, figure, brief)
        if key:
            sentence = _SENTENCES.get(key) or f"“{{said}}”这个{_NAMES[figure.kind]}没有依据，不能发给客户。"
            yield Finding(key, "a", figure.text, sentence.format(said=figure.text), figure.start, figure.end)


def _problem(line: Line, figure: Figure, brief: Brief) -> str:
    """Return the key of what is wrong with a figure, empty when a fact allows it."""
    problem = f"untraced_{figure.kind.value}"
    for known in known_figures(brief.facts):
        if not same(figure, known.figure, known.fact):
            continue
        found = _use_problem(line, figure, known.fact, brief)
        if not found:
            return ""
        problem = found if problem.startswith("untraced") else problem
    return problem


def _use_problem(line: Line, figure: Figure, fact: Fact, brief: Brief) -> str:
    if fact.disputed:
        return "disputed_figure"
    use = Use(line, figure, brief)
    problem = use_problem(use, fact)
    if problem or fact.kind is not FactKind.MONEY or fact.role not in OWN_ROLES:
        return problem
    return _label_problem(line, figure, fact)


def _label_problem(line: Line, figure: Figure, fact: Fact) -> str:
    """到手300 is wrong when 300 is what is taken off; 原价 needs a list price."""
    start, end = line.clause(figure.start)
    inside = [_shift(f, -start) for f in line.figures if start <= f.start and f.end <= end]
    slot, _ = label_at(line.text[start:end], _shift(figure, -start), inside)
    if slot in _REFERENCE and fact.slot != slot:
        return "reference_price"
    if slot and fact.slot and fact.slot not in _FITS.get(slot, frozenset({fact.slot})):
        return "misused_figure"
    return ""


def _shift(figure: Figure, by: int) -> Figure:
    return replace(figure, start=figure.start + by, end=figure.end + by)


def _is_free(line: Line, figure: Figure) -> bool:
    """Whether a figure asserts nothing: a day proposed for meeting, minutes of the customer's time."""
    clause = line.clause_text(figure.start)
    if figure.kind in {FigureKind.DATE, FigureKind.TIME}:
        if _DEAL.search(clause):
            return False
        if figure.soft:
            firm = _AT_THE_LATEST.search(clause) and _DELIVERS.search(clause)
            return not firm or line.asks(figure.start)
        return not _DELIVERS.search(clause) and (line.asks(figure.start) or bool(_PROPOSES.search(clause)))
    if figure.kind is FigureKind.DURATION:
        return _is_free_span(line, figure, clause)
    return False


def _is_free_span(line: Line, figure: Figure, clause: str) -> bool:
    """Minutes of a talk, or how often one gets in touch (一个月一回)."""
    sentence = line.sentence_text(figure.start)
    if _IF_THEIRS.search(clause):
        return True
    if _ONE_SPAN.fullmatch(figure.text):
        if _NO_CLAIM.search(clause):
            return True
        if _ONCE.search(clause):
            return bool(_CONTACT.search(sentence))
    short = figure.unit == "minute" and figure.high <= _TALK_MINUTES
    return bool((short and _TALK_TIME.search(sentence)) or _CONTACT.search(clause))
