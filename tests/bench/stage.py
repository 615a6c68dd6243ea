"""A bot in a process of its own that talks to a phone in this one, over a prepared data folder."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bootstrap import open_core
from bot.config import Settings
from bot.phone import PhoneServer
from crm.people import Role, Salesperson, Team
from tests.bench.people import customers

CACHE = Path(".bench-cache")
SEEDS = Path("../shared/seeds")
SELLERS = 50
FIRST_ID = 880000001
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def seller(number: int) -> int:
    """Return the Telegram id of a seller."""
    return FIRST_ID + number


async def prepared(count: int, *, documents: bool) -> Path:
    """Return a cached data folder with sellers, `count` customers and the documents."""
    folder = CACHE / f"customers-{count}{'-documents' if documents else ''}"
    if (folder / "ready").exists():
        # Made by an earlier version perhaps: migrated and trained once here, not at every start measured.
        async with open_core(settings(folder)):
            return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    async with open_core(settings(folder)) as core:
        owners = tuple(f"seller{number:03d}" for number in range(SELLERS))
        async with core.database.write() as uow:
            await uow.people.add_team(Team(id="team", name="Bench", created_at=NOW))
            for number, owner in enumerate(owners):
                await uow.people.add(
                    Salesperson(
                        id=owner,
                        team_id="team",
                        name=f"Seller {number}",
                        role=Role.SALESPERSON,
                        telegram_id=seller(number),
                        created_at=NOW,
                    )
                )
            await uow.commit()
        await _add_customers(core.database, count, owners)
        if documents:
            actor = await core.services.membership.local_admin()
            for path in document_paths(folder):
                await core.services.shelf.ingest(actor, path.name, path.read_bytes())
    (folder / "ready").touch()
    return folder


async def _add_customers(database: object, count: int, owners: tuple[str, ...]) -> None:
    batch = []
    for customer in customers(count, "team", owners):
        batch.append(customer)
        if len(batch) == 5000:
            await _store(database, batch)
            batch = []
    if batch:
        await _store(database, batch)


async def _store(database: object, batch: list[object]) -> None:
    async with database.write() as uow:  # type: ignore[attr-defined]
        await uow.customers.add_many(batch)
        await uow.commit()


def seed_files() -> list[Path]:
    """Return the five seed documents where they are at hand."""
    shared = os.environ.get("JINJU_SHARED")
    folders = (Path(shared) / "seeds", SEEDS) if shared else (SEEDS,)
    return next((sorted(folder.glob("*.txt")) for folder in folders if folder.is_dir()), [])


def document_paths(folder: Path) -> list[Path]:
    """Return the five seed documents where they are at hand, else made-up ones of the same size."""
    if seeds := seed_files():
        return seeds
    made = folder / "made"
    made.mkdir(exist_ok=True)
    paths = []
    for number in range(5):
        path = made / f"made{number}.txt"
        lines = (
            f"第{number}份第{line}条，客户关系的第{line * 7 % 97}种情况要看{line * 13 % 89}号办法。"
            for line in range(900)
        )
        path.write_text("\n\n".join(lines), encoding="utf-8")
        paths.append(path)
    return paths


def settings(folder: Path) -> Settings:
    """Return settings for a data folder, free of the machine's environment."""
    return Settings(_env_file=None, data_dir=folder, telegram_bot_token=None)  # type: ignore[call-arg]


@asynccontextmanager
async def copied(folder: Path) -> AsyncIterator[Path]:
    """Yield a copy of a prepared folder that may be written to."""
    with TemporaryDirectory() as temporary:
        target = Path(temporary) / "data"
        await asyncio.to_thread(shutil.copytree, folder, target)
        yield target


@asynccontextmanager
async def bot_process(
    phone: PhoneServer, folder: Path, *command: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a bot (by default ours) against the phone; ended with SIGINT."""
    environment = os.environ | {
        "TELEGRAM_BOT_TOKEN": phone.token,
        "TELEGRAM_API_BASE_URL": phone.url,
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "WEBHOOK_URL": "",
        "PYTHONUTF8": "1",
    }
    arguments = command or ("-m", "bot", "run")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()


def processor_seconds(pid: int) -> float:
    """Return the processor time a process has used (Linux); other people's load does not change it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process in MB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
