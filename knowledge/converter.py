"""The converter process: one PDF or office file in, markdown out, within limits of memory and time.

Run as `python -m knowledge.converter KIND PAGES` with the file on standard input; prints one JSON
object, {"text": …} or {"refused": reason}. A hostile file can at worst end this process.
"""

import io
import json
import resource
import sys
from typing import Any

MEMORY = 2 * 1024**3
"""Bytes of address space; the libraries map about 0.6 GB before they read anything."""
CPU_SECONDS = 120


def main(kind: str, most_pages: int) -> dict[str, str]:
    """Convert standard input; returns what is printed."""
    data = sys.stdin.buffer.read()
    try:
        if kind == "pdf":
            refused = _check_pdf(data, most_pages)
            if refused:
                return {"refused": refused}
        return {"text": _convert(kind, data)}
    except MemoryError:
        return {"refused": "bomb"}
    except Exception as error:
        return {"refused": "encrypted" if "assword" in type(error).__name__ else "broken"}


def _check_pdf(data: bytes, most_pages: int) -> str:
    """Return the reason to refuse a PDF before its pages are laid out, or an empty string."""
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
    except (PDFPasswordIncorrect, PDFEncryptionError):
        return "encrypted"
    pages = 0
    for _ in PDFPage.create_pages(document):
        pages += 1
        if pages > most_pages:
            return "too_many_pages"
    return "" if pages else "broken"


def _convert(kind: str, data: bytes) -> str:
    from markitdown import StreamInfo, converters

    made: dict[str, Any] = {
        "pdf": converters.PdfConverter,
        "docx": converters.DocxConverter,
        "pptx": converters.PptxConverter,
        "xlsx": converters.XlsxConverter,
    }
    result = made[kind]().convert(io.BytesIO(data), StreamInfo(extension=f".{kind}"))
    return str(result.markdown)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ValueError, OSError):  # not every system lets a process limit its memory
        return


if __name__ == "__main__":
    _limit()
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
