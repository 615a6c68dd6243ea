"""Wishes for festivals, birthdays, apologies and thanks; signatures; figures quoted from documents."""

import re

import pytest

from bot.services.briefs import Brief, Source, Variant
from bot.services.copywriting import CopyWish, missing, read_wish
from bot.services.copywriting_cited import quotation
from bot.services.copywriting_drafts import write
from bot.services.copywriting_occasions import read_occasion, signature_in, wishes
from bot.services.gate import check
from bot.services.gate.uses import CHECK_AGAIN
from bot.services.playbook_writer.realise import realise, units
from bot.services.turns import Reading, TurnKind
from bot.services.understanding.lexis import Lexis
from playbooks.copy_models import OCCASION_SLOTS, Occasion
from playbooks.load import built_in
from playbooks.slots import slots_in

LIBRARY = built_in()
FRAME = LIBRARY.copy_frames[0]
LEXIS = Lexis(LIBRARY)
OCCASIONS = {occasion.id: occasion for occasion in LIBRARY.occasions}
LINES = [(occasion.id, line) for occasion in LIBRARY.occasions for line in occasion.lines]


def named(text: str) -> str:
    return read_occasion(text, LIBRARY.occasions).get("occasion", "")


@pytest.mark.parametrize("occasion", OCCASIONS.values(), ids=OCCASIONS)
def test_each_occasion_has_three_lines_for_persons_and_three_for_business(occasion: Occasion) -> None:
    assert sum(line.business for line in occasion.lines) >= 3
    assert sum(not line.business for line in occasion.lines) >= 3
    assert len({line.text for line in occasion.lines}) == len(occasion.lines)


@pytest.mark.parametrize(("occasion", "line"), LINES, ids=[f"{o}-{line.id}" for o, line in LINES])
def test_every_line_for_an_occasion_sells_nothing_and_passes_the_gate(occasion: str, line: object) -> None:
    text = getattr(line, "text", "")
    assert set(slots_in(text)) <= set(OCCASION_SLOTS)
    said = realise(text, {"称呼": "张大伯", "您": "您", "缘由": "上次送货晚了"})
    assert said is not None
    assert units(said) <= 120
    assert not re.search(r"优惠|新品|活动|打折|下单|礼品", said)
    assert (
        check(Variant(text=said, style="occasion"), Brief(reading=Reading(kind=TurnKind.COPY))).findings == ()
    )


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        ("给王姐写个中秋问候", "mid_autumn"),
        ("写个春节拜年的话，别群发味", "spring_festival"),
        ("帮我编一条生日祝福发给客户", "birthday"),
        ("写个道歉短信，上次送货晚了", "apology"),
        ("写个感谢信给老客户", "thanks"),
        ("来个不肉麻的早安文案", "greeting"),
        ("写个中秋礼盒的促销文案", ""),
        ("春节活动写条短信，买二送一", ""),
        ("帮我写个电动车的朋友圈", ""),
    ],
)
def test_an_occasion_is_told_from_a_festival_sale(text: str, occasion: str) -> None:
    assert named(text) == occasion


def test_an_apology_says_what_for_in_the_sellers_words() -> None:
    found = read_occasion("写个道歉短信，上次送货晚了", LIBRARY.occasions)
    assert found["reason"] == "上次送货晚了"
    wish = CopyWish(text="x", **found)
    assert missing(wish, FRAME.least_price) == ""
    texts = [variant.text for variant in wishes(wish, OCCASIONS["apology"], FRAME)]
    assert len(texts) == 3
    assert "上次送货晚了" in texts[0]


def test_a_company_is_wished_well_as_a_company_and_nothing_is_repeated() -> None:
    wish = CopyWish(occasion="mid_autumn", audience="company")
    first = [variant.text for variant in wishes(wish, OCCASIONS["mid_autumn"], FRAME)]
    assert all("同事" in text or "团队" in text or "假期" in text for text in first)
    assert not wishes(wish, OCCASIONS["mid_autumn"], FRAME, avoid=first)


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("写条短信，署名 阿明车行", "阿明车行"),
        ("写条短信【东北粮铺】", "东北粮铺"),
        ("落款：城西营业厅，写个通知", "城西营业厅"),
        ("写条短信", ""),
    ],
)
def test_a_signature_is_read_from_the_wish(text: str, firm: str) -> None:
    assert signature_in(text) == firm


@pytest.mark.parametrize("category", ["电动车", "大米", "宽带"])
def test_text_messages_open_with_the_firm_and_keep_to_seventy_characters(category: str) -> None:
    wish = CopyWish(category=category, channel="sms", signature="城西路营业厅旗舰店")
    written = write(wish, FRAME, LIBRARY.copy_sheets, usual=LEXIS.price_bands.get(category))
    assert len(written.variants) >= 3
    for variant in written.variants:
        assert variant.text.startswith("【城西路营业厅旗舰店】")
        assert units(variant.text) <= 70
    greeting = wishes(wish.model_copy(update={"occasion": "birthday"}), OCCASIONS["birthday"], FRAME)
    assert all(variant.text.startswith("【") and units(variant.text) <= 70 for variant in greeting)


def test_a_chat_line_bears_no_signature() -> None:
    written = write(CopyWish(category="大米", signature="粮铺"), FRAME, LIBRARY.copy_sheets)
    assert not any("【" in variant.text for variant in written.variants)


SHEET = Source(title="产品手册", doc="A3产品手册.pdf", text="云椅按摩椅整机保修2年。上次客户说3000元也值。")


def test_a_figure_of_a_document_stands_in_copy_with_its_source_and_the_request_to_check() -> None:
    wish = CopyWish(product="云椅", category="按摩椅")
    quoted = quotation(wish, FRAME, [SHEET])
    assert quoted is not None
    assert "保修2年" in quoted.text
    assert "A3产品手册.pdf" in quoted.text
    assert CHECK_AGAIN in quoted.text
    assert quotation(wish, FRAME, [SHEET], {quoted.text}) is None


def test_nothing_is_quoted_of_another_article_or_without_a_figure_or_where_it_does_not_fit() -> None:
    assert quotation(CopyWish(category="大米"), FRAME, [SHEET]) is None
    assert (
        quotation(CopyWish(product="云椅"), FRAME, [SHEET.model_copy(update={"text": "云椅坐着舒服。"})])
        is None
    )
    long = SHEET.model_copy(update={"text": "云椅按摩椅整机保修2年" + "，另有说明" * 8 + "。"})
    assert quotation(CopyWish(product="云椅", channel="sms"), FRAME, [long]) is None


def test_a_wish_for_an_article_is_no_occasion() -> None:
    wish = read_wish("帮我写个电动车的朋友圈，给孙女", FRAME, LEXIS)
    assert wish.occasion == ""
    assert wish.category == "电动车"
