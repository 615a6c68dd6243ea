"""A thousand drafts of a lying model and three hundred of an honest one, over HTTP, through everything."""

import asyncio
import random
import shutil
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bot.bootstrap import SystemClock
from bot.services.briefs import Advice, Brief, Source, Variant
from bot.services.model_limits import Limits, ModelLimits
from bot.services.playbook_writer import PlaybookWriter
from bot.services.second_writer import SecondWriter
from bot.services.turns import Turn
from bot.services.writers import ModelFailed
from bot.storage.database import SqlDatabase
from crm.people import Actor, Role, Salesperson, Team
from playbooks.load import Library, built_in
from tests.bench.figures import Figure, percentile
from tests.bench.lying_drafts import Lie, lies, twisted
from tests.bench.people import customers
from tests.bench.stage import prepared, settings
from tests.fakes.chat_model import draft, install
from tests.fakes.model_server import model_server
from tests.llm.model_stage import MORNING, OBJECTIONS, full_brief, writer_at
from tests.services.gate.gate_corpus import innocents

ACTOR = Actor(salesperson_id="seller000", team_id="team", role=Role.SALESPERSON)
_EVERY_CALL = Limits(10**9, 10**9)
_ADVICE = Advice(
    id="first", kind="objection", objection={"primary": "none"},
    variants=(Variant(text="第一版", style="warm"),), why="第一版的理由", next_step="第一版的下一步",
)  # fmt: skip


class BriefHolder:
    """In the adviser's place: hands out the brief the bench wants worded."""

    def __init__(self) -> None:
        """Start with no brief."""
        self.library: Library = built_in()
        self.brief: Brief | None = None

    async def brief_of(self, actor: Actor, turn: Turn, advice: Advice, **asked: Any) -> Brief:
        """Return the brief, told apart by what to avoid, so that no answer is reused."""
        assert self.brief is not None
        return self.brief.model_copy(update={"avoid": asked["avoid"]})

    def sources_of(self, variants: Iterable[Variant]) -> tuple[Source, ...]:
        """Return none."""
        return ()


class Trial:
    """Words drafts through writer, checks and database, and tells what came out."""

    def __init__(self, second: SecondWriter, holder: BriefHolder, script: Any, people: int) -> None:
        """Keep them; the first of the `people` are those whose names a lie uses."""
        self.names = [c.name for c in customers(min(people, 4000), "team", ("a",)) if len(c.name) in {2, 3}]
        self._second, self._holder, self._script = second, holder, script
        self._number = 0
        self.seconds: list[float] = []

    async def words(self, brief: Brief, said: dict[str, Any]) -> str:
        """Return everything a seller would see of the draft; empty when it was rejected."""
        self._holder.brief, self._number = brief, self._number + 1
        self._script.says = lambda body: said
        turn = Turn(text="太贵了", at=MORNING)
        start = time.perf_counter()
        try:
            better, _ = await self._second.improve(ACTOR, turn, _ADVICE, avoid=(f"n{self._number}",))
        except ModelFailed:
            return ""
        finally:
            self.seconds.append(time.perf_counter() - start)
        own = {_ADVICE.why, _ADVICE.next_step}
        return "\n".join(
            [*(v.text for v in better.variants), *(t for t in (better.why, better.next_step) if t not in own)]
        )


@asynccontextmanager
async def trial(people: int = 10_000) -> AsyncIterator[Trial]:
    """Yield a trial over so many customers of the team; ten thousand are kept ready, fewer made anew."""
    folder = await prepared(people, documents=False) if people == 10_000 else None
    with TemporaryDirectory() as temporary, model_server() as server:
        data = Path(temporary) / "data"
        if folder is not None:
            await asyncio.to_thread(shutil.copytree, folder, data)
        database = SqlDatabase(settings(data).database, data)
        try:
            await database.migrate()
            if folder is None:
                await _fill(database, people)
            holder, writer = BriefHolder(), writer_at(server)
            await writer.warm()
            second = SecondWriter(
                database,
                SystemClock(),
                holder,  # type: ignore[arg-type]
                writer,
                zone=ZoneInfo("Asia/Shanghai"),
                limits=ModelLimits(database, _EVERY_CALL),
            )
            yield Trial(second, holder, install(server, lambda body: draft("您好")), people)
            await second.close()
        finally:
            await database.close()


async def _fill(database: SqlDatabase, people: int) -> None:
    seller = Salesperson(
        id=ACTOR.salesperson_id, team_id="team", name="Seller", role=Role.SALESPERSON, created_at=MORNING
    )
    async with database.write() as uow:
        await uow.people.add_team(Team(id="team", name="Bench", created_at=MORNING))
        await uow.people.add(seller)
        await uow.customers.add_many(list(customers(people, "team", (seller.id,))))
        await uow.commit()


async def lying_model(scale: str) -> list[Figure]:
    """Count what of the lies gets through, and which honest drafts do not."""
    count, honest = (500 if scale == "small" else 1000), 300
    async with trial() as stage:
        leaked = await leaks(stage, count)
        blocked = await overblocked(stage, honest)
        slowest = percentile(stage.seconds, 0.95) * 1000
    note = f"{count:,} drafts, two lines, a reason and a next step each; 10,000 customers"
    kinds = {
        "figure": "untraced_figures",
        "person": "foreign_names",
        "way out": "foreign_links",
        "order": "obeyed",
    }
    return [
        *(
            Figure(f"lying_{name}", sum(lie.kind == kind for lie in leaked), "", note)
            for kind, name in kinds.items()
        ),
        Figure("lying_twisted_roles", sum(lie.kind == "twisted" for lie in leaked), "", note),
        Figure("honest_overblocked", len(blocked) / honest * 100, "%", f"{honest} honest drafts"),
        Figure("model_draft_p95", slowest, "ms", "a draft from request to checked advice, loopback"),
    ]


async def leaks(stage: Trial, count: int) -> list[Lie]:
    """Return the lies of which a planted piece reached the seller."""
    chance, found = random.Random(3), []
    contexts = list(OBJECTIONS)
    drafts = list(lies(count * 2, stage.names))
    for number in range(count):
        first, second = drafts[2 * number], drafts[2 * number + 1]
        brief = full_brief(contexts[number % len(contexts)])
        said = draft(first.text, second.text, reason=first.text[:40], next_step=second.text[:30])
        if number % 5 == 0 and (twist := twisted(brief, chance)):
            first = Lie("twisted", twist, (twist,))
            said["lines"][0]["text"] = twist
        seen = await stage.words(brief, said)
        found += [lie for lie in (first, second) if any(piece in seen for piece in lie.planted)]
    return found


async def overblocked(stage: Trial, count: int) -> list[str]:
    """Return the honest lines that did not get through: people's lines, and the library's own."""
    blocked = []
    for context, text in islice(_honest(), count):
        if not await stage.words(full_brief(context), draft(text)):
            blocked.append(text)
    return blocked


def _honest() -> Iterable[tuple[str, str]]:
    yield from innocents()
    own = {context: PlaybookWriter().candidates(replace_avoid(full_brief(context))) for context in OBJECTIONS}
    while own:
        for context, lines in list(own.items()):
            line = next(lines, None)
            if line is None:
                del own[context]
                continue
            yield context, line.text


def replace_avoid(brief: Brief) -> Brief:
    """Return the brief with nothing to avoid."""
    return brief.model_copy(update={"avoid": ()})
