"""What a salesperson sees: the local phone's page at phone size, with the product behind it.

`PICTURES=docs/pictures` keeps the screenshots there.
"""

import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.bootstrap import open_core
from bot.cli.running import local_phone
from tests.stage import sample_folder, settings_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WORDS = "修一修还能用，新的太贵了"
PATIENCE = 20_000
CUT_OFF = """[...document.querySelectorAll('.key, .quick button')]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.textContent)"""


@pytest.fixture
async def page(browser: Browser, tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Page]:
    """王磊's phone; any error in the page's console fails the test."""
    folder = sample_folder(prepared_sample, tmp_path)
    async with open_core(settings_for(folder)) as core, local_phone(core, 0) as url:
        context = await browser.new_context(
            viewport={"width": 390, "height": 844},
            device_scale_factor=2,
            permissions=["clipboard-read", "clipboard-write"],
            color_scheme="light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        it = await context.new_page()
        errors: list[str] = []
        it.on("pageerror", lambda error: errors.append(str(error)))
        it.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        await it.goto(url)
        await expect(it.locator("#who-name")).to_have_text("王磊")
        yield it
        await context.close()
        assert errors == []


def last(page: Page) -> Locator:
    return page.locator(".msg:not(.mine)").last


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.keyboard.press("Enter")


async def shows(page: Page, text: str) -> Locator:
    """Wait until the bot's last message holds a text; nothing may be cut off or stick out."""
    shown = last(page)
    await expect(shown.locator(".text")).to_contain_text(text, timeout=PATIENCE)
    await expect(page.locator("#status")).to_have_text("在线")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    assert await page.evaluate(CUT_OFF) == []
    return shown


async def fits_one_screen(page: Page, shown: Locator) -> bool:
    """Whether a message with its buttons fits between the bar and the quick actions."""
    box, room = await shown.bounding_box(), await page.locator("#scroll").bounding_box()
    assert box
    assert room
    return box["height"] <= room["height"]


async def shoot(page: Page, name: str) -> None:
    """Take a picture; keep it, with few colours, when somebody wants it."""
    taken = await page.screenshot()
    assert len(taken) > 20_000, "a blank page"
    if folder := os.environ.get("PICTURES"):
        from PIL import Image

        small = Image.open(io.BytesIO(taken)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
        small.save(Path(folder) / f"{name}.png", optimize=True)


async def test_pasted_words_become_lines_that_are_copied_and_their_sources_shown(page: Page) -> None:
    await say(page, "张大伯")
    shown = await shows(page, "孙女小米")
    await page.locator("#text").blur()
    await shoot(page, "customer")
    assert await fits_one_screen(page, shown), "the card is longer than the screen"

    await page.evaluate(f"navigator.clipboard.writeText('{WORDS}')")
    await page.click("#quick-paste")
    await expect(page.locator("#paste-text")).to_have_value(WORDS)
    await page.click("#sheet-paste button[type=submit]")
    shown = await shows(page, "下一步")
    await expect(shown.locator(".text")).to_contain_text("小米")
    await shoot(page, "advice")
    assert await fits_one_screen(page, shown), "the lines are longer than the screen"

    await shown.locator(".key", has_text="复制 ①").click()
    await expect(page.locator("#toast")).to_have_text("已复制")
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert len(copied) > 10
    assert copied in (await shown.locator(".text").inner_text())

    await shown.locator(".key", has_text="依据").click()
    shown = await shows(page, "内置打法")
    await expect(page.locator("#toast")).to_be_hidden()
    await shoot(page, "sources")
    await shown.locator(".key", has_text="返回").click()
    shown = await shows(page, "下一步")
    await shown.locator(".key", has_text="换一句").click()
    await expect(shown.locator(".text")).not_to_contain_text(copied)
    await shows(page, "下一步")

    await page.click("#theme")
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    await shoot(page, "advice-dark")


async def test_supplied_figures_are_typed_into_the_opened_reply(page: Page) -> None:
    await say(page, f"客户说：{WORDS}")
    shown = await shows(page, "下一步")
    await shown.locator(".key", has_text="更多").click()
    await shown.locator(".key", has_text="补充产品和价格").click()
    await shows(page, "目录价")
    await say(page, "在售A3，目录价3800，旧车抵300")
    await shows(page, "3500")


async def test_documents_and_tables_are_uploaded_and_used(page: Page, tmp_path: Path) -> None:
    policy, table = tmp_path / "售后政策.md", tmp_path / "客户.csv"
    policy.write_text(
        "# 售后政策\n\n## 电池保修\n电池自购买之日起保修十八个月，鼓包漏液免费更换。\n", "utf-8"
    )
    table.write_text("姓名,电话,单位,备注\n龚小曼,13900009901,晨光幼儿园,\n,,,坏的一行\n", "utf-8")
    await page.click("#attach")
    await page.set_input_files("#input-file", policy)
    await shows(page, "收下了「售后政策.md」")
    await say(page, "电池保修多久")
    shown = await shows(page, "十八个月")
    await shown.locator(".key", has_text="依据").click()
    await shows(page, "电池保修")

    await page.click("#attach")
    await page.set_input_files("#input-file", table)
    shown = await shows(page, "要怎么用")
    await shown.locator(".key", has_text="导入为客户表").click()
    shown = await shows(page, "可导入 1 位")
    await shown.locator(".key", has_text="重复的合并").click()
    await expect(page.locator(".msg:not(.mine) .file")).to_have_count(1)
    await say(page, "gxm")
    await shows(page, "晨光幼儿园")


async def test_a_stranger_sees_one_line(page: Page) -> None:
    await page.click("#who")
    await page.locator("#sheet-personas .persona", has_text="路人").click()
    await say(page, "张大伯")
    shown = await shows(page, "请向管理员要一个邀请链接")
    await expect(shown.locator(".key")).to_have_count(0)


async def test_a_picture_is_shown_in_the_chat_at_phone_width(page: Page) -> None:
    await say(page, "/pipeline")
    await shows(page, "商机看板")
    await last(page).locator(".key", has_text="看图").click()
    await shows(page, "钱最多的一段是")
    picture = last(page).locator("img.photo")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("async (one) => { await one.decode(); return one.naturalWidth }") == 975
    box = await picture.bounding_box()
    assert box is not None
    assert 200 < box["width"] <= 390
