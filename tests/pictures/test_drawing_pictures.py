"""Pictures are drawn outside the bot's process, in Chinese letters, and a failure is one clear sentence."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from importlib.metadata import distribution

import pytest

from bot.errors import InputRefused
from bot.phone.pictures import picture_size
from bot.services.pictures.drawing import Drawer
from bot.services.pictures.requests import PictureKind, PictureRequest
from bot.services.pictures.worker import FONT_FILE, font_folder


@pytest.fixture
async def drawer() -> AsyncIterator[Drawer]:
    one = Drawer()
    yield one
    await one.close()


def funnel(label: str, *, dark: bool = False) -> PictureRequest:
    rows = ({"stage": label, "half": 0.5, "label": "3"}, {"stage": "b", "half": 0.1, "label": "1"})
    return PictureRequest(kind=PictureKind.FUNNEL, title="t", rows=rows, dark=dark)


def colours_of(png: bytes) -> set[bytes]:
    """Return the pixels of an RGBA picture, filters left in: enough to see that it is not empty."""
    data, place = b"", 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4], "big")
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += 12 + length
    raw = zlib.decompress(data)
    return {raw[n : n + 4] for n in range(0, len(raw), 4)}


async def test_a_picture_is_a_png_as_wide_as_a_phone_and_not_empty(drawer: Drawer) -> None:
    request = funnel("线索")
    png = await drawer.draw(request)
    assert picture_size(png) == request.size == (975, 950)
    assert len(colours_of(png)) > 50


async def test_chinese_letters_are_drawn_and_not_boxes(drawer: Drawer) -> None:
    # A machine without the font draws the same box for both.
    assert await drawer.draw(funnel("甲")) != await drawer.draw(funnel("乙"))
    assert await drawer.draw(funnel("甲")) == await drawer.draw(funnel("甲"))


async def test_dark_and_light_differ(drawer: Drawer) -> None:
    assert await drawer.draw(funnel("甲", dark=True)) != await drawer.draw(funnel("甲"))


async def test_the_loop_runs_on_while_a_picture_is_drawn(drawer: Drawer) -> None:
    drawing = asyncio.create_task(drawer.draw(funnel("甲")))
    beats = 0
    while not drawing.done():
        await asyncio.sleep(0.005)
        beats += 1
    # In the loop's own thread the drawing would leave room for one beat at most.
    assert beats > 10
    assert await drawing


async def test_a_picture_that_cannot_be_drawn_is_refused_and_the_next_one_is_drawn(drawer: Drawer) -> None:
    broken = PictureRequest(kind=PictureKind.MATRIX, title="t", rows=())
    with pytest.raises(InputRefused, match="picture-failed"):
        await drawer.draw(broken)
    assert await drawer.draw(funnel("甲"))


async def test_a_killed_drawing_process_is_started_again(drawer: Drawer) -> None:
    await drawer.draw(funnel("甲"))
    assert drawer._process is not None
    drawer._process.kill()
    await drawer._process.wait()
    assert await drawer.draw(funnel("乙"))


async def test_drawing_ends_after_the_patience() -> None:
    one = Drawer(patience=0.01)
    with pytest.raises(InputRefused, match="picture-failed"):
        await one.draw(funnel("甲"))
    await one.close()


def test_the_font_comes_from_a_package() -> None:
    assert (font_folder() / FONT_FILE).stat().st_size > 1_000_000
    assert str(font_folder()).startswith(str(distribution("mplfonts").locate_file("")))
