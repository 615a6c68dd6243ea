"""What is said of an offer: no amount the engine did not compute, and one copy button carries it."""

import random
from datetime import date
from decimal import Decimal
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from bot.ports.offers import StoredOffer
from bot.services.briefs import Brief, FactRole
from bot.services.facts.offers import offer_facts
from bot.services.figures import FigureKind, find_figures
from bot.services.gate.line import Line
from bot.services.gate.tracing import untraced
from bot.services.offering.quotations import Quotation, font_path, rendered
from bot.services.offering.shown import content_of
from bot.services.offering.words import customer_line, price_said, seller_line
from bot.services.texts import Texts
from bot.services.turns import Objection, Reading, TurnKind
from crm.base import new_id, utc_now
from crm.customers import CustomerKind, Segment
from crm.offers.catalogue import Catalogue
from crm.offers.choice import Offer
from crm.offers.files import from_yaml
from crm.offers.offering import Offering
from crm.offers.standing import Request, Standing

SAY = Texts("zh")
NAMES = ("telecom", "ebikes", "food", "bank", "business")
DAYS = (date(2026, 2, 10), date(2026, 7, 15), date(2026, 9, 20), date(2026, 12, 28))
TEXTS = 1000


def sample(name: str) -> Catalogue:
    found, _ = from_yaml(files("bot.sample").joinpath(f"offers/{name}.yaml").read_text(encoding="utf-8"))
    assert found is not None
    return found


def stored(offer: Offer, line: str, currency: str = "CNY") -> StoredOffer:
    return StoredOffer(
        id=new_id(),
        team_id="t",
        customer_id="c",
        seller_id="s",
        catalogue_key="k",
        catalogue_version=1,
        refs=offer.refs,
        keys=(),
        title=offer.title,
        quantity=Decimal(1),
        monthly=offer.monthly,
        upfront=offer.upfront,
        currency=currency,
        shown_at=utc_now(),
        valid_until=offer.valid_until,
        content=content_of(
            offer,
            wants=(),
            line=line,
            seller=seller_line(offer, Decimal(2), Decimal(5), SAY),
            price=price_said(offer, SAY),
        ),
    )


def offers() -> list[tuple[Offer, Segment]]:
    """A thousand offers from the sample catalogues, for customers of every kind on four days."""
    chance = random.Random(11)
    engines = [Offering(sample(name), on) for name in NAMES for on in DAYS]
    found: list[tuple[Offer, Segment]] = []
    while len(found) < TEXTS:
        engine = chance.choice(engines)
        categories = engine.catalogue.categories()
        wants = tuple(chance.sample(categories, chance.randint(1, min(3, len(categories)))))
        segment = chance.choice(list(Segment))
        standing = Standing(
            kind=chance.choice(list(CustomerKind)),
            segment=segment,
            tenure_months=chance.choice([0, 20]),
            spend={c: Decimal(chance.randrange(20, 900)) for c in categories if chance.random() < 0.5},
            usage={"minutes": Decimal(chance.randrange(900)), "staff": Decimal(12)},
            statuses=("学生",),
        )
        request = Request(
            wants=wants, quantity=Decimal(chance.choice([1, 1, 3, 12])), seller="李想", on=engine.book.on
        )
        found += [(offer, segment) for offer in engine.choose(standing, request).offers]
    return found[:TEXTS]


def brief(offer: StoredOffer) -> Brief:
    reading = Reading(kind=TurnKind.OFFER, objection=Objection(primary="none"))
    return Brief(reading=reading, facts=offer_facts(offer))


def test_no_amount_in_a_thousand_texts_that_the_engine_did_not_compute() -> None:
    invented = []
    for offer, segment in offers():
        line = customer_line(offer, segment, SAY)
        kept = stored(offer, line)
        amounts = {
            fact.number for fact in offer_facts(kept) if fact.role in {FactRole.OUR_PRICE, FactRole.COMPUTED}
        }
        own = line
        for part in offer.parts:  # what the catalogue itself says of its articles is no figure of ours
            for words in (part.priced.says, *(x.product.name for x in part.priced.lines), part.priced.title):
                own = own.replace(words, "") if words else own
        money = [f for f in find_figures(own) if f.kind in {FigureKind.MONEY, FigureKind.PERCENT}]
        invented += [(line, figure.text) for figure in money if figure.value not in amounts]
    assert invented == []


def test_the_gate_traces_the_figures_of_an_offer_and_not_others() -> None:
    loose = []
    for offer, segment in offers()[:300]:
        line = customer_line(offer, segment, SAY)
        facts = brief(stored(offer, line))
        price = price_said(offer, SAY)
        loose += [f.text for f in untraced(Line(price), facts)]
        assert [f.key for f in untraced(Line("一共只要12345.67元"), facts)] != []
    assert loose == []


def test_every_line_fits_a_copy_button() -> None:
    lines = [customer_line(offer, segment, SAY) for offer, segment in offers()]
    assert max(len(line.encode("utf-16-le")) // 2 for line in lines) <= 256


def test_public_customers_hear_the_saving_first_and_enterprises_the_quality() -> None:
    engine = Offering(sample("telecom"), DAYS[0])
    standing = Standing(spend={"宽带": Decimal(138), "固话": Decimal(60)}, segment=Segment.PUBLIC)
    request = Request(wants=("bb-calls",), on=DAYS[0])
    offer = engine.choose(standing, request).offers[0]
    said = customer_line(offer, Segment.PUBLIC, SAY)
    assert said.startswith("比您现在每月少花50元，12个月下来省600元。宽带送固话，每月138元。")
    assert "还送您每月50元固话话费" in said
    assert customer_line(offer, Segment.KEY_ACCOUNT, SAY).startswith("宽带照旧，打固话不心疼。")


@pytest.mark.skipif(font_path() is None, reason="no Chinese font")
def test_the_quotation_embeds_the_glyphs_it_uses_and_prints_the_engines_figures() -> None:
    pdfium = pytest.importorskip("pypdfium2")

    shop = sample("business")
    standing = Standing(kind=CustomerKind.COMPANY, segment=Segment.BUSINESS)
    request = Request(wants=("filter",), quantity=Decimal(6), on=DAYS[0])
    offer = Offering(shop, DAYS[0]).choose(standing, request).offers[0]
    about = Quotation(
        customer="兴达", seller="李想", made_at=utc_now().astimezone(ZoneInfo("UTC")), number="A1B2"
    )
    data = rendered(stored(offer, "x"), shop, about, SAY)
    text = pdfium.PdfDocument(data)[0].get_textpage().get_text_range()
    # 6 × 4100 × 0.96 = 23616; × 1.13 = 26686.08; tax 26686.08 − 23616 = 3070.08
    for words in (
        "示例机电有限公司",
        "报价单",
        "过滤耗材",
        "26686.08元",
        "3070.08元",
        "六箱优惠4%",
        "价格不含税",
    ):
        assert words in text
    assert len(data) < 60_000
