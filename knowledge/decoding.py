"""Bytes of a text file to a string: mark, UTF-8, then what Chinese offices produce."""

import codecs

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65536


def decode(data: bytes) -> str | None:
    """Return the text of a file, None when the bytes are no text in any encoding tried.

    Order: byte order mark, UTF-8, UTF-16 without a mark (many NUL bytes on one side), GB18030 when
    the result reads as Chinese, and at last a guess by charset-normalizer.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data, encoding)
    text = _try(data, "utf-8")
    if text is not None and "\0" not in text:
        return text
    return _sixteen(data) or _chinese(data) or _guess(data)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _sixteen(data: bytes) -> str | None:
    """UTF-16 without a mark: text in it holds line breaks or spaces as 00 xx or xx 00."""
    sample = data[:_SAMPLE]
    for encoding, space, line in (("utf-16-le", b" \0", b"\n\0"), ("utf-16-be", b"\0 ", b"\0\n")):
        text = _try(data[: len(data) // 2 * 2], encoding)
        if text and (space in sample or line in sample) and _readable(text) > 0.9:
            return text
    return None


def _chinese(data: bytes) -> str | None:
    text = _try(data, "gb18030")
    return text if text and "\0" not in text and _readable(text) > 0.9 else None


def _guess(data: bytes) -> str | None:
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return None
    text = _try(data, best.encoding)
    return text if text and _readable(text) > 0.9 else None


def _readable(text: str) -> float:
    """Return the share of characters that belong in Chinese or Latin text."""
    sample = text[:4000]
    fine = sum(
        c in "\n\r\t " or " " <= c < "\x7f" or "\u3000" <= c <= "\u303f" or "\u4e00" <= c <= "\u9fff"
        or "\uff00" <= c <= "\uffef" or "\u2010" <= c <= "\u2027" or c in "·×÷°±—"
        for c in sample
    )  # fmt: skip
    return fine / max(1, len(sample))
