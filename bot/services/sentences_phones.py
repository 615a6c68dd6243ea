"""Numbers and addresses of channels inside free text, and one way to write each of them."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from crm.folding import fold_number

Kind = Literal["phone", "wechat", "email"]

_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2013: 0x2D, 0x2014: 0x2D}

_EDGE, _END = r"(?<![\d.])", r"(?!\d)(?!\.\d)"
_MOBILE = rf"{_EDGE}(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}{_END}"
_LANDLINE = (
    rf"{_EDGE}(?:(?:\+|00)86[- ]?)?\(?0\d{{2,3}}\)?[- ]?[2-9]\d{{2,3}}[- ]?\d{{4}}"
    rf"(?:(?:转|[- ]?ext\.? ?|-)\d{{1,5}})?{_END}"
)
_SERVICE = rf"{_EDGE}[48]00[- ]?\d{{3}}[- ]?\d{{4}}{_END}"
_ABROAD = rf"(?<![\w.])(?:\+|00)[1-9]\d{{0,2}}[- ]?\(?\d{{1,4}}\)?(?:[- ]?\d{{2,5}}){{1,4}}{_END}"
_LOCAL = r"(?<=电话)[:： ]?[2-9]\d{2,3}[- ]?\d{4}(?!\d)"
_EMAIL = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_WECHAT = r"(?:微信号?|wechat|weixin|wx)(?:号|是|:| )*(?P<id>[A-Za-z][\w-]{5,19})(?![\w@])"
_CHANNEL = re.compile(
    f"(?P<email>{_EMAIL})|(?P<wechat>{_WECHAT})|(?P<phone>{_MOBILE}|{_LANDLINE}|{_SERVICE}|{_ABROAD}|{_LOCAL})",
    re.IGNORECASE,
)
_WHOLE_MOBILE = re.compile(r"1[3-9]\d{9}")
_AREA = re.compile(r"0(?:10|2\d|[3-9]\d{2})")
_BEST = re.compile(r"(?:转|ext\.?|-(?=\d{1,5}$))", re.IGNORECASE)


class Found(NamedTuple):
    """A channel at a place in the text; `address` is written the one way."""

    start: int
    end: int
    kind: Kind
    address: str


def half_width(text: str) -> str:
    """Return the text with full-width ASCII narrowed, character by character (same length)."""
    return text.translate(_ASCII)


def find_channels(text: str) -> Iterator[Found]:
    """Yield the phone numbers, WeChat ids and e-mail addresses in a text, in order."""
    for match in _CHANNEL.finditer(half_width(text)):
        if match["email"]:
            yield Found(*match.span(), "email", match["email"][:120])
        elif match["wechat"]:
            yield Found(*match.span(), "wechat", match["id"])
        else:
            yield Found(*match.span(), "phone", tidy_phone(match["phone"]))


def tidy_phone(text: str) -> str:
    """Return a number the one way it is stored: 13800000001, 0571-88880000, +447911123456.

    Digits are never dropped, except the country code of a Chinese number. Nothing but digits makes
    a number: text without any gives "".
    """
    raw = half_width(text).strip()
    main, *extension = _BEST.split(raw, maxsplit=1) if _AREA.match(_digits(raw)) else [raw]
    digits = fold_number(main)
    if not digits:
        return ""
    if _WHOLE_MOBILE.fullmatch(digits):
        return digits
    if digits.startswith("00") and len(digits) > 10:
        raw, digits = "+", digits[2:]
    if raw.startswith("+") and digits.startswith("86") and len(digits) > 10:
        raw, digits = digits[2:], "0" * (digits[2] != "0") + digits[2:]
    if raw.startswith("+"):
        return f"+{digits}"
    tail = f"转{_digits(extension[0])}" if extension and _digits(extension[0]) else ""
    area = _AREA.match(digits)
    if area and 10 <= len(digits) <= 12:
        return f"{area[0]}-{digits[area.end() :]}{tail}"
    return digits + tail


def is_plausible_phone(phone: str) -> bool:
    """Whether a tidied number may be one: 7 to 15 digits (E.164) besides an extension."""
    return 7 <= len(_digits(phone.split("转", maxsplit=1)[0])) <= 15


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")
