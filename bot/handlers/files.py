"""Files: material and customer tables come in, exports go out."""

from pathlib import PurePath

from telegram import Document, Update
from telegram.constants import ChatAction

from bot.errors import InputRefused
from bot.handlers import documents
from bot.handlers.context import Desk, JinjuContext, arguments, for_members, in_private, message_id, parts
from bot.handlers.offer_catalogue import preview_catalogue
from bot.handlers.screens import Screen, press
from crm.people import Actor

DOWNLOAD_LIMIT = 20 * 1024 * 1024
TABLES = frozenset({".csv", ".xlsx", ".json"})
CATALOGUES = frozenset({".csv", ".xlsx", ".yaml", ".yml"})
FORMS = ("xlsx", "csv", "json")


@for_members
@in_private
async def on_document(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Take an uploaded file: tables are asked about, everything else is material."""
    document = update.message.document if update.message else None
    if document is None:
        return
    name = PurePath(document.file_name or "file").name
    if (document.file_size or 0) > DOWNLOAD_LIMIT:
        raise InputRefused("too_big", name=name)
    awaited = documents.awaited(context, desk)
    if awaited:
        await context.busy()
        await documents.replace(context, desk, awaited, name, await _download(context, document.file_id))
    elif desk.dialogue.flow == "catalog" and PurePath(name).suffix.lower() in CATALOGUES:
        await preview_catalogue(context, desk, name, await _download(context, document.file_id))
    elif PurePath(name).suffix.lower() not in TABLES:
        caption = (update.message.caption if update.message else "") or ""
        await _take_material(context, desk, name, document.file_id, caption)
    elif desk.dialogue.flow == "import" or PurePath(name).suffix.lower() == ".json":
        await _preview(context, desk, name, document.file_id)
    else:
        await _ask_use(context, desk, name, document)


async def _ask_use(context: JinjuContext, desk: Desk, name: str, document: Document) -> None:
    screen = Screen(context.say("file-which", name=name))
    screen.row(press(context.say("button-file-customers"), "file:customers"))
    screen.row(press(context.say("button-file-material"), "file:material"))
    async with context.effect() as effect:
        data = {"file_id": document.file_id, "name": name}
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data=dict(data)))
        effect.say(screen)


@for_members
@in_private
async def on_file_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The person said what the table is for."""
    await context.acknowledge(update)
    name, file_id = (str(desk.dialogue.data.get(key) or "") for key in ("name", "file_id"))
    if not file_id:
        await context.reply(Screen(context.say("old-button")))
    elif parts(update, 2)[1] == "customers":
        await _preview(context, desk, name, file_id)
    else:
        await _take_material(context, desk, name, file_id)


async def _download(context: JinjuContext, file_id: str) -> bytes:
    file = await context.bot.get_file(file_id)
    return bytes(await file.download_as_bytearray())


async def _take_material(
    context: JinjuContext, desk: Desk, name: str, file_id: str, caption: str = "", *, sure: bool = False
) -> None:
    await context.busy()
    data = await _download(context, file_id)
    if not sure and await documents.propose(context, desk, name, file_id, caption, data):
        return
    report = await context.services.shelf.ingest(desk.actor, name, data)
    key = "material-new" if report.is_new else "material-same"
    values: dict[str, str | int] = {"name": name}
    if report.is_new:
        values["chunks"] = report.chunks
    await documents.finish(
        context, desk, documents.opened(context, report, Screen(context.say(key, **values)))
    )


@for_members
@in_private
async def on_version_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """The person said whether a file takes an older document's place."""
    await context.acknowledge(update)
    name, file_id, old = (
        str(desk.dialogue.data.get(key) or "") for key in ("name", "file_id", "document_id")
    )
    choice = parts(update, 2)[1]
    if not file_id or not old:
        await context.reply(Screen(context.say("old-button")))
    elif choice == "replace":
        await context.busy()
        await documents.replace(context, desk, old, name, await _download(context, file_id))
    elif choice == "keep":
        await _take_material(context, desk, name, file_id, sure=True)
    else:
        await documents.finish(context, desk, Screen(context.say("cancelled")))


# --- import ---


@for_members
@in_private
async def ask_import(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/import asks for the table."""
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="import", step="", data={}))
        effect.say(Screen(context.say("import-ask")))


async def _preview(context: JinjuContext, desk: Desk, name: str, file_id: str) -> None:
    await context.busy()
    data = await _download(context, file_id)
    preview = await context.services.importing.preview(desk.actor, name, data)
    screen = Screen(
        context.say(
            "import-preview",
            name=name,
            rows=preview.rows,
            new=preview.new,
            duplicates=preview.duplicates,
            rejected=preview.rejected,
        )
    )
    if preview.columns:
        shown = "，".join(f"{column}→{field}" for column, field in preview.columns)
        screen.line().line(context.say("import-columns", columns=shown))
    for row in preview.first_rows[:3]:
        screen.line().add("• " + " ".join(cell for cell in row if cell))
    if preview.new or preview.duplicates:
        screen.row(press(context.say("button-import-merge"), f"im:{preview.id}:merge"))
        screen.row(press(context.say("button-import-skip"), f"im:{preview.id}:skip"))
    screen.row(press(context.say("button-no"), f"im:{preview.id}:no"))
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        effect.say(screen)


@for_members
@in_private
async def on_import_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Carry out or drop a previewed import; pressing twice has one effect."""
    await context.acknowledge(update)
    _, preview_id, choice = parts(update, 3)
    if choice == "no":
        async with context.effect() as effect:
            effect.show(Screen(context.say("cancelled")), message_id(update))
        return
    await context.busy()
    async with context.effect() as effect:
        report = await context.services.importing.commit(
            effect.uow, desk.actor, preview_id, merge=choice == "merge"
        )
        if report is None:
            effect.show(Screen(context.say("import-gone")), message_id(update))
            return
        done = context.say("import-done", added=report.added, merged=report.merged, skipped=report.skipped)
        effect.show(Screen(done), message_id(update))
        if report.rejected_file:
            caption = context.say("import-rejected", count=report.rejected)
            effect.send_file(str(report.rejected_file), report.rejected_file.name, caption)
    await context.services.valuing.outdated(desk.actor)


# --- export ---


@for_members
@in_private
async def ask_export(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/export FORM writes the file at once; alone it asks for the form."""
    form = arguments(context).lower()
    if form in FORMS:
        await _export(context, desk.actor, form)
        return
    screen = Screen(context.say("export-choose"))
    await context.reply(screen.row(*(press(name.upper(), f"ex:{name}") for name in FORMS)))


@for_members
@in_private
async def on_export_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Write the export in the chosen form."""
    await context.acknowledge(update)
    form = parts(update, 2)[1]
    await _export(context, desk.actor, form if form in FORMS else "xlsx")


async def _export(context: JinjuContext, actor: Actor, form: str) -> None:
    await context.busy(ChatAction.UPLOAD_DOCUMENT)
    report = await context.services.exporting.export(actor, form)
    if not report.customers:
        await context.reply(Screen(context.say("export-empty")))
        return
    async with context.effect() as effect:
        caption = context.say("export-done", count=report.customers)
        effect.send_file(str(report.path), report.path.name, caption)
