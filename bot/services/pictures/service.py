"""Pictures on demand: what somebody may see, drawn, and laid where the outbox finds it."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.records import PictureLook
from bot.services.pictures import scenes
from bot.services.pictures.drawing import Drawer
from bot.services.pictures.history_scene import timeline
from bot.services.pictures.requests import PictureKind, Scene
from bot.services.pictures.scenes import Bubble
from bot.services.pipeline import PipelineService
from bot.services.texts import Texts
from bot.services.valuing import ValuingService
from bot.services.valuing_book import Book
from crm.base import Id, Record, new_id
from crm.errors import NotFound
from crm.people import Actor

STAYS = timedelta(days=7)
"""How long a picture lies ready; far longer than the outbox ever takes."""
_BUBBLES = 60
"""Customers on a matrix: more cannot be told apart on a phone."""


class Picture(Record):
    """A drawn picture; `path` lies in DATA_DIR."""

    path: Path
    caption: str
    kind: PictureKind
    customer_id: Id | None
    look: PictureLook


class PictureService:
    """Draws what an actor may see: a salesperson the own customers, a manager the team's."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        texts: Texts,
        pipeline: PipelineService,
        valuing: ValuingService,
        folder: Path,
        *,
        zone: ZoneInfo,
        drawer: Drawer | None = None,
    ) -> None:
        """Pictures are laid into `folder`; `zone` decides which day it is."""
        self._database, self._clock, self._say, self._zone = database, clock, texts, zone
        self._pipeline, self._valuing, self._folder = pipeline, valuing, folder
        self._drawer = drawer or Drawer()

    async def look(self, actor: Actor) -> PictureLook:
        """Return how the actor wants pictures."""
        async with self._database.read() as uow:
            return await uow.records.look(actor.salesperson_id)

    async def set_look(
        self, uow: BotUnitOfWork, actor: Actor, *, dark: bool | None = None, covered: bool | None = None
    ) -> PictureLook:
        """Keep how the actor wants pictures; None leaves a choice as it was."""
        told = {name: value for name, value in (("dark", dark), ("covered", covered)) if value is not None}
        look = (await uow.records.look(actor.salesperson_id)).model_copy(update=told)
        await uow.records.put_look(look)
        return look

    async def picture(
        self, actor: Actor, kind: PictureKind, look: PictureLook, customer_id: Id | None = None
    ) -> Picture:
        """Draw a picture.

        Raises NotFound outside the actor's scope, InputRefused when there is nothing to show yet
        (`picture-no-…`) or it cannot be drawn (`picture-failed`).
        """
        scene = await self._scene(actor, kind, look, customer_id)
        png = await self._drawer.draw(scene.request)
        path = await asyncio.to_thread(self._keep, png, f"{kind.value}.png")
        whom = customer_id if kind is PictureKind.TIMELINE else None
        return Picture(path=path, caption=scene.caption, kind=kind, customer_id=whom, look=look)

    async def close(self) -> None:
        """End the drawing process."""
        await self._drawer.close()

    async def _scene(
        self, actor: Actor, kind: PictureKind, look: PictureLook, customer_id: Id | None
    ) -> Scene:
        if kind in {PictureKind.FUNNEL, PictureKind.FORECAST}:
            view = (await self._pipeline.board(actor)).forecasts[0]
            shown = scenes.funnel if kind is PictureKind.FUNNEL else scenes.forecast
            return shown(view, look, self._say)
        if kind is PictureKind.TIMELINE:
            return await self._timeline(actor, customer_id or "", look)
        async with self._database.read() as uow:
            book = await self._valuing.book(uow, actor)
            if kind is PictureKind.PARETO:
                _, ids = _most_used(book, _mine(book, actor))
                return scenes.pareto([book.worths[id].current for id in ids], look, self._say)
            return await self._matrix(uow, actor, book, look)

    async def _timeline(self, actor: Actor, customer_id: Id, look: PictureLook) -> Scene:
        async with self._database.read() as uow:
            files = await uow.books.files([customer_id], actor.scope)
        if not files:
            raise NotFound("customer", customer_id)
        today = self._clock.now().astimezone(self._zone).date()
        return timeline(files[0], today, look, self._say)

    async def _matrix(self, uow: BotUnitOfWork, actor: Actor, book: Book, look: PictureLook) -> Scene:
        rules = self._valuing.rules
        currency, ids = _most_used(book, _mine(book, actor))
        chosen = sorted(ids, key=lambda id: -abs(book.worths[id].current))[:_BUBBLES]
        files = await uow.books.files(chosen, actor.scope)

        def bubbles() -> list[Bubble]:
            found = []
            for file in files:
                seen = self._valuing.draw(file, book)
                found.append(
                    Bubble(
                        file.customer.display_name,
                        seen.perceived.value,
                        seen.worth.current,
                        seen.worth.historical,
                        seen.quadrant.value,
                        seen.tier.value in rules.quadrants.valuable_tiers,
                    )
                )
            return found

        shown = await asyncio.to_thread(bubbles)
        return scenes.matrix(shown, rules.quadrants.perceived_high, currency, look, self._say)

    def _keep(self, png: bytes, name: str) -> Path:
        before = (self._clock.now() - STAYS).timestamp()
        for old in self._folder.glob("*.png"):
            if old.stat().st_mtime < before:
                old.unlink(missing_ok=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{new_id()}-{name}"
        path.write_bytes(png)
        return path


def _mine(book: Book, actor: Actor) -> list[Id]:
    """Return the valued customers in the actor's scope; a team's book holds the colleagues' too."""
    owner = actor.scope.owner_id
    return [id for id in book.worths if owner in (None, book.owners.get(id))]


def _most_used(book: Book, ids: Iterable[Id]) -> tuple[str, list[Id]]:
    """Return the currency most of the customers buy in, and those: values are never added across."""
    groups: dict[str, list[Id]] = {}
    for id in ids:
        groups.setdefault(book.worths[id].currency, []).append(id)
    if not groups:
        raise InputRefused("picture-no-purchases")
    currency = max(groups, key=lambda one: (len(groups[one]), one))
    return currency, groups[currency]
