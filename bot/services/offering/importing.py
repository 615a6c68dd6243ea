"""Bringing in a company's own catalogue: a preview with every problem, then one confirmation."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.ports.offers import StoredCatalogue
from bot.services.facts.parts import money_said
from bot.services.offering.catalogues import Catalogues
from bot.services.offering.photographed import closest, laid_over
from bot.services.offering.tables import raw_catalogue
from bot.services.perceiving import PriceRow
from crm.base import Id, Record, new_id
from crm.offers.catalogue import Catalogue, Product
from crm.offers.checking import Problem, checked
from crm.people import Actor, Role

FOLDER = Path("files") / "catalogues"
_STAYS = timedelta(days=7)
_FEW = 5


class Change(Record):
    """An article whose price is another one than now."""

    name: str
    before: str
    after: str


class CataloguePreview(Record):
    """What putting a file in force would do; nothing but the preview is stored yet."""

    id: Id
    by: Id
    name: str
    products: int = 0
    bundles: int = 0
    campaigns: int = 0
    rules: int = 0
    version: int = 0
    """The version in force now, 0 when there is none."""
    added: int = 0
    removed: int = 0
    changes: tuple[Change, ...] = ()
    problems: tuple[tuple[str, str, str, bool], ...] = ()
    """Key, place, value and whether it stops the import."""
    photographed: bool = False
    new: tuple[str, ...] = ()
    """Articles of a photo that the catalogue did not know."""
    unread: tuple[str, ...] = ()
    """Rows of a photo that are no price and stay out."""

    @property
    def usable(self) -> bool:
        """Whether it may be put in force."""
        return not any(blocks for *_, blocks in self.problems)


class CatalogueImport:
    """Reads, checks and puts in force; only managers."""

    def __init__(self, database: Database, clock: Clock, catalogues: Catalogues, data_dir: Path) -> None:
        """Previews are kept in `data_dir/files/catalogues`."""
        self._database, self._clock, self._catalogues = database, clock, catalogues
        self._root = data_dir / FOLDER

    async def preview(self, actor: Actor, name: str, data: bytes) -> CataloguePreview:
        """Read a file and say what it would change.

        Raises NotAllowed, InputRefused for a file that cannot be read at all.
        """
        actor.require(Role.MANAGER, "change the catalogue")
        self._tidy()
        async with self._database.read() as uow:
            in_force = {one.key: one for one in await uow.offers.catalogues(actor.team_id)}
        base = in_force.get("main") or (next(iter(in_force.values())) if len(in_force) == 1 else None)
        raw = await asyncio.to_thread(raw_catalogue, name, data, in_force=base.content if base else None)
        catalogue, problems = await asyncio.to_thread(checked, raw)
        preview = self._preview(actor, catalogue, raw, problems, in_force)
        if catalogue is not None:
            content = catalogue.model_dump(mode="json", exclude_defaults=True)
            await asyncio.to_thread(self._stage, preview, content)
        return preview

    async def preview_rows(
        self, actor: Actor, name: str, rows: Sequence[PriceRow], on: date
    ) -> CataloguePreview | None:
        """Say what the rows of a photographed price list would change; None when no row holds a price.

        Raises NotAllowed.
        """
        actor.require(Role.MANAGER, "change the catalogue")
        self._tidy()
        async with self._database.read() as uow:
            in_force = {one.key: one for one in await uow.offers.catalogues(actor.team_id)}
        base = closest(rows, [Catalogue.model_validate(one.content) for one in in_force.values()])
        if base is None and (kept := in_force.get("main")):
            base = Catalogue.model_validate(kept.content)
        laid = await asyncio.to_thread(laid_over, rows, base, on, name)
        if not laid.taken:
            return None
        catalogue, problems = await asyncio.to_thread(checked, laid.content)
        preview = self._preview(actor, catalogue, laid.content, problems, in_force)
        preview = preview.model_copy(update={"photographed": True, "new": laid.new, "unread": laid.unread})
        if catalogue is not None:
            content = catalogue.model_dump(mode="json", exclude_defaults=True)
            await asyncio.to_thread(self._stage, preview, content)
        return preview

    def _preview(
        self,
        actor: Actor,
        catalogue: Catalogue | None,
        raw: dict[str, Any],
        problems: tuple[Problem, ...],
        in_force: dict[str, StoredCatalogue],
    ) -> CataloguePreview:
        told = tuple((p.key, p.where, p.value, p.blocks) for p in problems)
        base = CataloguePreview(
            id=new_id(),
            by=actor.salesperson_id,
            name=str(raw.get("name") or raw.get("id") or ""),
            problems=told,
        )
        if catalogue is None:
            return base
        now = in_force.get(catalogue.id)
        before = Catalogue.model_validate(now.content) if now else None
        return base.model_copy(
            update={
                "products": len({p.id for p in catalogue.products}),
                "bundles": len(catalogue.bundles),
                "campaigns": len(catalogue.campaigns),
                "rules": len(catalogue.rules),
                "version": now.version if now else 0,
                **_differences(before, catalogue),
            }
        )

    async def commit(self, uow: BotUnitOfWork, actor: Actor, preview_id: str) -> StoredCatalogue:
        """Put a previewed catalogue in force. Raises InputRefused `import-gone`, NotAllowed."""
        actor.require(Role.MANAGER, "change the catalogue")
        path = self._root / preview_id / "catalogue.json"
        if not preview_id.isalnum() or not path.is_file():
            raise InputRefused("import-gone")
        staged = json.loads(await asyncio.to_thread(path.read_text, encoding="utf-8"))
        if staged["by"] != actor.salesperson_id:
            raise InputRefused("import-gone")
        catalogue = Catalogue.model_validate(staged["content"])
        if "onto" in staged:
            # A photo is laid over one version: put over a later one it would take that one back.
            last = await uow.offers.catalogue(actor.team_id, catalogue.id)
            if (last.version if last else 0) != staged["onto"]:
                raise InputRefused("prices-outdated")
        return await self._catalogues.put(uow, actor, catalogue)

    def _stage(self, preview: CataloguePreview, content: dict[str, Any]) -> None:
        folder = self._root / preview.id
        folder.mkdir(parents=True)
        staged: dict[str, Any] = {"by": preview.by, "content": content}
        if preview.photographed:
            staged["onto"] = preview.version
        text = json.dumps(staged, ensure_ascii=False)
        (folder / "catalogue.json").write_text(text, encoding="utf-8")

    def _tidy(self) -> None:
        before = (self._clock.now() - _STAYS).timestamp()
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _differences(before: Catalogue | None, after: Catalogue) -> dict[str, Any]:
    """Return what is new, gone and priced otherwise."""
    old = _latest(before) if before else {}
    new = _latest(after)
    changes = [
        Change(
            name=product.name,
            before=money_said(old[id].price, before.currency if before else after.currency),
            after=money_said(product.price, after.currency),
        )
        for id, product in new.items()
        if id in old and _price(old[id]) != _price(product)
    ]
    return {
        "added": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
        "changes": tuple(changes),
    }


def _latest(catalogue: Catalogue) -> dict[str, Product]:
    return {id: found for id in {p.id for p in catalogue.products} if (found := catalogue.any_product(id))}


def _price(product: Product) -> Decimal:
    return product.price.normalize()
