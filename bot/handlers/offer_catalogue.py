"""/catalog: what is sold, which campaigns run, who should hear of them, and bringing in a new price list."""

from telegram import Update
from telegram.constants import ChatAction

from bot.errors import InputRefused
from bot.handlers.context import Desk, JinjuContext, for_members, in_private, message_id, parts
from bot.handlers.screens import Button, Screen, press
from bot.handlers.show_offers import report_screen
from bot.services.offering.importing import CataloguePreview
from bot.services.offering.usage_tables import import_usage, is_usage_table
from bot.services.texts import Texts
from crm.offers.catalogue import Catalogue
from crm.people import RANK, Role

_FEW = 8
_CAMPAIGNS = 6


@for_members
@in_private
async def catalog(update: Update, context: JinjuContext, desk: Desk) -> None:
    """/catalog lists the catalogues in force and what may be done with them."""
    offering, say = context.services.offering, context.say
    manager = RANK[desk.actor.role] >= RANK[Role.MANAGER]
    screen = Screen().line(say("catalog-title"), "bold")
    async with context.services.database.read() as uow:
        known = await offering.catalogues.of(uow, desk.actor.team_id, offering.today())
    if not known:
        screen.line(say("offers-no-catalogue"))
    campaigns: list[Button] = []
    for stored, opened in known.values():
        screen.line("• " + _summary(stored.version, opened.catalogue, say))
        for campaign in offering.running(opened)[:_CAMPAIGNS]:
            label = say("button-campaign", name=campaign.name)
            campaigns.append(press(label[:60], f"cg:{stored.key[:24]}:{campaign.id[:30]}"))
    screen.pairs(campaigns[:_CAMPAIGNS])
    screen.line().line(say("catalog-how" if manager else "catalog-managers"))
    if manager:
        screen.row(
            press(say("button-catalog-import"), "ct:ask"), press(say("button-catalog-report"), "ct:report")
        )
    await context.reply(screen)


def _summary(version: int, catalogue: Catalogue, say: Texts) -> str:
    return say(
        "catalog-one",
        name=catalogue.name,
        version=version,
        products=len(catalogue.products),
        bundles=len(catalogue.bundles),
        rules=len(catalogue.rules),
    )


@for_members
@in_private
async def on_catalog_button(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Ask for the file, or show what came of offers."""
    await context.acknowledge(update)
    if parts(update, 2)[1] == "report":
        await _report(context, desk)
        return
    desk.actor.require(Role.MANAGER, "change the catalogue")
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="catalog", step="", data={}))
        effect.say(Screen(context.say("catalog-ask")))


async def _report(context: JinjuContext, desk: Desk) -> None:
    async with context.services.database.read() as uow:
        rows = await context.services.offer_answers.acceptance(uow, desk.actor)
        people = await uow.people.in_team(desk.actor.team_id)
    await context.reply(report_screen(rows, {person.id: person.name for person in people}, context.say))


async def preview_catalogue(context: JinjuContext, desk: Desk, name: str, data: bytes) -> None:
    """Show what a file would change, or what has to be mended in it."""
    await context.busy(ChatAction.TYPING)
    if not name.lower().endswith((".yaml", ".yml")) and is_usage_table(name, data):
        await _take_usage(context, desk, name, data)
        return
    preview = await context.services.catalogue_import.preview(desk.actor, name, data)
    flow = "" if preview.usable else "catalog"
    async with context.effect() as effect:
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow=flow, step="", data={}))
        effect.say(preview_screen(preview, context.say))


async def _take_usage(context: JinjuContext, desk: Desk, name: str, data: bytes) -> None:
    """A table of customers' use: taken at once, rows that fit nobody are named."""
    async with context.effect() as effect:
        report = await import_usage(
            effect.uow, desk.actor, context.services.clock, context.services.offering.zone, name, data
        )
        await effect.uow.dialogues.put(context.moved(desk.dialogue, flow="", step="", data={}))
        screen = Screen(context.say("usage-done", count=report.updated))
        if report.unknown:
            rows = "、".join(str(row) for row in report.unknown[:_FEW])
            screen.line().line(context.say("usage-unknown", count=len(report.unknown), rows=rows))
        effect.say(screen)


def preview_screen(preview: CataloguePreview, say: Texts) -> Screen:
    """Return what putting a catalogue in force would change, with the one button that does it."""
    screen = Screen()
    if preview.usable:
        screen.line(
            say(
                "catalog-preview",
                name=preview.name,
                products=preview.products,
                bundles=preview.bundles,
                campaigns=preview.campaigns,
                rules=preview.rules,
            ),
            "bold",
        )
        if preview.version:
            screen.line(
                say(
                    "catalog-versus",
                    version=preview.version,
                    added=preview.added,
                    changed=len(preview.changes),
                    removed=preview.removed,
                )
            )
        for change in preview.changes[:_FEW]:
            screen.line(say("catalog-changed", name=change.name, before=change.before, after=change.after))
    if preview.problems:
        screen.line(say("catalog-warn" if preview.usable else "catalog-bad"))
    for key, where, value, _ in preview.problems[:_FEW]:
        screen.line("· " + say(f"catalogue-{key.replace('_', '-')}", where=where, value=value))
    if preview.usable:
        screen.row(press(say("button-catalog-yes"), f"cy:{preview.id}"), press(say("button-no"), "cy:no"))
    return screen


@for_members
@in_private
async def on_catalogue_confirmed(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Put a previewed catalogue in force; pressing twice has one effect."""
    await context.acknowledge(update)
    preview_id = parts(update, 2)[1]
    async with context.effect() as effect:
        if preview_id == "no":
            effect.show(Screen(context.say("cancelled")), message_id(update))
            return
        stored = await context.services.catalogue_import.commit(effect.uow, desk.actor, preview_id)
        done = context.say("catalog-done", name=stored.name, version=stored.version)
        effect.show(Screen(done), message_id(update))


@for_members
@in_private
async def on_campaign(update: Update, context: JinjuContext, desk: Desk) -> None:
    """Who should hear of a campaign: customers who may have it and may be contacted."""
    _, key, campaign_id = parts(update, 3)
    await context.acknowledge(update)
    await context.busy()
    say = context.say
    async with context.services.database.read() as uow:
        found = await context.services.audience.of(uow, desk.actor, key, campaign_id)
        if found is None:
            raise InputRefused("old-button")
        campaign, ids = found
        hits = await uow.books.hits(ids[:_FEW], desk.actor.scope)
    if not ids:
        await context.reply(Screen(say("campaign-none", name=campaign.name)))
        return
    screen = Screen().line(say("campaign-title", name=campaign.name, count=len(ids)), "bold")
    if campaign.says:
        screen.line(campaign.says)
    for hit in hits:
        screen.row(press(hit.name[:40], f"c:{hit.id}"))
    await context.reply(screen)
