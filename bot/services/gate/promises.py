"""(c) What a line commits the seller or the company to, so that it can be kept as a promise."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.services.figures import FigureKind
from bot.services.gate.line import Line

_COMMITS = re.compile(
    r"(?:我们?|咱们?(?=给|帮|这边)|店里|公司|厂里|师傅|我这边|我们这边)(?:这就|现在|马上|立刻|今天|今晚|明天|后天|明早|回头|待会儿?|一会儿?|稍后|尽快|先|就|再|也|都|会|来|去|可以|一定|肯定|保证|负责|亲自|当面|随后|下午|上午|晚上|下?下周[一二三四五六日天末]?|[这本]?周[一二三四五六日天末]?|月底|[0-9一二三四五六七八九十]+[点号天](?:前|内|之前|以内)?|[^,。!?;]{0,4}?(?:前|内))*"
    r"(?:帮|给|替|为|把|请|让|跟|向|陪|打|发|送|回[您你复电访话]|查|问清?|约|列|准备|留|申请|跟进|处理|解决|退|换|修|赔|补|联系|上门|登门|通知|告诉|安排|整理|核[实对]|确认|落实|带|过去|拿|写|算|盯|催|反馈|登记|预留|垫|承担)"
)
_OFFERED = re.compile(
    r"^(?:给您|帮您|替您|包您|保您|明天|今天|今晚|后天|周[一二三四五六日末])[^,。!?;]{0,12}(?:送|发|打|回|查|办|列|退|换|装|修|答复|结果|安排)"
)
_NOT_YET = re.compile(
    r"要不要我|要不我|需不需要|如果可以我|我可以.*[吗?]|我(?:没法|不能|不敢|不会|没有|也不)|不用我|等您|要是您愿意"
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """Words that bind the seller, and the day they fall due if one is named."""

    text: str
    due_on: date | None
    start: int
    end: int


def commitments(text: str, today: date | None = None, zone: ZoneInfo | None = None) -> tuple[Commitment, ...]:
    """Return the commitments of a line in order.

    Questions that only offer something (要不要我查一下？) commit to nothing until they are answered.
    `zone` is the zone in which today is reckoned when `today` is not given.
    """
    line = Line(text, today or (datetime.now(zone).date() if zone else None))
    found: list[Commitment] = []
    for match in _clauses(line):
        start, end = match
        clause = line.text[start:end]
        if not (_COMMITS.search(clause) or _OFFERED.search(clause)) or _NOT_YET.search(clause):
            continue
        if line.asks(start) and line.sentence(start)[1] == end:
            continue
        said = line.original[start:end].strip(" ，。！？；,.!?;\n")
        if len(said) > 2:
            found.append(Commitment(said, _due(line, start, end), start, end))
    return tuple(found)


def _clauses(line: Line) -> list[tuple[int, int]]:
    spans, at = [], 0
    while at < len(line.text):
        start, end = line.clause(at)
        spans.append((start, end))
        at = max(end, at + 1)
    return spans


def _due(line: Line, start: int, end: int) -> date | None:
    """The last day named in the clause; a day in the clause before it (明天上午，我给您送去) counts."""
    before = line.clause(start - 1)[0] if start else start
    for low, high in ((start, end), (before, start)):
        days = [f.on for f in line.figures if f.kind is FigureKind.DATE and f.on and low <= f.start < high]
        if days:
            return days[-1]
    return None
