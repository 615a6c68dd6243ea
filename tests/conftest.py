"""Fixtures every test may use: databases on SQLite and on a throwaway PostgreSQL."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bot.storage.database import SqlDatabase

for _name in list(os.environ):
    # A developer's own key must not make a test ask a paid model, or send what it asks anywhere.
    if _name.startswith(("OPENAI_", "MODEL_", "EMBEDDING_", "RERANKER_", "LANGSMITH_", "LANGCHAIN_")):
        del os.environ[_name]

if TYPE_CHECKING:
    from playwright.async_api import Browser

HOW_TO_GET_CHROMIUM = "Chromium is missing: the page's tests were left out (apt-get install chromium)"
_CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --use-fake-device-for-media-stream "
    "--use-fake-ui-for-media-stream"
)
HOW_TO_GET_POSTGRES = (
    "PostgreSQL is missing: these tests were left out (apt-get install postgresql, "
    "or brew install postgresql, brings initdb and pg_ctl)"
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """Run a throwaway cluster for the session; yields the folder of its socket."""
    binaries = _postgres_binaries()
    if binaries is None:
        if os.environ.get("CI") == "true":
            pytest.fail(HOW_TO_GET_POSTGRES)
        pytest.skip(HOW_TO_GET_POSTGRES)
    # A short path: a socket's name may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="jinju-pg-"))
    demoted = _as_nobody(folder)
    data, socket = folder / "data", folder
    options = f"-k {socket} -h '' -c fsync=off -c full_page_writes=off -c max_connections=60"
    try:
        _run(
            [
                *demoted,
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "jinju",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ]
        )
        _run([*demoted, binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"])
        yield socket
    finally:
        stop = [*demoted, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
        subprocess.run([str(part) for part in stop], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: Path) -> str:
    """Migrate one database for the session; the tests get copies of it, which is much faster."""

    async def build() -> str:
        await _create(postgres_server, "migrated", "template0")
        template = SqlDatabase(_url(postgres_server, "migrated"))
        await template.migrate()
        await template.close()
        return "migrated"

    # In a thread of its own: a test's event loop may be running already.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, build()).result()


@pytest.fixture
async def postgres_url(postgres_server: Path, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Yield the URL of a fresh PostgreSQL database: empty, or migrated when `database` was asked for."""
    ready = "database" in request.fixturenames
    template = request.getfixturevalue("migrated_template") if ready else "template0"
    async with _fresh(postgres_server, template) as url:
        yield url


@pytest.fixture
async def empty_postgres_url(postgres_server: Path) -> AsyncIterator[str]:
    """Yield the URL of a fresh, empty PostgreSQL database beside the one a test works with."""
    async with _fresh(postgres_server, "template0") as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'data' / 'jinju.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database, once of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[SqlDatabase]:
    """Yield a migrated, empty database, once of each kind."""
    opened = SqlDatabase(database_url, tmp_path / "data")
    await opened.migrate()
    yield opened
    await opened.close()


def _url(server: Path, name: str) -> str:
    return f"postgresql+asyncpg://jinju@/{name}?host={server}"


@asynccontextmanager
async def _fresh(server: Path, template: str) -> AsyncIterator[str]:
    name = f"t{uuid.uuid4().hex}"
    await _create(server, name, template)
    yield _url(server, name)
    await _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _create(server: Path, name: str, template: str) -> None:
    await _on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")


async def _on_server(server: Path, statement: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(host=str(server), user="jinju", database="postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _postgres_binaries() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


def _as_nobody(folder: Path) -> list[str]:
    """Return the prefix that runs a command unprivileged: PostgreSQL refuses to run as root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return []
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


def _run(command: list[str | Path]) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


@pytest.fixture(scope="session")
def prepared_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the sample team and warm caches; copy it before writing.

    Made once for all workers of a parallel run: training takes seconds, copying a millisecond.
    """
    from tests.stage import prepare_sample

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    with FileLock(shared / "sample.lock"):
        folder = shared / "sample"
        if not (folder / "jinju.db").exists():
            # In a thread of its own: a test's event loop may be running already.
            with ThreadPoolExecutor(1) as pool:
                pool.submit(asyncio.run, prepare_sample(folder)).result()
    return folder


@pytest.fixture
async def browser() -> AsyncIterator["Browser"]:
    """Yield a headless Chromium; without one the test is left out, with CI=true it fails."""
    from playwright.async_api import async_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(HOW_TO_GET_CHROMIUM)
        pytest.skip(HOW_TO_GET_CHROMIUM)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=_CHROMIUM_FLAGS.split())
        yield chromium
        await chromium.close()
