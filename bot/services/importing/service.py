"""Importing customers in two steps: a preview to look at, then one confirmation."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path, PurePath

from bot.errors import InputRefused
from bot.ports import BotUnitOfWork, Clock, Database
from bot.services.importing.committing import Committer, ImportReport
from bot.services.importing.matching import EVERYTHING
from bot.services.importing.previewing import Previewer
from bot.services.importing.staging import ImportPreview, Staging
from crm.errors import NotFound
from crm.people import Actor

_STAYS = timedelta(days=30)
FOLDER = Path("files") / "imports"


class ImportService:
    """CSV, XLSX, and the JSON of our own export."""

    def __init__(self, database: Database, clock: Clock, data_dir: Path) -> None:
        """Previews are kept in `data_dir/files/imports`."""
        self._database, self._clock = database, clock
        self._root = data_dir / FOLDER

    async def preview(
        self, actor: Actor, name: str, data: bytes, progress: Callable[[int], None] = lambda done: None
    ) -> ImportPreview:
        """Read a file and say what importing it would do; nothing is stored but the preview itself.

        Raises InputRefused when the file cannot be read at all (see `tables` and `json_files`).
        """
        self._tidy()
        previewer = Previewer(self._database, self._clock, self._root, actor, progress)
        try:
            if PurePath(name).suffix.lower() == ".json" or _looks_like_export(data):
                return await previewer.export(name, data)
            return await previewer.table(name, data)
        except BaseException:
            previewer.staging.drop()
            raise

    async def commit(
        self,
        uow: BotUnitOfWork,
        actor: Actor,
        preview_id: str,
        *,
        merge: bool = True,
        progress: Callable[[int], None] = lambda done: None,
    ) -> ImportReport | None:
        """Import what was previewed; None when it was done before, is gone, or is somebody else's.

        Identities were given at the preview, so doing it twice has one effect, also when the first
        time ended between the commit and the answer. `merge` joins duplicates, otherwise they are
        skipped (a repeated line's purchase still counts). The caller commits.
        """
        staging = Staging(self._root, preview_id)
        if not staging.exists:
            return None
        preview = staging.preview()
        if preview.by != actor.salesperson_id or await self._was_done(uow, preview):
            return None
        committer = Committer(uow, actor, self._clock.now(), merge=merge, heading=preview.heading)
        await committer.run(staging, progress)
        return ImportReport(
            added=committer.added,
            merged=committer.merged,
            skipped=committer.skipped,
            rejected=preview.rejected,
            rejected_file=preview.rejected_file,
            conflicts=tuple(committer.conflicts[:20]),
            reassigned=committer.reassigned,
        )

    def find(self, actor: Actor, preview_id: str) -> ImportPreview:
        """Return a stored preview of the actor's (after a restart). Raises InputRefused `import-gone`."""
        staging = Staging(self._root, preview_id)
        preview = staging.preview() if staging.exists else None
        if preview is None or preview.by != actor.salesperson_id:
            raise InputRefused("import-gone")
        return preview

    def drop(self, actor: Actor, preview_id: str) -> None:
        """Forget a preview the person declined."""
        if self.find(actor, preview_id):
            Staging(self._root, preview_id).drop()

    @staticmethod
    async def _was_done(uow: BotUnitOfWork, preview: ImportPreview) -> bool:
        for id in preview.first_ids:
            try:
                await uow.customers.get(id, EVERYTHING)
            except NotFound:
                continue
            return True
        return False

    def _tidy(self) -> None:
        """Remove previews nobody confirmed for a month."""
        before = (self._clock.now() - _STAYS).timestamp()
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _looks_like_export(data: bytes) -> bool:
    return data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"jinju-customers"' in data[:400]
