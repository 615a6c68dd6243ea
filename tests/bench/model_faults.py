"""Every way a model fails, in the chat: when the seller has an answer, and when the last word is said."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.config import Settings
from tests.bench.figures import Figure
from tests.fakes.chat_model import FAULTS, draft, install
from tests.fakes.model_server import Fault, ModelServer, model_server
from tests.stage import ADMIN, Stage, open_stage, prepare_sample

WALL_CLOCK = 1.5


async def model_faults(scale: str) -> list[Figure]:
    """Send one message into each fault; afterwards the model is well again and its words are shown."""
    answers, last_words, open_ends = [], [], []
    with TemporaryDirectory() as temporary, model_server() as server:
        folder = Path(temporary) / "data"
        await prepare_sample(folder)
        async with open_stage(folder, settings=settings_at(server, folder)) as stage:
            await stage.core.services.second.warm()
            who = stage.person("seller")
            await stage.phone.ask(who, "/help")
            for number, (name, fault) in enumerate(FAULTS.items()):
                _rested(stage)
                install(server, lambda body, fault=fault: _misbehaved(fault))
                start = time.perf_counter()
                message = await stage.phone.ask(who, f"客户说：修一修还能用，新的太贵了，第{number}回")
                answers.append(time.perf_counter() - start)
                first = message.text
                try:
                    await stage.phone.wait_until(lambda m=message: "模型" in m.text, timeout=WALL_CLOCK + 3)
                except TimeoutError:
                    open_ends.append(name)
                last_words.append(time.perf_counter() - start)
                if not message.text.startswith(first[:40]):
                    open_ends.append(f"{name}: the first answer is gone")
            dead = len(await stage.dead_letters())
    note = f"{len(FAULTS)} faults, wall clock {WALL_CLOCK} s, over HTTP; longest of all"
    return [
        Figure("fault_first_answer", max(answers), "s", note),
        Figure("fault_last_word", max(last_words), "s", note),
        Figure("fault_beyond_wall_clock", max(0.0, max(last_words) - WALL_CLOCK), "s", "at most 1"),
        Figure("fault_without_last_word", len(open_ends), "", "; ".join(open_ends)),
        Figure("fault_dead_letters", dead, "", note),
    ]


def settings_at(server: ModelServer, folder: Path, **fields: Any) -> Settings:
    """Return settings with the model of a loopback server."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder,
        admin_telegram_ids=(ADMIN,),
        openai_api_key="k",
        openai_base_url=server.url,
        openai_model="some-model",
        model_seconds=WALL_CLOCK,
        model_calls_per_seller=10**9,
        model_calls_per_team=10**9,
        **fields,
    )


def _misbehaved(fault: Fault) -> Any:
    if fault.wait:
        time.sleep(fault.wait)
        return draft("您先试一圈，哪天方便？")
    return fault


def _rested(stage: Stage) -> None:
    """Make the breaker forget the fault before: here each is looked at for itself."""
    stage.core.services.second._writer._chat.breaker.succeeded()  # type: ignore[union-attr]
