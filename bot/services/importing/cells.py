"""Single cells into values: numbers, days, amounts, as people and Excel write them."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from bot.services.sentences_phones import half_width, is_plausible_phone, tidy_phone
from crm.money import Money

_NOTHING = frozenset(
    {"", "-", "--", "/", "无", "暂无", "没有", "不详", "未知", "none", "null", "nan", "n/a", "na"}
)
_SCIENTIFIC = re.compile(r"[+]?\d(?:\.\d+)?[eE]\+?\d{1,2}")
_BETWEEN_PHONES = re.compile(r"[/、;；,，\n|]+|\s{2,}|(?<=\d{7})\s+(?=[01+]\d)|(?<=\d{11}) (?=\d)")
_LOST_ZERO = re.compile(r"(?:10\d{8}|2\d{9}|[3-9]\d{10})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_AMOUNT = re.compile(
    r"(?P<minus>-|\()?\s*(?P<figure>\d[\d,，]*(?:\.\d+)?|\.\d+)\s*(?P<scale>万|千|k|亿)?\)?", re.IGNORECASE
)
_TOO_MUCH = Decimal(10) ** 14
_SCALES = {"万": Decimal(10000), "千": Decimal(1000), "k": Decimal(1000), "亿": Decimal(100_000_000)}
_SIGNS = (
    ("HK$", "HKD"),
    ("US$", "USD"),
    ("USD", "USD"),
    ("EUR", "EUR"),
    ("HKD", "HKD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("$", "USD"),
    ("美元", "USD"),
    ("欧元", "EUR"),
    ("港币", "HKD"),
    ("港元", "HKD"),
)
_OURS = re.compile(r"人民币|RMB|CNY|[¥￥元块圆整]", re.IGNORECASE)


class BadCell(ValueError):
    """Raised when a cell holds something that cannot be what its column says; the text is the reason."""


def bare(text: str) -> str:
    """Return a cell's text without the guard against formulas, "" for the words that mean nothing."""
    if not text:
        return ""
    text = text.replace("\x00", "").strip()
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t\r'":
        text = text[1:]
    return "" if text.lower() in _NOTHING else text


def phones_of(text: str) -> tuple[str, ...]:
    """Return the numbers in a phone cell, each written the one way. Raises BadCell."""
    text = half_width(bare(text))
    if text in ("", "0"):
        return ()
    found = [_phone(part.strip()) for part in _BETWEEN_PHONES.split(text) if part.strip()]
    return tuple(dict.fromkeys(found))


def looks_like_phone(text: str) -> bool:
    """Whether a cell holds a phone number and nothing else."""
    try:
        found = phones_of(text)
    except BadCell:
        return False
    return bool(found) and not is_date(text) and all(len(re.sub(r"\D", "", phone)) >= 10 for phone in found)


def day_of(text: str) -> date | None:
    """Return the day a cell tells, None for an empty one. Raises BadCell.

    Year first in any writing, Excel's serial numbers, and year last where day and month cannot be
    mistaken for each other; 3/4/2025 is refused rather than guessed.
    """
    text = half_width(bare(text))
    if not text:
        return None
    parts = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if parts:
        return _day(int(parts[1]), int(parts[2]), int(parts[3]), text)
    last = _YEAR_LAST.fullmatch(text)
    if last:
        one, two, year = int(last[1]), int(last[2]), int(last[3])
        if one <= 12 and two <= 12 and one != two:
            raise BadCell(f"日期「{text}」分不清月和日，请写成 2025-03-01 的样子")
        return _day(year, *((two, one) if one > 12 else (one, two)), text)
    if _SERIAL.fullmatch(text):
        return _EXCEL_DAY_ZERO + timedelta(days=int(float(text)))
    raise BadCell(f"日期「{text[:20]}」看不懂，请写成 2025-03-01 的样子")


def is_date(text: str) -> bool:
    """Whether a cell is a day in a writing that is nothing else (no serial numbers)."""
    text = half_width(bare(text))
    return bool(_YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text) or _YEAR_LAST.fullmatch(text))


def money_of(text: str) -> Money | None:
    """Return the amount a cell tells (¥3,800、3800元、3.8万、$100), None for an empty one. Raises BadCell."""
    plain = half_width(bare(text))
    if not plain:
        return None
    currency = next((code for sign, code in _SIGNS if sign in plain.upper()), "CNY")
    for sign, _ in _SIGNS:
        plain = re.sub(re.escape(sign), "", plain, flags=re.IGNORECASE)
    match = _AMOUNT.fullmatch(_OURS.sub("", plain).strip())
    if match is None:
        raise BadCell(f"金额「{text.strip()[:20]}」看不懂")
    figure = Decimal(match["figure"].replace(",", "").replace("，", ""))
    figure *= _SCALES.get((match["scale"] or "").lower(), Decimal(1))
    if figure >= _TOO_MUCH:
        raise BadCell(f"金额「{text.strip()[:20]}」太大了")
    figure = figure.quantize(Decimal("0.0001")).normalize() + 0
    return Money(amount=-figure if match["minus"] else figure, currency=currency)


def quantity_of(text: str) -> tuple[Decimal, str]:
    """Return the quantity of a cell and the unit written behind it (2袋), 1 for an empty one."""
    plain = half_width(bare(text))
    match = re.fullmatch(r"(-?\d[\d,]*(?:\.\d{1,3})?)\s*(\D{0,10})", plain)
    if not plain:
        return Decimal(1), ""
    try:
        if match is None:
            raise InvalidOperation
        return Decimal(match[1].replace(",", "")), match[2].strip()
    except InvalidOperation:
        raise BadCell(f"数量「{text.strip()[:20]}」看不懂") from None


def _phone(text: str) -> str:
    text = re.sub(r"^\(\+([\d -]+)\)", r"+\1", text)
    text = re.sub(r"(?<=\d)\.0$", "", text)
    if _SCIENTIFIC.fullmatch(text):
        text = _from_scientific(text)
    phone = tidy_phone(text)
    digits = re.sub(r"\D", "", phone)
    if _LOST_ZERO.fullmatch(digits) and phone == digits:
        phone = tidy_phone("0" + digits)  # Excel took the zero off a landline number
    if not is_plausible_phone(phone) or re.search(r"[A-Za-z\u3400-\u9fff]{3}", text):
        raise BadCell(f"电话「{text[:20]}」不像电话号码")
    if re.fullmatch(r"1[3-9]\d{8}|1[3-9]\d{10,}", phone):
        raise BadCell(f"电话「{text[:20]}」不是 11 位")
    return phone


def _from_scientific(text: str) -> str:
    number = Decimal(text)
    digits = f"{number:f}".split(".")[0]
    kept = len(re.sub(r"\D", "", text.lower().split("e")[0]))
    if kept < 10 or number != number.to_integral_value():
        raise BadCell(
            f"电话「{text}」被 Excel 写成了科学计数，后面的数字已丢失，请把这一列设为文本后重新导出"
        )
    return digits


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell(f"日期「{text[:20]}」不存在") from None
