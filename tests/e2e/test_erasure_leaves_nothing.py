"""After /forget in the chat a customer is in no table and in no file below DATA_DIR."""

import sqlite3
import zipfile
from pathlib import Path

from pypinyin import lazy_pinyin

from bot.phone import PhoneServer
from tests.stage import Stage, open_stage, sample_folder

NAME, PHONE, CHILD = "皇甫翠花", "13955557777", "团团妞"
SELLER = "seller"
TALK = (
    f"/new {NAME} {PHONE} 有个孙女{CHILD} 骑旧电动车",
    f"/c {NAME}",
    "客户说：修一修还能用，新的太贵了",
    f"/note {NAME}下周三来试骑",
    f"记一下 {NAME}想要红色",
    f"{NAME}说太贵了",
    f"/c {PHONE[-4:]}",
    "/export csv",
    "/export xlsx",
    "/export json",
    f"没有这样的问题，{NAME}住哪",
)
TRACES = (NAME, PHONE, CHILD, "".join(lazy_pinyin(NAME)), PHONE[::-1])


async def test_nothing_is_left_of_a_forgotten_customer_in_any_table_or_file(
    tmp_path: Path, prepared_sample: Path
) -> None:
    folder = sample_folder(prepared_sample, tmp_path)
    async with open_stage(folder) as stage:
        await tell_everything(stage)
        assert set(found_in(folder)) >= {NAME, PHONE, CHILD}, "the search itself finds nothing"
        phone, seller = stage.phone, stage.person(SELLER)
        asked = await phone.ask(seller, f"/forget {NAME}", match="彻底删除", timeout=15)
        await phone.wait_for_reply(await phone.press(asked, "彻底删除"), match="已彻底删除", timeout=15)
        await phone.settled()
        assert found_in(folder) == {}, "while the bot runs"
    assert found_in(folder) == {}, "after it has stopped"


async def tell_everything(stage: Stage) -> None:
    phone: PhoneServer = stage.phone
    seller = stage.person(SELLER)
    for text in TALK:
        await phone.ask(seller, text, timeout=15)
    table = f"姓名,电话\n{NAME},{PHONE}\n别人,13900001111\n".encode()
    asked = await phone.wait_for_reply(await phone.upload(seller, "客户.csv", table), timeout=15)
    await phone.wait_for_reply(await phone.press(asked, "导入为客户表"), timeout=15)
    await phone.forward(seller, f"我是{NAME}，电话{PHONE}，太贵了")
    await phone.settled(quiet=1.2)


def found_in(folder: Path) -> dict[str, list[str]]:
    """Return for each trace the tables and files that hold it."""
    found: dict[str, list[str]] = {}
    for place, content in [*_tables(folder / "jinju.db"), *_files(folder)]:
        for trace in TRACES:
            if trace.encode() in content or trace.encode("unicode_escape") in content:
                found.setdefault(trace, []).append(place)
    return found


def _tables(database: Path) -> list[tuple[str, bytes]]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        rows = [(name, repr(connection.execute(f'select * from "{name}"').fetchall())) for name in names]
    connection.close()
    return [(f"table {name}", text.encode()) for name, text in rows]


def _files(folder: Path) -> list[tuple[str, bytes]]:
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.append((str(path.relative_to(folder)), path.read_bytes()))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found += [(f"{path.name}!{name}", archive.read(name)) for name in archive.namelist()]
    return found
