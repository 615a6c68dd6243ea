"""Says what a number measures, from the words around it, and whether it is a figure at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.services.figures.numerals import digits_said, read_numeral
from bot.services.figures.shapes import Figure, FigureKind
from bot.services.figures.words import Unit, unit_of, words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A numeral in the text that may be a figure."""

    start: int
    end: int
    numeral: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A numeral with its unit and span."""

    start: int
    end: int
    numeral: str
    value: Decimal
    low: Decimal
    high: Decimal
    unit: Unit | None
    spelled: str = ""


_BEFORE = re.compile(
    r"(?P<pre>大约|大概|差不多|将近|接近|不到|不足|超过|至少|起码|最多|约|近|超|上|满|about|around|nearly|over|under)?\s*"
    r"(?P<sign>[¥$€]|RMB|CNY|USD|HK\$)?\s*$",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"[多来余把]")
_AFTER = re.compile(r"\s*(?:左右|上下|出头|以内|以下|以上|之内|开外|or so)")
_OVER = re.compile(r"多(?![少久么])")
_RANGE = re.compile(r"\s*(?:-|–|—|~|~|～|到|至|或者?|、|to)\s*$", re.IGNORECASE)
_PER_BEFORE = re.compile(
    r"(?:每个?(月|年|天|日|人|台|斤|度)|一个?(月|年|天)(?:只要?|才|就|是|要|也就|大概|大约|合计|一共|总共|下来)?|(月)(?:费|租|付|供))[^,。!?;，！？；\d]{0,4}$"
)
_PER_AFTER = re.compile(
    r"\s*(?:钱)?\s*(?:/|每|一|per |a )\s?个?(月|年|天|日|斤|公斤|度|平米?|人|台|件|箱|month|year|day)"
)
_OFF_BEFORE = re.compile(
    r"(?:优惠|便宜|降价?|减|省|让利?|少|直降|立减|off)了?(?:您|你)?(?:大约|大概|约)?\s*$"
)
_OFF_AFTER = re.compile(r"\s*off\b", re.IGNORECASE)
_PER_NAMES = {"month": "月", "year": "年", "day": "天", "日": "天", "平米": "平"}
_PIECE = re.compile(r"[块][^，。！？]{0,2}(?:电池|电瓶|砖|屏|板|肉|表|布|蛋糕|地|玻璃|面板|肥皂|糖)")
_DECIMAL_TAIL = re.compile(
    r"([零一二三四五六七八九\d])([毛角分](?![钟之享钱])钱?|(?![\d个台辆件天年月万千百十折成次斤]))"
)
_HALF_TAIL = re.compile(r"半(?![价天路夜途成信个块])")
_WHOLE_DEGREES = re.compile(r"[十百千万亿拾佰仟萬億]")
_OPENS_WITH_SCALE = re.compile(r"[百千万亿]")
_PAIRS = re.compile(r"[对双打]|打(?=啤酒|鸡蛋|毛巾)")
_GIVEN = re.compile(r"[送赠给买配有加卖\s](?:您|你)?$")
_PARTED = re.compile(r"(?:分成?|并成?|合成|说好|记住)$")
_AND_A_HALF = re.compile(r"半(月|小时|钟头|星期)")
_GRADE = re.compile(r"年级|号楼|号线|号店|单元|班(?!车)|路公交|栋|楼|层楼|室")


def measure(text: str, candidates: Sequence[Candidate]) -> Iterator[Figure]:
    """Yield the figures among the candidates, ranges with the unit of their second end."""
    reads = [_read(text, candidate) for candidate in candidates]
    done, found = 0, list[Figure]()
    for index, read in enumerate(reads):
        if read is None or read.start < done:
            continue
        following = reads[index + 1] if index + 1 < len(reads) else None
        figure = _figure(text, _with_unit_of(text, read, following))
        if figure is not None:
            done = figure.end
            if figure.per and found and found[-1].kind is FigureKind.DURATION:
                # 一天四块六: the day is the period of the price, no duration of its own
                before = _PER_BEFORE.search(text[: figure.start])
                if before and before.start() <= found[-1].start:
                    found.pop()
            found.append(figure)
    yield from found


def _with_unit_of(text: str, read: _Read, following: _Read | None) -> _Read:
    """The first end of a range borrows the unit: 3 of 3-5天."""
    ranges = following is not None and _RANGE.fullmatch(text[read.end : following.start])
    if read.unit is None and following is not None and following.unit and ranges:
        return replace(read, unit=following.unit, spelled=following.spelled)
    return read


def _read(text: str, candidate: Candidate) -> _Read | None:
    numeral, end = candidate.numeral, candidate.end
    loose = _LOOSE.match(text, end)
    match = words().unit.match(text, _skip_space(text, loose.end() if loose else end))
    unit = unit_of(match.group()) if match else None
    if match is None and loose and not _WHOLE_DEGREES.search(numeral):
        loose = None
    said = digits_said(numeral) if unit is not None and unit.family == "percent" else None
    reading = (
        None if said and len(said) > 1 else ((Decimal("0.5"),) * 3 if numeral == "半" else _reading(numeral))
    )
    if said and len(said) > 1:
        reading = (Decimal(said),) * 3
    if reading is None:
        return None
    value, low, high = reading
    if match is not None:
        end = match.end()
    elif loose:
        end = loose.end()
    if loose and low == high:
        high = low + _scale(value)
    return _Read(candidate.start, end, numeral, value, low, high, unit, match.group() if match else "")


def _reading(numeral: str) -> tuple[Decimal, Decimal, Decimal] | None:
    read = read_numeral(re.sub(r"\s", "", numeral))
    return None if read is None else (read.value, read.low, read.high)


def _skip_space(text: str, at: int) -> int:
    return at + 1 if at < len(text) and text[at] == " " else at


def _scale(value: Decimal) -> Decimal:
    """How far 多 or 来 reaches: 两百多 is below 300, 三千多 below 4000, 二十多 below 30."""
    step = Decimal(1)
    while value and value % (step * 10) == 0:
        step *= 10
    return step * Decimal("0.999") if step > 1 else Decimal("0.9")


def _figure(text: str, read: _Read) -> Figure | None:
    before = _BEFORE.search(text[max(0, read.start - 10) : read.start])
    sign = (before["sign"] or "").upper() if before else ""
    if _is_no_figure(text, read, sign):
        return None
    read = _tail(text, read)
    low, high, end = _around(text, read, (before["pre"] or "") if before else "")
    kind, unit, factor = _measured(text, read, sign, end)
    per, end = _per(text, read, end) if kind in {FigureKind.MONEY, FigureKind.NUMBER} else ("", end)
    value = read.value
    if kind is FigureKind.PERCENT and unit == "pay" and value < 10:
        factor = Decimal(10)
    elif kind is FigureKind.PERCENT and read.spelled.startswith("成"):
        factor = Decimal(10)
        unit = "off" if _OFF_BEFORE.search(text[max(0, read.start - 8) : read.start]) else ""
    start = max(0, read.start - 10) + before.start("sign") if before and sign else read.start
    return Figure(
        kind, start, end, text[start:end], value * factor, unit, low * factor, high * factor, per=per
    )


def _around(text: str, read: _Read, prefix: str) -> tuple[Decimal, Decimal, int]:
    """Widen for 大约, 不到, 左右, and a trailing 多 (三个多月)."""
    low, high, end = read.low, read.high, read.end
    after = _AFTER.match(text, end)
    word = after.group().strip() if after else ""
    tenth = read.value / 10
    if prefix in {"不到", "不足", "将近", "接近", "近", "差不多", "nearly", "under"}:
        low = min(low, read.value - tenth)
    if prefix in {"大约", "大概", "差不多", "约", "about", "around"} or word in {"左右", "上下", "or so"}:
        low, high = min(low, read.value - tenth), max(high, read.value + tenth)
    if prefix in {"超过", "超", "over"} or word in {"出头", "开外"}:
        high = max(high, read.value + tenth)
    if read.unit is not None and read.unit.kind is FigureKind.DURATION and _OVER.match(text, end):
        high, end = max(high, read.value + 1), end + 1
    return low, high, after.end() if after and word not in {"以内", "以下", "以上", "之内"} else end


def _tail(text: str, read: _Read) -> _Read:
    """Read on after the unit: 三块五, 3块5毛, 两年半, 一个半月."""
    if read.unit is None:
        return read
    if read.spelled in {"块", "元", "毛", "角"} and (tail := _DECIMAL_TAIL.match(text, read.end)):
        digit = read_numeral(tail[1])
        if digit is not None and (tail[2] or read.spelled == "块"):
            part = digit.value / (100 if tail[2] == "分" else 10)
            return _plus(read, part, tail.end())
    if read.unit.kind in {FigureKind.DURATION, FigureKind.AGE} and (half := _HALF_TAIL.match(text, read.end)):
        return _plus(read, Decimal("0.5"), half.end())
    if read.spelled == "个" and (more := _AND_A_HALF.match(text, read.end)):
        whole = _plus(read, Decimal("0.5"), more.end())
        return replace(whole, unit=unit_of("个" + more[1]), spelled="个" + more[1])
    return read


def _plus(read: _Read, part: Decimal, end: int) -> _Read:
    return replace(read, value=read.value + part, low=read.low + part, high=read.high + part, end=end)


def _measured(text: str, read: _Read, sign: str, end: int) -> tuple[FigureKind, str, Decimal]:
    unit, one = read.unit, Decimal(1)
    if sign:
        currency = {"$": "USD", "USD": "USD", "€": "EUR", "HK$": "HKD"}.get(sign, "CNY")
        return FigureKind.MONEY, currency, one
    if unit is None:
        return FigureKind.NUMBER, "", one
    if read.spelled == "块" and _PIECE.match(text, end - 1):
        return FigureKind.QUANTITY, "", one
    if unit.kind is FigureKind.PERCENT:
        off = _OFF_BEFORE.search(text[max(0, read.start - 8) : read.start]) or _OFF_AFTER.match(text, end)
        return unit.kind, "off" if off and unit.base != "pay" else unit.base, one
    return unit.kind, unit.base, unit.factor


def _per(text: str, read: _Read, end: int) -> tuple[str, int]:
    """The period or unit of a rate, and where its words end (138块一个月)."""
    after = _PER_AFTER.match(text, end)
    found = after.group(1) if after else ""
    if after is None and (before := _PER_BEFORE.search(text[max(0, read.start - 12) : read.start])):
        found = next(filter(None, before.groups()))
    return _PER_NAMES.get(found, found), after.end() if after else end


def _is_no_figure(text: str, read: _Read, sign: str) -> bool:  # noqa: PLR0911 (a list of cases)
    """Whether the number only counts talk, is a determiner, or part of a name."""
    if sign or read.numeral[0].isascii():
        return bool(_GRADE.match(text, read.end - len(read.spelled))) or _is_talk(text, read)
    if read.numeral in {"零", "〇", "○", "两"} and read.unit is None:
        return True
    if _GRADE.match(text, read.end - len(read.spelled)):
        return True
    if read.unit is None:
        return _is_bare_word(text, read)
    if read.numeral == "一":
        return _is_article(text, read)
    if read.numeral == "几" or (read.numeral == "半" and read.unit.family == "count"):
        return True
    if read.numeral in {"一两", "几", "两三", "三两"} and read.unit.family == "count":
        return True
    return _is_talk(text, read)


def _is_bare_word(text: str, read: _Read) -> bool:
    """千 of 千万别 or 三 of 三思: a numeral without a unit counts from two places on."""
    if _OPENS_WITH_SCALE.match(read.numeral):
        return True
    return (not _WHOLE_DEGREES.search(read.numeral[1:]) and len(read.numeral) < 3) or read.numeral in {
        "几十",
        "几百",
    }


def _is_article(text: str, read: _Read) -> bool:
    """一辆车 is 'a bicycle'; 一年, 一块钱, 一成, 一对 are figures."""
    family = read.unit.family if read.unit else ""
    if read.spelled == "个" and _AND_A_HALF.match(text, read.end):
        return False
    if family == "count":
        given = _GIVEN.search(text[max(0, read.start - 4) : read.start]) or read.start == 0
        return not (given and _PAIRS.fullmatch(read.spelled))
    if read.spelled in {"块", "毛", "角"}:
        return not re.compile(r"[零一二三四五六七八九\d]|(?<=块)[钱]").match(text, read.end)
    return read.spelled in {"平", "度", "克", "码", "里路", "番", "分钱"}


def _is_talk(text: str, read: _Read) -> bool:
    """两句话, 三个办法, 两头一比: numbers of the talk itself."""
    lists = words()
    if not 0 < read.value <= lists.talk_largest or (read.unit and read.unit.family != "count"):
        return False
    after = read.end - len(read.spelled)
    if _PARTED.search(text[max(0, read.start - 3) : read.start]):
        return True
    if lists.talk_noun.match(text, after) or lists.talk_noun.match(text, read.end):
        return True
    return not read.numeral[0].isascii() and lists.talk_counter.match(text, after) is not None
