"""The copy studio's templates: enough of each, every figure from a slot, all past the gate."""

import re

import pytest

from bot.services.briefs import Brief, Variant
from bot.services.copywriting import CopyWish, read_wish
from bot.services.copywriting_drafts import stated_facts, withheld_because, write
from bot.services.gate import check
from bot.services.playbook_writer.realise import realise, units
from bot.services.turns import Reading, TurnKind
from bot.services.understanding.lexis import Lexis
from playbooks.copy_models import COPY_SLOTS, Template
from playbooks.load import built_in
from playbooks.slots import slots_in
from playbooks.terms import Style

LIBRARY = built_in()
FRAME = LIBRARY.copy_frames[0]
LEXIS = Lexis(LIBRARY)
ANGLES = {"family", "deserve", "driver", "honest"}
TEMPLATES = [
    (sheet.channel, angle, template)
    for sheet in LIBRARY.copy_sheets
    for angle, templates in sheet.templates.items()
    for template in templates
]
CHAIR = CopyWish(
    product="云椅",
    category="按摩椅",
    advantage="扶手能拆下来洗",
    price="4800",
    above_market=True,
    audience="parent",
)


def test_every_channel_has_at_least_eight_templates_of_each_angle() -> None:
    assert {sheet.channel for sheet in LIBRARY.copy_sheets} == {channel.id for channel in FRAME.channels}
    for sheet in LIBRARY.copy_sheets:
        assert set(sheet.templates) == ANGLES
        assert all(len(templates) >= 8 for templates in sheet.templates.values())


def test_no_two_templates_say_the_same() -> None:
    texts = [template.text for _, _, template in TEMPLATES]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("channel", "angle", "template"), TEMPLATES)
def test_a_filled_template_passes_the_gate_and_has_no_figure_of_its_own(
    channel: str, angle: str, template: Template
) -> None:
    assert set(slots_in(template.text)) <= set(COPY_SLOTS)
    assert not re.search(r"[0-9,?!;:]", template.text)
    fills = {
        "产品": "云椅", "品类": "按摩椅", "优点": "扶手能拆下来洗", "价格": "4800元",
        "家人": "爸妈", "您": "您", "称呼": "张大伯",
    }  # fmt: skip
    text = realise(template.text, fills)
    assert text is not None
    assert units(text) <= next(one.limit for one in FRAME.channels if one.id == channel)
    brief = Brief(reading=Reading(kind=TurnKind.COPY, customer_name="张大伯"), facts=stated_facts(CHAIR))
    assert check(Variant(text=text, style=angle), brief).findings == ()


def test_guilt_removal_needs_some_hundreds_of_yuan_and_a_price_above_the_market() -> None:
    def why(**changes: object) -> str:
        wish = CHAIR.model_copy(update=changes)
        return withheld_because(wish, FRAME, LEXIS.price_bands.get(wish.category))

    assert why() == ""
    assert why(price="299") == "copy-plain-cheap"
    assert why(above_market=False) == "copy-plain-fair"
    assert why(audience="company") == "copy-plain-company"
    assert why(price="", category="") == "copy-plain-price"
    assert why(price="", category="矿泉水") == "copy-plain-cheap"


def test_a_thing_of_five_yuan_gets_plain_words_only() -> None:
    wish = read_wish("帮我写一句卖五块钱一瓶的矿泉水，比人家贵", FRAME, LEXIS)
    written = write(wish, FRAME, LIBRARY.copy_sheets, usual=LEXIS.price_bands["矿泉水"])
    assert written.withheld == "copy-plain-cheap"
    assert {variant.style for variant in written.variants} == {"driver", "honest"}


def test_an_unprovable_advantage_never_reaches_a_draft() -> None:
    wish = CHAIR.model_copy(update={"advantage": "全网最好的"})
    written = write(wish, FRAME, LIBRARY.copy_sheets, usual=(3000, 20000))
    assert written.variants
    assert all("最好" not in variant.text for variant in written.variants)
    assert any("最好" in finding for finding in written.findings)


def test_an_approximate_price_judges_the_weapons_but_stands_in_no_draft() -> None:
    wish = read_wish("两千多的耳机文案咋写", FRAME, LEXIS)
    assert (wish.category, wish.price, wish.exact) == ("耳机", "2000", False)
    written = write(wish, FRAME, LIBRARY.copy_sheets, usual=LEXIS.price_bands["耳机"])
    assert written.withheld == ""
    assert not any(re.search(r"[0-9]|两千", variant.text) for variant in written.variants)


@pytest.mark.parametrize("channel", [channel.id for channel in FRAME.channels])
def test_every_channel_gives_drafts_even_when_only_the_article_is_known(channel: str) -> None:
    for wish in (CopyWish(category="大米", channel=channel), CHAIR.model_copy(update={"channel": channel})):
        written = write(wish, FRAME, LIBRARY.copy_sheets, usual=LEXIS.price_bands.get(wish.category))
        texts = [variant.text for variant in written.variants]
        assert len(texts) >= 3
        assert len(set(texts)) == len(texts)


def test_the_walk_around_has_words_of_its_own_for_every_style() -> None:
    for walk in LIBRARY.walks:
        assert set(walk.lines) == set(Style)
        assert all(lines["any"] for lines in walk.lines.values())
        brief = Brief(reading=Reading(kind=TurnKind.OBJECTION))
        for style, groups in walk.lines.items():
            for text in (text for texts in groups.values() for text in texts):
                said = text.replace("{您}", "您")
                assert check(Variant(text=said, style=style.value), brief).findings == (), said
