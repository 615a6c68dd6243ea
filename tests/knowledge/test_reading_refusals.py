import hashlib
import io
import struct
import zipfile

import pytest
from openpyxl import Workbook

from knowledge import gatekeeping
from knowledge.errors import DocumentRefused
from knowledge.reading import read


def reason(name: str, data: bytes, **options: float) -> str:
    with pytest.raises(DocumentRefused) as caught:
        read(name, data, **options)
    return caught.value.reason


def archive(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return archive(
        {
            "[Content_Types].xml": (
                f'<?xml version="1.0"?><Types xmlns="{package}/content-types">'
                '<Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
                'officedocument.wordprocessingml.document.main+xml"/></Types>'
            ).encode(),
            "_rels/.rels": (
                f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
                f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>'
            ).encode(),
            "word/document.xml": (
                f'<?xml version="1.0"?><w:document {space}><w:body>{body}</w:body></w:document>'
            ).encode(),
        }
    )


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def pages(content: bytes, *, kids: int = 1, trailer: bytes = b"", extra: tuple[bytes, ...] = ()) -> bytes:
    refs = b" ".join(b"%d 0 R" % n for n in (3, *range(6, 5 + kids)))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 "
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
    )
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (refs, kids),
        page,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *(extra or (b"null",)),
        *(page for _ in range(kids - 1)),
        trailer=trailer,
    )


SAID = b"BT /F1 12 Tf 20 200 Td (Net price 2,680 yuan, valid until December 31.) Tj ET"
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def encrypted_pdf(password: bytes) -> bytes:
    """Standard security handler, revision 2 (PDF reference 1.4, section 3.5.2)."""
    padded = (password + PADDING)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    ident = b"0123456789abcdef"
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + ident).digest()[:5]
    user = rc4(key, PADDING)
    entry = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (
        owner.hex().encode(),
        user.hex().encode(),
    )
    mark = ident.hex().encode()
    return pages(SAID, trailer=b"/Encrypt 5 0 R /ID [<%s> <%s>]" % (mark, mark), extra=(entry,))


def test_an_exe_named_pdf_is_not_what_it_says() -> None:
    assert reason("价格表.pdf", b"MZ\x90\x00" + bytes(200)) == "not_what_it_says"


def test_an_archive_named_txt_is_not_what_it_says() -> None:
    assert reason("a.txt", archive({"a": b"x"})) == "not_what_it_says"


def test_a_plain_archive_named_docx_is_not_what_it_says() -> None:
    assert reason("a.docx", archive({"readme": b"hello"})) == "not_what_it_says"


def test_bytes_that_are_no_text_are_not_what_they_say() -> None:
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(200))
    assert reason("a.txt", noise) == "not_what_it_says"


def test_a_zip_bomb_is_refused_by_its_directory_before_it_is_unpacked() -> None:
    data = archive({"word/document.xml": bytes(60 * 1024 * 1024)})
    assert len(data) < 100_000
    assert reason("bomb.docx", data) == "bomb"


def test_a_bomb_whose_directory_lies_is_stopped_while_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeping, "MAX_UNPACKED", 100_000)
    honest = archive({"word/document.xml": bytes(300_000)})
    lying = honest.replace(struct.pack("<I", 300_000), struct.pack("<I", 300))
    assert reason("bomb.docx", lying) in {"bomb", "broken"}


def test_too_many_entries_are_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatekeeping, "MAX_ENTRIES", 10)
    assert reason("a.xlsx", archive({f"xl/{n}": b"x" for n in range(11)})) == "bomb"


def test_a_file_over_the_limit_is_too_big() -> None:
    assert reason("a.txt", b"a" * (gatekeeping.MAX_BYTES + 1)) == "too_big"


@pytest.mark.parametrize("data", [b"", b"  \n\t "])
def test_an_empty_file_is_empty(data: bytes) -> None:
    assert reason("a.txt", data) == "empty"


def test_a_page_of_scripts_alone_is_empty() -> None:
    assert reason("a.html", b"<html><script>var price = 1;</script></html>") == "empty"


@pytest.mark.parametrize("name", ["a.mp3", "a", "a.doc", "a.zip"])
def test_other_formats_are_unsupported(name: str) -> None:
    assert reason(name, b"hello") == "unsupported"


def test_an_office_file_named_for_macros_is_refused() -> None:
    assert reason("a.docm", docx("hello")) == "macros"


def test_macros_inside_an_innocent_name_are_refused() -> None:
    assert reason("a.docx", archive({"word/document.xml": b"<x/>", "word/vbaProject.bin": b"x"})) == "macros"


def test_an_encrypted_office_file_is_named_so() -> None:
    assert reason("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


def test_an_archive_with_a_password_is_named_so() -> None:
    data = bytearray(docx("hello"))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert reason("a.docx", bytes(data)) == "encrypted"


def test_an_encrypted_pdf_is_named_so() -> None:
    assert reason("a.pdf", encrypted_pdf(b"secret")) == "encrypted"


def test_a_pdf_without_text_is_named_a_scan() -> None:
    assert reason("a.pdf", pages(b"0 0 100 100 re f")) == "scanned_only"


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx"])
def test_a_torn_office_file_is_broken(name: str) -> None:
    whole = docx("hello", "world" * 100)
    assert reason(name, whole[: len(whole) // 2]) == "broken"


def test_a_torn_pdf_is_broken() -> None:
    assert reason("a.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type") == "broken"


def test_a_pdf_of_too_many_pages_is_refused_before_it_is_laid_out() -> None:
    assert reason("a.pdf", pages(SAID, kids=5001)) == "too_many_pages"


def test_a_converter_that_takes_too_long_is_ended() -> None:
    assert reason("a.pdf", pages(SAID), seconds=0.01) == "timeout"


def test_a_pdf_is_read() -> None:
    assert "2,680 yuan" in read("a.pdf", pages(SAID)).text


def test_a_word_file_is_read() -> None:
    assert "到手价2680元" in read("a.docx", docx("价格表", "到手价2680元")).text


def test_a_workbook_is_read_with_its_rows() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["型号", "价格"])
    book.active.append(["A3", 3800])
    out = io.BytesIO()
    book.save(out)
    text = read("a.xlsx", out.getvalue()).text
    assert "A3" in text
    assert "3800" in text
