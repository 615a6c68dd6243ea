"""Files nobody wants to receive, made when needed: nothing binary lies in the repository."""

import io
import zipfile
from collections.abc import Callable

_BOMB_MB = 300
_BROKEN_ROW = 500


def exe_named_pdf() -> bytes:
    """A Windows program's first bytes."""
    return b"MZ\x90\x00\x03" + b"\x00" * 4096 + b"This program cannot be run in DOS mode."


def zip_bomb() -> bytes:
    """A docx of some hundred KB that unpacks to hundreds of MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as entry:
            for _ in range(_BOMB_MB):
                entry.write(b" " * 1024 * 1024)
    return out.getvalue()


def broken_row_500() -> bytes:
    """A customer table of 600 rows; row 500 has neither a name nor a number that can be one."""
    rows = ["姓名,电话,备注"]
    for number in range(1, 601):
        rows.append(
            ",,只有备注" if number == _BROKEN_ROW else f"客户{_chinese(number)},139{number:08d},第{number}位"
        )
    return "\n".join(rows).encode()


def gbk_table() -> bytes:
    """A table as Excel in China saves it."""
    return "客户名称,手机号,单位\n龚小曼,13900009901,晨光幼儿园\n,13900009902,\n".encode("gb18030")


def broken_pdf() -> bytes:
    """A PDF that breaks off after its first line."""
    return b"%PDF-1.7\n1 0 obj\n<<"


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    return "".join(digits[int(digit)] for digit in f"{number:03d}")


BUILDERS: dict[str, Callable[[], bytes]] = {
    "exe": exe_named_pdf,
    "bomb": zip_bomb,
    "broken_row_500": broken_row_500,
    "gbk_table": gbk_table,
    "broken_pdf": broken_pdf,
    "nothing": lambda: b"",
}
