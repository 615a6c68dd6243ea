"""What a thumb sees below an advice: never more than nine buttons, and everything within one more tap."""

import pytest

from bot.handlers.advice_rows import MOST
from bot.handlers.screens import Button, Screen
from bot.handlers.show_advice import advice_screen
from bot.services.briefs import Advice, Variant
from bot.services.line_uses import REASONS
from bot.services.texts import LOCALES, Texts

NAMES = ("again", "softer", "shorter", "bolder", "supplement", "first")


def advice(lines: int, **changes: object) -> Advice:
    variants = tuple(Variant(text=f"第{n}句。", style="warm") for n in range(lines))
    given: dict[str, object] = {"id": "a1", "kind": "objection", "objection": {"primary": "price_high"}}
    return Advice.model_validate(
        {**given, "variants": variants, "customer_id": "c1", "sells": True, **changes}
    )


def buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.rows for button in row]


def data(screen: Screen) -> set[str]:
    return {str(one.get("callback_data") or one.get("switch_inline_query")) for one in buttons(screen)}


CASES = [
    advice(lines, **changes)
    for lines in (1, 2, 3)
    for changes in (
        {},
        {"first_id": "a0"},
        {"customer_id": None},
        {"offers": ({"id": "o1", "title": "A3", "price": "3800元"},)},
        {"who": ("王姐", "c1|王姐", "c2|王芳", "c3|小王")},
        {"choices": ("price_high|嫌贵", "need_think|再想想")},
        {"first_id": "a0", "who": ("王姐", "c1|王姐", "c2|王芳", "c3|小王")},
    )
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("one", CASES, ids=range(len(CASES)))
def test_no_advice_shows_more_than_nine_buttons_and_none_is_lost(locale: str, one: Advice) -> None:
    say = Texts(locale)
    shown = advice_screen(one, say, "嫌价格高")
    folded = advice_screen(one, say, "嫌价格高", more=True)
    assert len(buttons(shown)) <= MOST
    assert len(folded.rows) <= 5
    assert sum("copy_text" in button for button in buttons(shown)) == len(one.variants)
    wanted = {f"ad:a1:{name}" for name in NAMES if name != "first" or one.first_id}
    wanted |= {"src:a1", "wk:a1", "fb:a1:up", "fb:a1:down", "#a1"}
    wanted |= {f"ofc:{one.customer_id}"} if one.customer_id else set()
    assert wanted <= data(shown) | data(folded)
    assert "src:a1" in data(shown)
    assert "ad:a1:back" in data(folded)


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_judged_advice_leaves_room_for_the_next_question(lines: int) -> None:
    screen = advice_screen(advice(lines), Texts("zh"), "", judged=True, extra=len(REASONS))
    assert len(buttons(screen)) + len(REASONS) <= MOST
    assert not {"fb:a1:up", "fb:a1:down"} & data(screen)
