"""Bytes of a table into text: which encoding, which delimiter."""

import codecs
import re
from collections import Counter

from bot.errors import InputRefused
from bot.services.importing.columns import field_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = (",", "\t", ";", "，", "；", "|")
_TOLERATED = 0.02
"""Share of undecodable characters among the non-ASCII ones that a few broken rows may cause."""


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a ZIP archive, as every XLSX is."""
    return data.startswith(_ZIP)


def is_old_or_encrypted(data: bytes) -> bool:
    """Whether the bytes are an OLE file: an old XLS, or an XLSX with a password."""
    return data.startswith(_OLE)


def decode(data: bytes, name: str) -> str:
    """Return the text of a table; broken bytes become U+FFFD so that one row does not cost the rest.

    Tried in order: byte order mark, UTF-16 without one, UTF-8, GB18030 (holds GBK and GB2312), Big5.
    Raises InputRefused `not_what_it_says` for binary data.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if data.count(0) > len(data) // 10:
        return _utf16(data, name)
    if b"\x00" in data and (data.startswith(b"MZ") or data.count(0) > len(data) // 1000 + 8):
        raise InputRefused("not_what_it_says", name=name)
    texts = [data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030", "big5")]
    shares = [_broken(text) for text in texts]
    fitting = [text for text, share in zip(texts, shares, strict=True) if share <= _TOLERATED]
    if not fitting:
        return texts[shares.index(min(shares))]
    # Most Big5 is also GB18030, of nonsense: headers that mean something decide.
    return fitting[0] if len(fitting) == 1 else max(fitting, key=_headers)


def guess_delimiter(lines: list[str]) -> str:
    """Return the delimiter that splits the first lines most evenly; a comma when nothing splits them."""
    best, winner = (0.0, 0), ","
    for delimiter in _DELIMITERS:
        counts = Counter(_outside_quotes(line).count(delimiter) for line in lines if line.strip())
        common, times = max(counts.items(), key=lambda pair: (pair[0] > 0, pair[1]), default=(0, 0))
        if common and (times / counts.total(), common) > best:
            best, winner = (times / counts.total(), common), delimiter
    return winner


def _utf16(data: bytes, name: str) -> str:
    # Text in Latin letters or digits has its zeros at even or odd places only.
    little = data[1::2].count(0) >= data[0::2].count(0)
    text = data.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    if _broken(text) > _TOLERATED or "\x00" in text:
        raise InputRefused("not_what_it_says", name=name)
    return text


def _headers(text: str) -> int:
    first = text[:2000].splitlines()[:3]
    return sum(1 for line in first for cell in re.split(r"[,\t;，；|]", line) if field_of(cell.strip('" ')))


def _broken(text: str) -> float:
    wide = sum(1 for character in text if ord(character) > 127)
    return text.count("\ufffd") / wide if wide else 0.0


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)
