"""Ten everyday jobs, counted as a thumb does them: presses and typed lines, from the message's arrival.

Copying a line is a press, too. `TAPS=docs/taps.md` writes the table; seconds are only told, never asserted.
"""

import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.phone import Message, origin_hidden
from tests.stage import Stage, open_stage, sample_folder

PATIENCE = 15.0
WORDS = "修一修还能用，新的太贵了"


@dataclass
class Thumb:
    """王磊's thumb on the phone; counts while a job is under way."""

    stage: Stage
    taps: int = 0
    lines: int = 0
    started: float = field(default_factory=time.perf_counter)

    def starts(self) -> None:
        """What was done so far was preparation."""
        self.taps = self.lines = 0
        self.started = time.perf_counter()

    async def types(self, text: str, shows: str) -> Message:
        """Type a line and read the answer."""
        self.lines += 1
        said = await self.stage.phone.say(self.stage.person("seller"), text)
        return await self.stage.phone.wait_for_reply(said, match=shows, timeout=PATIENCE)

    async def presses(self, message: Message, label: str, shows: str) -> Message:
        """Press a button and read what it shows."""
        self.taps += 1
        press = await self.stage.phone.press(message, label)
        return await self.stage.phone.wait_for_reply(press, match=shows, timeout=PATIENCE)

    def copies(self, message: Message) -> str:
        """Press the first copy button; the phone does the rest by itself."""
        self.taps += 1
        return message.copy_texts[0]


Job = Callable[[Thumb], Awaitable[object]]


async def forwarded(thumb: Thumb) -> None:
    phone = thumb.stage.phone
    sent = await phone.forward(thumb.stage.person("seller"), WORDS, origin=origin_hidden("张大伯"))
    thumb.copies(await phone.wait_for_reply(sent[-1], match="下一步", timeout=PATIENCE))


async def looked_up(thumb: Thumb) -> None:
    await thumb.types("张大伯", "孙女小米")


async def noted(thumb: Thumb) -> None:
    asked = await thumb.types("记一下 张大伯下周三来试骑", "记到张大伯名下")
    await thumb.presses(asked, "记下", "记下了")


async def promise_kept(thumb: Thumb) -> None:
    await thumb.types("张大伯", "张大伯")
    found = await thumb.types("我跟张大伯说好了，明天把合同给他送过去", "您答应")
    await thumb.presses(found, "记下承诺", "记下了")
    ledger = await thumb.types("/promises", "合同")
    one = await thumb.presses(ledger, "张大伯", "张大伯")
    thumb.starts()  # the ringing message carries the same button
    await thumb.presses(one, "完成", "完成了")


async def outcome_told(thumb: Thumb) -> None:
    advice = await thumb.types(f"客户说：{WORDS}", "下一步")
    thumb.starts()
    asked = await thumb.presses(advice, "👍", "下一步")
    await thumb.presses(asked, "客户回了", "下一步")


async def today_to_a_line(thumb: Thumb) -> None:
    day = await thumb.types("/today", "今天先联系")
    thumb.copies(await thumb.presses(day, "①", "①"))


async def whole_card(thumb: Thumb) -> None:
    card = await thumb.types("张大伯", "张大伯")
    first = await thumb.presses(card, "更多", "骑了八年")
    await thumb.presses(first, "›", "三千八就摇头")


async def deal_moved(thumb: Thumb) -> None:
    await thumb.types("张大伯", "张大伯")
    board = await thumb.types("/pipeline", "商机看板")
    await thumb.presses(board, "新商机", "新商机是什么")
    deal = await thumb.types("雨棚加装", "线索")
    thumb.starts()
    await thumb.presses(deal, "已报方案", "30%")


async def customer_made(thumb: Thumb) -> None:
    await thumb.types("/new 龚大爷 13900000101 有个孙女妞妞 骑旧电动车", "已建好")


async def reminder_put_off(thumb: Thumb) -> None:
    asked = await thumb.types("下周三提醒我给王姐打电话", "给王姐打电话")
    await thumb.presses(asked, "好，到时提醒", "提醒您")
    listed = await thumb.types("/remind", "提醒（1 条）")
    one = await thumb.presses(listed, "给王姐打电话", "给王姐打电话")
    thumb.starts()  # the ringing message carries the same button
    await thumb.presses(one, "明天早上", "明天 09:00")


JOBS: tuple[tuple[str, Job, int, int], ...] = (
    ("客户的话转发过来，到复制好回复", forwarded, 2, 0),
    ("查一位客户", looked_up, 0, 1),
    ("记一笔", noted, 1, 1),
    ("承诺办完了", promise_kept, 1, 0),
    ("告诉结果：客户回了", outcome_told, 2, 0),
    ("今天先联系谁，到复制好一句话", today_to_a_line, 2, 1),
    ("看整张客户卡", whole_card, 2, 1),
    ("商机往前挪一步", deal_moved, 1, 0),
    ("建一位新客户", customer_made, 0, 1),
    ("提醒推到明天", reminder_put_off, 1, 0),
)
"""The job, how it is done, and the most presses and typed lines it may take."""
_HEAD = """# Taps for ten everyday jobs

Counted on the local phone by `tests/e2e/test_taps.py`, inside Jinju's chat, from the moment the message has
arrived. Copying is a tap. Seconds are those of one run with the answers' own time in them, without a
person's thinking; a forward waits for the end of its burst first. `make bench ONLY=taps` counts anew
(`TAPS=docs/taps.md` writes this file; `PICTURES=docs/pictures` with the browser tests the pictures).

| Job | Taps | Typed lines | Seconds |
|---|---|---|---|
"""
_PICTURES = """
The screens of these jobs at 390 × 844, taken by `tests/e2e/test_first_minutes.py` and
`tests/e2e/test_page_with_the_real_bot.py`:

| First start | A customer's words answered | A customer | The day |
|---|---|---|---|
"""
_SHOTS = (("first start", "start"), ("advice", "advice"), ("customer", "customer"), ("the day", "today"))
_PICTURES += f"| {' | '.join(f'![{name}](pictures/{file}.png)' for name, file in _SHOTS)} |\n"


@pytest.fixture(scope="module")
def table() -> dict[str, str]:
    return {}


@pytest.fixture
async def thumb(tmp_path: Path, prepared_sample: Path) -> AsyncIterator[Thumb]:
    async with open_stage(sample_folder(prepared_sample, tmp_path)) as stage:
        yield Thumb(stage)


@pytest.mark.parametrize(("name", "job", "taps", "lines"), JOBS, ids=[job[0] for job in JOBS])
async def test_an_everyday_job_takes_no_more_taps_than_promised(
    thumb: Thumb, table: dict[str, str], name: str, job: Job, taps: int, lines: int
) -> None:
    thumb.starts()
    await job(thumb)
    seconds = time.perf_counter() - thumb.started
    assert thumb.taps <= taps
    assert thumb.lines <= lines
    table[name] = f"| {name} | {thumb.taps} | {thumb.lines} | {seconds:.1f} |\n"
    if (target := os.environ.get("TAPS")) and len(table) == len(JOBS):
        rows = "".join(table[job] for job, *_ in JOBS)
        Path(target).write_text(_HEAD + rows + _PICTURES, encoding="utf-8")
