"""`jinju doctor`: one line a check, and what to do about it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import ValidationError
from rich.markup import escape

from bot.bootstrap import Core, open_core
from bot.cli.support import out, quiet_logging
from bot.config import Settings
from bot.errors import JinjuError, SchemaTooNew
from bot.llm.chat import open_chat
from bot.services.shelf_dense import describe
from bot.services.writers import Fault, ModelFailed

TIMEOUT = 8.0
"""Seconds a check may take."""


@dataclass(frozen=True)
class Finding:
    """Outcome of a check; `advice` says what to do when it is not fine."""

    name: str
    fine: bool
    detail: str
    advice: str = ""


async def examine() -> int:
    """Run all checks, print them, and return the exit code (1 when something is wrong)."""
    quiet_logging()
    try:
        settings = Settings()
    except ValidationError as error:
        names = ", ".join(str(problem["loc"][0]).upper() for problem in error.errors())
        _print(Finding("configuration", False, f"wrong: {names}", "compare with .env.example"))
        return 1
    findings = [_configuration(settings), *await _inside(settings)]
    findings.append(await _guarded("telegram", lambda: _telegram(settings)))
    findings.append(await _guarded("model", lambda: _model(settings)))
    for finding in findings:
        _print(finding)
    return 0 if all(finding.fine for finding in findings) else 1


def _print(finding: Finding) -> None:
    mark = "[green]ok[/]  " if finding.fine else "[red]fail[/]"
    advice = f" → {finding.advice}" if finding.advice else ""
    out.print(f"{mark} {finding.name:<14} {escape(finding.detail + advice)}", highlight=False, soft_wrap=True)


async def _guarded(name: str, check: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await asyncio.wait_for(check(), TIMEOUT)
    except TimeoutError:
        return Finding(name, False, f"no answer within {TIMEOUT:.0f} s", "check address and network")
    except Exception as error:  # a doctor reports, whatever happens
        return Finding(name, False, f"{type(error).__name__}: {error}", "see the message")


def _configuration(settings: Settings) -> Finding:
    if settings.webhook_url and not settings.webhook_secret:
        return Finding("configuration", False, "WEBHOOK_URL without WEBHOOK_SECRET", "set WEBHOOK_SECRET")
    if settings.telegram_bot_token and not settings.admin_telegram_ids:
        return Finding(
            "configuration", False, "a bot without admins", "put your Telegram id into ADMIN_TELEGRAM_IDS"
        )
    return Finding("configuration", True, f"locale {settings.locale}, time zone {settings.timezone}")


async def _inside(settings: Settings) -> list[Finding]:
    try:
        async with open_core(settings) as core:
            return [
                await _database(core),
                await _letters(core),
                _material(core),
                await _vectors(core),
                await _reranker(core),
                _plays(core),
            ]
    except SchemaTooNew as error:
        return [Finding("database", False, str(error), "install the newer version of Jinju again")]
    except (JinjuError, OSError) as error:
        return [Finding("database", False, str(error), "check DATABASE_URL and the rights on DATA_DIR")]


async def _database(core: Core) -> Finding:
    async with core.database.read() as uow:
        teams = await uow.people.teams()
        actor = await core.services.membership.local_admin()
        customers = await uow.customers.count(actor.scope)
    kind = core.settings.database.split(":", 1)[0].split("+")[0]
    return Finding("database", True, f"{kind}, {len(teams)} teams, {customers} customers")


async def _letters(core: Core) -> Finding:
    async with core.database.read() as uow:
        dead = await uow.inbox.dead()
        waiting = await uow.outbox.pending()
    detail = f"{len(dead)} dead letters, {len(waiting)} replies waiting"
    return Finding("messages", not dead, detail, "read the log for the reason" if dead else "")


def _material(core: Core) -> Finding:
    shelf = core.services.shelf
    detail = f"{shelf.passage_count} passages"
    return Finding("material", True, detail, "jinju ingest PATH adds documents" if shelf.is_empty else "")


async def _vectors(core: Core) -> Finding:
    dense = core.services.shelf.dense
    if dense is not None:
        await dense.open(check=True)
    return Finding("vectors", *describe(dense))


async def _reranker(core: Core) -> Finding:
    rerank = core.services.shelf.rerank
    if rerank is None:
        return Finding("reranker", True, "none configured")
    weight = await rerank.open()
    advice = "" if weight else "jinju eval CASES --tune says whether it helps"
    return Finding("reranker", True, f"weight {weight:g}", advice)


def _plays(core: Core) -> Finding:
    library = core.services.adviser.library
    return Finding(
        "playbooks", True, f"{len(library.cards)} cards, {len(library.objections)} objection kinds"
    )


async def _telegram(settings: Settings) -> Finding:
    if not settings.telegram_bot_token:
        return Finding("telegram", True, "no token: `jinju run` starts the local phone")
    from bot.handlers.client import make_client

    client = make_client(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_base_url)
    async with client:
        me = await client.get_me()
    off = [
        name
        for name, on in (
            ("inline mode", me.supports_inline_queries),
            ("business mode", me.can_connect_to_business),
            ("reading whole groups (privacy mode is on)", me.can_read_all_group_messages),
        )
        if not on
    ]
    advice = f"off at @BotFather: {', '.join(off)}" if off else ""
    return Finding("telegram", True, f"@{me.username}", advice)


async def _model(settings: Settings) -> Finding:
    chat = open_chat(settings)
    if chat is None:
        return Finding("model", True, "none configured: everything works offline")
    host = urlsplit(settings.openai_base_url or "https://api.openai.com").hostname
    named = f"{settings.openai_model} at {host}"
    form = {"type": "object", "properties": {"ok": {"type": "string"}}, "required": ["ok"]}
    try:
        reply = await chat.ask("Answer with ok.", "ok?", {**form, "additionalProperties": False})
    except ModelFailed as failed:
        detail = f"{named} does not answer ({failed})"
        return Finding(
            "model", False, detail, _MODEL_ADVICE.get(failed.fault, "first answers go on without it")
        )
    finally:
        await chat.close()
    return Finding(
        "model", True, f"{named}, answered in {reply.seconds:.1f} s by way of {chat.dialect.value}"
    )


_MODEL_ADVICE = {Fault.MISCONFIGURED: "check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL"}
