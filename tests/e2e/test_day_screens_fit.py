"""The day's screens as the page draws them at 390 × 844: each fits between the bar and the quick actions."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.bootstrap import open_core
from bot.cli.running import local_phone
from tests.stage import sample_folder, settings_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATIENCE = 20_000
CUT_OFF = """[...document.querySelectorAll('.key')]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.textContent)"""


@pytest.fixture
async def page(browser: Browser, tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Page]:
    folder = sample_folder(prepared_sample, tmp_path)
    async with open_core(settings_for(folder)) as core, local_phone(core, 0) as url:
        context = await browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        it = await context.new_page()
        await it.goto(url)
        await expect(it.locator("#who-name")).to_have_text("王磊")
        yield it
        await context.close()


async def asks(page: Page, text: str, shows: str) -> Locator:
    before = await page.locator(".msg:not(.mine)").count()
    await page.fill("#text", text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg:not(.mine)")).not_to_have_count(before, timeout=PATIENCE)
    return await last(page, shows)


async def last(page: Page, shows: str) -> Locator:
    shown = page.locator(".msg:not(.mine)").last
    await expect(shown.locator(".text")).to_contain_text(shows, timeout=PATIENCE)
    return shown


async def too_tall(page: Page, shown: Locator) -> float:
    """Return by how many pixels a message is taller than the room it has; negative when it fits."""
    height = "(one) => one.getBoundingClientRect().height"
    room = await page.locator("#scroll").evaluate(height)
    return float(await shown.evaluate(height) - room)


async def becomes(page: Page, name: str) -> None:
    """Hand the phone to somebody else of the sample team."""
    await page.click("#who")
    await page.locator("#sheet-personas .persona", has_text=name).click()
    await expect(page.locator("#who-name")).to_contain_text(name)


@pytest.mark.parametrize("who", ["王磊", "manager"])
async def test_each_screen_of_the_day_fits_one_phone(page: Page, who: str) -> None:
    if who == "manager":
        await becomes(page, "陈静")
    over: dict[str, float] = {}
    for command, shows in (
        ("/today", "今天先联系"),
        ("/winback", "挽回"),
        ("/promises", "承诺" if who == "manager" else "答应"),
        ("/pipeline", "商机看板"),
        ("/value 张大伯", "怎么看"),
    ):
        shown = await asks(page, command, shows)
        over[command] = await too_tall(page, shown)
        assert await page.evaluate(CUT_OFF) == [], command
    for page_of_reasons, shows in (
        ("看理由", "流失可能"),
        ("值多少", "至今约"),
        ("感受", "忠诚"),
        ("往来", "去留"),
    ):
        await page.locator(".msg:not(.mine)").last.locator(".key", has_text=page_of_reasons).first.click()
        over[page_of_reasons] = await too_tall(page, await last(page, shows))
    assert {name: height for name, height in over.items() if height > 0} == {}, over
