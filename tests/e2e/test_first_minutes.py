"""The first minutes on the page, in both languages: greeted, tried, understood, nothing to configure.

`PICTURES=docs/pictures` keeps the screenshots there.
"""

import io
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.bootstrap import open_core
from bot.cli.running import local_phone
from bot.services.texts import Texts
from tests.stage import sample_folder, settings_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATIENCE = 20_000
CUT_OFF = """[...document.querySelectorAll('.key')]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.textContent)"""
OWN_WORDS = """[...document.querySelectorAll('body *')]
    .filter((one) => !one.closest('.log, .suggest, noscript'))
    .flatMap((one) => [
        ...[...one.childNodes].filter((inner) => inner.nodeType === 3).map((inner) => inner.data.trim()),
        ...['aria-label', 'placeholder', 'value'].map((name) => one.getAttribute(name) ?? ''),
    ])"""
NAMES = {"金", "王磊", "王", "陈静", "陈"}
"""The seal and the people's own names stay as they are."""
HAN = re.compile("[一-鿿]")
MOST_KEYS = 9


@pytest.fixture
async def page(browser: Browser, tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Page]:
    folder = sample_folder(prepared_sample, tmp_path)
    async with open_core(settings_for(folder)) as core, local_phone(core, 0) as url:
        context = await browser.new_context(
            viewport={"width": 390, "height": 844}, device_scale_factor=2, color_scheme="light",
            reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        it = await context.new_page()
        await it.goto(url)
        await expect(it.locator("#who-name")).to_have_text("王磊")
        yield it
        await context.close()


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.keyboard.press("Enter")


async def shows(page: Page, text: str) -> Locator:
    """Wait for the bot's last message; it fits the phone with its buttons, and no button is cut."""
    shown = page.locator(".msg:not(.mine)").last
    await expect(shown.locator(".text")).to_contain_text(text, timeout=PATIENCE)
    box, room = await shown.bounding_box(), await page.locator("#scroll").bounding_box()
    assert box
    assert room
    assert box["height"] <= room["height"], "longer than the screen"
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert await page.evaluate(CUT_OFF) == []
    assert await shown.locator(".key").count() <= MOST_KEYS
    return shown


async def presses(page: Page, shown: Locator, label: str) -> None:
    await shown.locator(".key", has_text=label).first.click()


async def in_english(page: Page, shown: Locator) -> Locator:
    """Choose English and wait until page and bot speak it."""
    await presses(page, shown, "English")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Message")
    return await shows(page, "forward, paste or type")


async def shoot(page: Page, name: str) -> None:
    """Keep a picture, with few colours, when somebody wants it."""
    taken = await page.screenshot()
    assert len(taken) > 20_000, "a blank page"
    if folder := os.environ.get("PICTURES"):
        from PIL import Image

        small = Image.open(io.BytesIO(taken)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
        small.save(Path(folder) / f"{name}.png", optimize=True)


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_from_nothing_to_the_first_line_copied_in_two_taps(page: Page, locale: str) -> None:
    say_ = Texts(locale)
    await say(page, "/start")
    shown = await shows(page, "王磊")
    if locale == "en":
        shown = await in_english(page, shown)
    await shoot(page, "start" if locale == "zh" else "start-en")
    await presses(page, shown, say_("start-sample")[:12])
    shown = await shows(page, say_("advice-next", next="").strip()[:4])
    await shoot(page, "first-lines" if locale == "zh" else "first-lines-en")
    await presses(page, shown, say_("button-copy", number="①"))
    await expect(page.locator("#toast")).to_have_text("已复制" if locale == "zh" else "Copied")
    if locale == "en":
        assert not HAN.search(await shown.inner_text())


async def test_the_pages_own_words_follow_the_chosen_language(page: Page) -> None:
    await say(page, "/start")
    await in_english(page, await shows(page, "王磊"))
    assert {one for one in await page.evaluate(OWN_WORDS) if HAN.search(one)} == NAMES
    await page.reload()
    await expect(page.locator("#status")).to_have_text("online")
    await page.click("#quick-paste")
    await page.fill("#paste-text", "It's too expensive")
    await page.click("#sheet-paste button[type=submit]")
    shown = await shows(page, "①")
    assert not HAN.search(await shown.inner_text())
    await say(page, "/settings")
    await presses(page, await shows(page, "Settings"), "Language")
    await presses(page, await shows(page, "Which language"), "中文")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "消息")
    await expect(page.locator("#quick-paste")).to_have_text("粘贴为客户的话")


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_bringing_customers_is_offered_and_leads_back(page: Page, locale: str) -> None:
    say_ = Texts(locale)
    await say(page, "/start")
    shown = await shows(page, "王磊")
    if locale == "en":
        shown = await in_english(page, shown)
    await presses(page, shown, say_("button-start-customers"))
    shown = await shows(page, say_("start-customers-title"))
    await presses(page, shown, say_("button-back"))
    await shows(page, "王磊")


async def test_the_days_list_and_the_settings_fit_the_screen(page: Page) -> None:
    await say(page, "/settings")
    await shows(page, "话的语气")
    await shoot(page, "settings")
    await say(page, "/today")
    shown = page.locator(".msg:not(.mine)").last
    await expect(shown.locator(".text")).to_contain_text("今天先联系", timeout=PATIENCE)
    await shoot(page, "today")
