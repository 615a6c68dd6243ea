"""Erasing a customer for good: rows, histories, keys, stored messages, suggestions, files."""

import asyncio
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from bot.ports import BotUnitOfWork, Clock, Database
from crm.base import Id, Record
from crm.customers import Customer
from crm.people import Actor, Scope
from crm.ports import CustomerFile, Erasure

_EVERYTHING = Scope(team_id=None, owner_id=None)
_MANY = 1_000_000
_SHORTEST = 2


class ErasurePreview(Record):
    """What would go."""

    name: str
    purchases: int
    touchpoints: int
    opportunities: int
    promises: int
    notes: int
    household: int


class ErasureService:
    """Shows what would go, and makes it go."""

    def __init__(self, database: Database, clock: Clock, data_dir: Path) -> None:
        """Files of imports and exports lie in `data_dir/files`."""
        self._database, self._clock = database, clock
        self._folders = (data_dir / "files" / "imports", data_dir / "files" / "exports")
        self._pictures = data_dir / "pictures"

    async def preview(self, actor: Actor, customer_id: Id) -> ErasurePreview:
        """Count what is held about a customer. Raises NotFound outside the actor's scope."""
        async with self._database.read() as uow:
            customer = await uow.customers.get(customer_id, actor.scope)
            histories = uow.histories
            return ErasurePreview(
                name=customer.display_name,
                purchases=len(await histories.purchases(customer_id, _MANY)),
                touchpoints=len(await histories.touchpoints(customer_id, _MANY)),
                opportunities=len(await histories.opportunities(customer_id)),
                promises=len(await histories.promises(customer_id)),
                notes=len(customer.notes),
                household=len(customer.household),
            )

    async def erase(self, uow: BotUnitOfWork, actor: Actor, customer_id: Id) -> ErasurePreview:
        """Erase a customer inside the caller's transaction; call `finish()` after its commit.

        Stored messages and suggestions go when they concern the customer or hold a number, or a name
        of at least two characters that no other customer bears. Raises NotFound outside the scope.
        """
        file = await uow.customers.erase(customer_id, actor.scope)
        # Records merged into this one are this customer too: gone for good, also from old backups.
        merged = await uow.records.forget(customer_id)
        needles = [needle for one in (file, *map(_alone, merged)) for needle in await _needles(uow, one)]
        await uow.inbox.scrub([*needles, customer_id])
        await uow.outbox.scrub(customer_id, needles)
        await uow.advices.scrub(customer_id, needles)
        await uow.misses.scrub([*needles, customer_id])
        await uow.copy_products.scrub(needles)
        await uow.model_calls.scrub(customer_id, needles)
        await uow.line_uses.scrub(customer_id)
        await uow.secretary.scrub(customer_id)
        await uow.aliases.scrub(customer_id)
        await uow.jobs.scrub(needles)
        await uow.dialogues.unpin(customer_id)
        for id in (customer_id, *(one.id for one in merged)):
            await uow.erasures.add(Erasure(customer_id=id, erased_on=self._clock.now().date()))
        # Before the commit: should it fail, an export or a preview has to be made again, no more.
        await asyncio.to_thread(_remove_files, self._folders, [*needles, customer_id])
        # Nobody can search a picture for a name; each can be drawn again.
        await asyncio.to_thread(shutil.rmtree, self._pictures, ignore_errors=True)
        return ErasurePreview(
            name=file.customer.display_name,
            purchases=len(file.purchases),
            touchpoints=len(file.touchpoints),
            opportunities=len(file.opportunities),
            promises=len(file.promises),
            notes=len(file.customer.notes),
            household=len(file.customer.household),
        )

    async def finish(self) -> None:
        """After the commit: overwrite what the database still holds of it in free space and logs."""
        await self._database.compact()


def _alone(customer: Customer) -> CustomerFile:
    return CustomerFile(customer=customer)


async def _needles(uow: BotUnitOfWork, file: CustomerFile) -> list[str]:
    """Return the strings that tell of this customer and nobody else."""
    customer = file.customer
    numbers = [channel.address for channel in customer.channels]
    numbers += [contact.phone for contact in customer.contacts]
    alone = [number for number in numbers if len(number) >= 5]
    names = dict.fromkeys(name for name in (customer.name, customer.address_as) if len(name) >= _SHORTEST)
    for name in names:
        # Erased already, so that whoever is found under the name is somebody else.
        if not await uow.customers.named([name], _EVERYTHING):
            alone.append(name)
    return list(dict.fromkeys(alone))


def _remove_files(folders: Sequence[Path], needles: Sequence[str]) -> None:
    forms = {form for needle in needles for form in (needle, escape(needle))}
    patterns = [form.encode() for form in forms]
    for folder in folders:
        for kept in folder.iterdir() if folder.is_dir() else ():
            if any(_holds(path, patterns) for path in kept.rglob("*") if path.is_file()):
                shutil.rmtree(kept, ignore_errors=True)


def _holds(path: Path, patterns: Sequence[bytes]) -> bool:
    try:
        if not zipfile.is_zipfile(path):
            return _found(path.read_bytes(), patterns)
        with zipfile.ZipFile(path) as archive:
            return any(_found(archive.read(name), patterns) for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return True  # what cannot be looked into is not kept


def _found(data: bytes, patterns: Sequence[bytes]) -> bool:
    return any(pattern in data for pattern in patterns)
