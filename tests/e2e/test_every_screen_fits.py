"""Every command and every kind of button, in both languages: no message is longer than a phone's screen.

The real bot is walked through; the local phone's page then draws every screen that was seen.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.handlers.client import make_client
from bot.phone import PhoneServer, origin_hidden
from tests.stage import open_stage, sample_folder
from tests.walking import Shown, Walk, commands

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATIENCE = 30_000
AT_ONCE = 200
"""Messages drawn at once; the page keeps the last three hundred."""
FEWEST = 100
"""Screens that a walk sees at least, so that a walk that stops early is noticed."""
SAID = {
    "zh": (
        "张大伯",
        "客户说：修一修还能用，新的太贵了",
        "记一下 张大伯下周三来试骑",
        "张",
        "我跟张大伯说好了，明天把合同给他送过去",
        "下周三提醒我给他打电话",
        "给张大伯写一段生日祝福",
        "怎么应对价格异议",
        "/value 张大伯",
        "/offer 张大伯",
        "华东精密",
        "李总说预算不够",
        "/new 龚大爷 13900000101 有个孙女妞妞",
        "/forget 唐伯",
        "/records 张大伯",
    ),
    "en": (
        "Zhang",
        "张大伯",
        "Customer says: it is too expensive, the old one can still be repaired",
        "客户说：太贵了",
        "how do I handle price objections",
        "/value 张大伯",
        "/offer 张大伯",
        "华东精密",
        "/new Mr Gong 13900000101",
        "/forget 唐伯",
    ),
}
MEASURE = """[...document.querySelectorAll('.msg:not(.mine)')].map((one) => ({
    height: one.getBoundingClientRect().height,
    cut: [...one.querySelectorAll('.key')]
        .filter((key) => key.scrollWidth > key.clientWidth + 1 || key.scrollHeight > key.clientHeight + 1)
        .map((key) => key.textContent),
}))"""


async def walked(folder: Path, who: str, locale: str) -> list[Shown]:
    """Return what one person sees on the way through everything."""
    async with open_stage(folder) as stage:
        walk = Walk(stage, stage.person(who))
        if locale == "en":
            await walk.speaks("en")
        await walk.types(*SAID[locale])
        await walk.forwards("在吗", "太贵了", origin=origin_hidden("张大伯"))
        await walk.types(*commands())
        await walk.ends()
        assert await stage.dead_letters() == []
    return [shown for shown in walk.seen.values() if "text" in shown.raw]


async def too_long(browser: Browser, screens: Sequence[Shown]) -> dict[str, object]:
    """Return the screens that the page draws taller than its room, or with a cut button."""
    async with PhoneServer() as phone, make_client(phone.token, phone.url) as client:
        who = phone.personas[0]
        chat = phone.chat(await phone.say(who, "/start"))
        for shown in screens:
            kept = {
                name: shown.raw[name] for name in ("text", "entities", "reply_markup") if name in shown.raw
            }
            await client.call("sendMessage", {"chat_id": chat.id, **kept})
        context = await browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        await page.goto(phone.url)
        await page.wait_for_function(
            f"document.querySelectorAll('.msg:not(.mine)').length === {len(screens)}"
        )
        drawn = await page.evaluate(MEASURE)
        room = await page.locator("#scroll").evaluate("(one) => one.getBoundingClientRect().height")
        await context.close()
    return {
        f"{shown.led_by}: {shown.text[:40]!r}": (one["height"] - room, one["cut"])
        for shown, one in zip(screens, drawn, strict=True)
        if one["height"] > room or one["cut"]
    }


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("who", ["seller", "manager"])
async def test_no_message_is_longer_than_the_screen(
    browser: Browser, tmp_path: Path, prepared_sample: Path, who: str, locale: str
) -> None:
    screens = await walked(sample_folder(prepared_sample, tmp_path), who, locale)
    assert len(screens) > FEWEST
    over: dict[str, object] = {}
    for start in range(0, len(screens), AT_ONCE):
        over |= await too_long(browser, screens[start : start + AT_ONCE])
    assert over == {}
