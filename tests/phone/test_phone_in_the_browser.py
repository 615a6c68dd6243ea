"""The page in headless Chromium at phone size, with a small bot behind it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright, expect
from telegram import (
    Bot,
    BotCommand,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)

from bot.phone import DEFAULT_PERSONAS, PhoneServer

pytestmark = pytest.mark.browser
ME, OTHER = DEFAULT_PERSONAS[0], DEFAULT_PERSONAS[1]
HOW_TO_GET_CHROMIUM = "Chromium is missing: the page's tests were left out (apt-get install chromium)"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --use-fake-device-for-media-stream "
    "--use-fake-ui-for-media-stream"
)
KEYS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("复制第一句", copy_text=CopyTextButton("您先试骑十分钟"))],
        [
            InlineKeyboardButton("依据", callback_data="s"),
            InlineKeyboardButton("告警", callback_data="alert"),
        ],
    ]
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(HOW_TO_GET_CHROMIUM)
        pytest.skip(HOW_TO_GET_CHROMIUM)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser, phone: PhoneServer) -> AsyncIterator[Page]:
    """The page at phone size; any error in its console fails the test."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844},
        permissions=["clipboard-read", "clipboard-write"],
        color_scheme="light",
        reduced_motion="reduce",
    )
    it = await context.new_page()
    errors: list[str] = []
    it.on("pageerror", lambda error: errors.append(str(error)))
    it.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    await it.goto(phone.url)
    await expect(it.locator("#who-name")).to_have_text(ME.name)
    yield it
    await context.close()
    assert errors == []


@asynccontextmanager
async def echoing(bot: Bot) -> AsyncIterator[None]:
    """Answer every message with a keyboard and every press with a toast or an alert."""

    async def run() -> None:
        offset = 0
        while True:
            for update in await bot.get_updates(offset=offset, timeout=1):
                offset = update.update_id + 1
                if update.callback_query:
                    alert = update.callback_query.data == "alert"
                    await update.callback_query.answer("来源在这里", show_alert=alert)
                elif update.message:
                    await update.message.reply_text(f"听到：{update.message.text}", reply_markup=KEYS)

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_customers_words_are_pasted_answered_and_the_line_copied(page: Page, bot: Bot) -> None:
    async with echoing(bot):
        await page.evaluate("navigator.clipboard.writeText('太贵了')")
        await page.click("#quick-paste")
        await page.click("#sheet-paste button[type=submit]")
        reply = page.locator(".msg:not(.mine)").last
        await expect(reply.locator(".text")).to_contain_text("听到：客户说：太贵了")

        await reply.locator(".key", has_text="复制第一句").click()

        await expect(page.locator("#toast")).to_have_text("已复制")
        assert await page.evaluate("navigator.clipboard.readText()") == "您先试骑十分钟"


async def test_pressed_buttons_answer_by_toast_and_by_alert(page: Page, bot: Bot) -> None:
    async with echoing(bot):
        await page.fill("#text", "你好")
        await page.keyboard.press("Enter")
        await page.locator(".key", has_text="依据").click()
        await expect(page.locator("#toast")).to_have_text("来源在这里")

        await page.locator(".key", has_text="告警").click()

        await expect(page.locator("#alert-text")).to_have_text("来源在这里")
        await expect(page.locator(".key.pressed")).to_have_count(0)


async def test_markup_in_a_message_stays_text(page: Page, bot: Bot, phone: PhoneServer) -> None:
    evil = "<img src=x onerror=alert(1)><b>x</b>"
    await page.fill("#text", evil)
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.mine .text")).to_contain_text(evil)
    await bot.send_message(ME.id, "<b>粗</b> &lt;script&gt; <tg-spoiler>密</tg-spoiler>", parse_mode="HTML")

    await expect(page.locator(".msg .text strong")).to_have_text("粗")
    await expect(page.locator(".msg:not(.mine) .text")).to_contain_text("<script>")
    assert await page.locator(".msg img").count() == 0
    spoiler = page.locator(".spoiler")
    await spoiler.click()
    await expect(spoiler).to_have_attribute("aria-expanded", "true")


