"""A quotation as PDF: the company's header, what is offered, what it costs, until when, on which terms.

The font is Noto Sans CJK SC from the `mplfonts` wheel, found by its metadata (importing the package
would pull in a plotting library). Only the glyphs used are embedded: some ten kilobytes a document.
"""

import asyncio
import importlib.metadata
import logging
import shutil
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.ports.offers import StoredOffer
from bot.services.facts.parts import money_said, plain
from bot.services.offering.words import day_said
from bot.services.texts import Texts
from crm.base import Record, new_id
from crm.offers.catalogue import Catalogue

FOLDER = Path("files") / "exports"
"""Beside the exports: an erased customer's quotations go with them."""
_FONT, _WHEEL = "NotoSansCJKsc-Regular.otf", "mplfonts"
_STAYS = timedelta(days=1)
_WIDTHS = (88, 22, 34, 36)
_GREY = (110, 110, 110)


class Quotation(Record):
    """What a quotation says besides the offer itself."""

    customer: str
    seller: str
    made_at: datetime
    number: str
    company: str = ""
    """The firm as the team calls it, for a catalogue that names none."""


def font_path() -> Path | None:
    """Return the file of the Chinese font, None when the wheel is not installed."""
    try:
        files = importlib.metadata.files(_WHEEL) or ()
    except importlib.metadata.PackageNotFoundError:
        return None
    found = next((file for file in files if file.name == _FONT), None)
    path = Path(str(found.locate())) if found is not None else None
    return path if path is not None and path.is_file() else None


async def write_quotation(
    root: Path, offer: StoredOffer, catalogue: Catalogue, about: Quotation, say: Texts
) -> Path:
    """Write the PDF under `root` (DATA_DIR) and return its path. Raises FileNotFoundError without a font."""
    return await asyncio.to_thread(_write, root, offer, catalogue, about, say)


def _write(root: Path, offer: StoredOffer, catalogue: Catalogue, about: Quotation, say: Texts) -> Path:
    _tidy(root / FOLDER, about.made_at)
    folder = root / FOLDER / new_id()
    folder.mkdir(parents=True)
    # Glyphs are stored compressed: this names whom the folder is about, for erasure.
    (folder / "customer.txt").write_text(offer.customer_id, encoding="utf-8")
    path = folder / f"{say('quote-title')}-{about.number}.pdf"
    path.write_bytes(rendered(offer, catalogue, about, say))
    return path


def rendered(offer: StoredOffer, catalogue: Catalogue, about: Quotation, say: Texts) -> bytes:
    """Return the bytes of the PDF. Raises FileNotFoundError without the font."""
    from fpdf import FPDF, FontFace

    font = font_path()
    if font is None:
        raise FileNotFoundError(_FONT)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    pdf = FPDF(format="A4")
    pdf.set_creation_date(about.made_at)
    pdf.set_title(f"{say('quote-title')} {about.number}")
    pdf.add_font("zh", fname=str(font))
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.add_page()
    for size, text, grey in _head(offer, catalogue, about, say):
        pdf.set_font("zh", size=size)
        pdf.set_text_color(*(_GREY if grey else (0, 0, 0)))
        pdf.multi_cell(0, size * 0.6, _printable(text), new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    pdf.set_text_color(0, 0, 0)
    pdf.set_font("zh", size=10)
    with pdf.table(
        col_widths=_WIDTHS,
        text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"),
        line_height=6.5,
        headings_style=FontFace(emphasis=""),
    ) as table:
        for cells in _rows(offer, say):
            row = table.row()
            for cell in cells:
                row.cell(_printable(cell))
    pdf.ln(4)
    for text in _foot(offer, catalogue, say):
        pdf.multi_cell(0, 6.5, _printable(text), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _head(
    offer: StoredOffer, catalogue: Catalogue, about: Quotation, say: Texts
) -> list[tuple[int, str, bool]]:
    return [
        (18, catalogue.company or about.company or catalogue.name, False),
        (14, say("quote-title"), False),
        (10, say("quote-number", number=about.number, day=f"{about.made_at:%Y-%m-%d}"), True),
        (10, say("quote-for", name=about.customer, seller=about.seller), True),
        (12, offer.title, False),
    ]


def _rows(offer: StoredOffer, say: Texts) -> list[tuple[str, str, str, str]]:
    rows = [(say("quote-item"), say("quote-count"), say("quote-unit-price"), say("quote-sum"))]
    lines = offer.content.get("lines")
    for line in lines if isinstance(lines, list) else ():
        if not isinstance(line, dict):
            continue
        per = "/" + say("quote-month") if line["monthly"] else ""
        count = f"{line['quantity']}{line['unit']}"
        if line["gift"]:
            rows.append((str(line["name"]), count, "", say("quote-gift")))
            continue
        total = money_said(Decimal(str(line["total"])), offer.currency) + per
        unit = money_said(Decimal(str(line["unit_price"])).quantize(Decimal("0.01")), offer.currency)
        rows.append((str(line["name"]), count, unit, total))
    return rows


def _foot(offer: StoredOffer, catalogue: Catalogue, say: Texts) -> list[str]:
    told = [say("quote-price", price=str(offer.content["price"]))]
    tax = Decimal(str(offer.content.get("tax") or 0))
    term = int(str(offer.content.get("term") or 0))
    if tax:
        told.append(say("quote-tax", amount=money_said(tax, offer.currency)))
    if term:
        told.append(say("quote-term", term=term))
    if offer.percent_off:
        told.append(say("quote-off", percent=plain(offer.percent_off)))
    says = offer.content.get("says")
    told += [str(reason) for reason in says] if isinstance(says, list) else []
    told.append(say("quote-valid", day=day_said(offer.valid_until, say)))
    return [*told, *(f"{n}. {term_}" for n, term_ in enumerate(catalogue.policy.terms, 1))]


def _printable(text: str) -> str:
    """Leave out what no font of ours can draw (emoji and control characters)."""
    return "".join(c for c in text if c.isprintable() and ord(c) <= 0xFFFF)


def _tidy(folder: Path, now: datetime) -> None:
    """Remove quotations older than a day; they can be made again."""
    before = (now - _STAYS).timestamp()
    for old in folder.iterdir() if folder.is_dir() else ():
        if (old / "customer.txt").is_file() and old.stat().st_mtime < before:
            shutil.rmtree(old, ignore_errors=True)