async def test_a_message_changes_in_place_and_goes_away(page: Page, bot: Bot, phone: PhoneServer) -> None:
    await phone.say(ME, "x")
    sent = await bot.send_message(ME.id, "旧")
    await expect(page.locator(".msg:not(.mine) .text")).to_contain_text("旧")

    await bot.edit_message_text("新", ME.id, sent.message_id)
    await expect(page.locator(".msg:not(.mine) .text")).to_contain_text("新")
    await bot.delete_message(ME.id, sent.message_id)
    await expect(page.locator(".msg:not(.mine)")).to_have_count(0)


async def test_drafts_and_typing_are_shown_until_the_message_comes(
    page: Page, bot: Bot, phone: PhoneServer
) -> None:
    await phone.say(ME, "x")
    await bot.send_chat_action(ME.id, "typing")
    await expect(page.locator("#status")).to_have_text("正在输入…")
    await bot.send_message_draft(ME.id, 3, "张大伯，您")
    await expect(page.locator("#draft")).to_contain_text("张大伯，您")

    await bot.send_message(ME.id, "张大伯，您看")

    await expect(page.locator("#draft")).to_be_hidden()
    await expect(page.locator("#status")).to_have_text("在线")


async def test_the_command_menu_lists_and_sends_by_keyboard(page: Page, bot: Bot, phone: PhoneServer) -> None:
    await bot.set_my_commands([BotCommand("c", "查客户"), BotCommand("new", "记一位新客户")])
    await page.focus("#text")
    await page.keyboard.type("/")
    await expect(page.locator("#suggest button")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")

    await page.keyboard.press("Enter")

    await phone.wait_until(lambda: phone.chat(ME).messages)
    assert phone.chat(ME).messages[0].text == "/new"


async def test_documents_and_photos_are_uploaded(page: Page, phone: PhoneServer, tmp_path: Path) -> None:
    file = tmp_path / "客户名单.csv"
    file.write_text("姓名,电话\n", "utf-8")
    await page.click("#attach")

    await page.set_input_files("#input-file", file)

    await phone.wait_until(lambda: phone.chat(ME).messages)
    assert phone.file(phone.chat(ME).messages[0]) == file.read_bytes()
    await expect(page.locator(".file b")).to_have_text("客户名单.csv")


async def test_a_voice_is_recorded_and_sent(page: Page, phone: PhoneServer) -> None:
    await page.context.grant_permissions(["microphone"])
    await page.click("#mic")
    await expect(page.locator("#recorder")).to_be_visible()
    await expect(page.locator("#rec-time")).to_have_text("0:01")

    await page.click("#rec-send")

    await phone.wait_until(lambda: phone.chat(ME).messages)
    assert phone.file(phone.chat(ME).messages[0])
    assert phone.chat(ME).messages[0].raw["voice"]["duration"] >= 1
    await expect(page.locator("#composer")).to_be_visible()


async def test_results_of_inline_mode_are_offered_and_sent(page: Page, bot: Bot, phone: PhoneServer) -> None:
    await page.fill("#text", f"@{bot.username} 太贵")
    await phone.wait_until(lambda: phone.world.asks)
    (ask,) = phone.world.asks.values()
    result = InlineQueryResultArticle("1", "试骑一句", InputTextMessageContent("您先试骑十分钟"))
    await bot.answer_inline_query(ask.id, [result], cache_time=0, is_personal=True)

    await page.locator("#suggest button", has_text="试骑一句").click()

    await expect(page.locator(".msg.mine .text")).to_contain_text("您先试骑十分钟")
    assert ask.query == "太贵"


async def test_a_burst_of_forwards_is_composed_in_the_sheet(page: Page, phone: PhoneServer) -> None:
    await page.click("#quick-forward")
    await page.fill("#fw-sender", "李姐")
    await page.locator("#fw-items textarea").nth(0).fill("太贵")
    await page.locator("#fw-items textarea").nth(1).fill("再看看")
    await page.fill("#fw-comment", "旧车抵300")
    await page.click("text=在转发之后")

    await page.click("#sheet-forward button[type=submit]")

    await phone.wait_until(lambda: len(phone.chat(ME).messages) == 3)
    assert [one.text for one in phone.chat(ME).messages] == ["太贵", "再看看", "旧车抵300"]
    await expect(page.locator(".forward").first).to_have_text("转发自 李姐")


async def test_switching_personas_shows_the_unread_and_the_other_chat(
    page: Page, bot: Bot, phone: PhoneServer
) -> None:
    await phone.say(OTHER, "我是经理")
    await bot.send_message(OTHER.id, "给经理")
    await expect(page.locator("#who-badge")).to_have_text("1")

    await page.click("#who")
    await page.locator("#sheet-personas .persona", has_text=OTHER.name).click()

    await expect(page.locator(".msg:not(.mine) .text")).to_contain_text("给经理")
    await expect(page.locator("#who-badge")).to_be_hidden()
    await page.reload()
    await expect(page.locator(".msg")).to_have_count(2)


@asynccontextmanager
async def slow_states(page: Page) -> AsyncIterator[asyncio.Event]:
    """States reach the page only when the event is set; the server has made them up long before."""
    made, go = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        response = await route.fetch()
        made.set()
        await go.wait()
        await route.fulfill(response=response)

    await page.route("**/phone/state**", late)
    try:
        yield made
        go.set()
    finally:
        await page.unroute_all(behavior="wait")


async def test_what_is_said_while_the_other_chat_opens_is_on_show(
    page: Page, bot: Bot, phone: PhoneServer
) -> None:
    await phone.say(OTHER, "我是经理")
    sent = await bot.send_message(OTHER.id, "旧")

    async with slow_states(page) as made:
        await page.click("#who")
        await page.locator("#sheet-personas .persona", has_text=OTHER.name).click()
        await made.wait()
        await bot.edit_message_text("新", OTHER.id, sent.message_id)
        await bot.send_message(OTHER.id, "再来一条")

    await expect(page.locator(".msg:not(.mine) .text")).to_contain_text(["新", "再来一条"])


async def test_an_older_state_that_brings_another_language_takes_no_message_back(
    page: Page, bot: Bot, phone: PhoneServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.say(ME, "x")
    sent = await bot.send_message(ME.id, "旧")
    await expect(page.locator(".msg:not(.mine) .text")).to_contain_text("旧")

    async with slow_states(page) as made:
        monkeypatch.setattr(phone, "language", in_english)
        await bot.set_my_commands([BotCommand("c", "find a customer")])
        await made.wait()
        await bot.edit_message_text("新", ME.id, sent.message_id)
        await expect(page.locator(".msg:not(.mine) .text")).to_contain_text("新")

    await expect(page.locator("#text")).to_have_attribute("placeholder", "Message")
    await expect(page.locator(".msg:not(.mine) .text")).to_contain_text("新")


async def in_english(_persona: object) -> str:
    return "en"


async def test_nothing_moves_sideways_and_every_target_is_big_enough(
    page: Page, bot: Bot, phone: PhoneServer
) -> None:
    await phone.say(ME, "长" * 60 + "https://example.com/" + "a" * 200)
    await bot.send_message(ME.id, "好", reply_markup=KEYS)
    await expect(page.locator(".key")).to_have_count(3)

    wide = await page.evaluate("document.documentElement.scrollWidth")
    small = await page.evaluate(
        """[...document.querySelectorAll('button, a.key')]
        .filter((one) => one.offsetParent && !one.closest('.text'))
        .map((one) => [one.id || one.textContent, one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"""
    )
    assert (wide, small) == (390, [])


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
async def test_dark_and_light_look_different_and_neither_is_blank(
    page: Page, bot: Bot, phone: PhoneServer, width: int, height: int
) -> None:
    await page.set_viewport_size({"width": width, "height": height})
    await phone.say(ME, "客户说：太贵了")
    await bot.send_message(ME.id, "您先试骑十分钟", reply_markup=KEYS)
    await expect(page.locator(".key")).to_have_count(3)

    light = await page.screenshot()
    await page.click("#theme")
    dark = await page.screenshot()

    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    background = "getComputedStyle(document.querySelector('.bubble')).backgroundColor"
    assert (
        await page.evaluate(background) == "rgb(32, 43, 46)"
        or await page.evaluate(background) != "rgb(255, 255, 255)"
    )
    assert light != dark
    assert min(len(light), len(dark)) > 12_000  # a blank page of this size compresses to far less
