"""`jinju customers`: import, export, show, forget."""

import json
import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot.bootstrap import Core
from bot.cli.support import acting, fail, out, run
from bot.errors import InputRefused
from bot.services.wording import day_of, member_text, money_text

customers_app = typer.Typer(help="Customers: import, export, show, forget.", no_args_is_help=True)

AsName = Annotated[str | None, typer.Option("--as", help="Act as this salesperson")]


@customers_app.command("import")
def import_table(
    path: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV, XLSX, or JSON exported from here")
    ],
    skip: Annotated[
        bool, typer.Option("--skip", help="Skip known customers instead of merging them")
    ] = False,
    as_name: AsName = None,
) -> None:
    """Import customers; rejected rows go to a file with the reasons."""

    async def work(core: Core) -> None:
        actor, say = await acting(core, as_name), core.services.texts
        importing = core.services.importing
        preview = await importing.preview(actor, path.name, path.read_bytes())
        async with core.database.write() as uow:
            report = await importing.commit(uow, actor, preview.id, merge=not skip)
            await uow.commit()
        if report is None:
            raise InputRefused("import-gone")
        out.print(
            say("import-done", added=report.added, merged=report.merged, skipped=report.skipped), markup=False
        )
        if report.rejected_file:
            out.print(say("import-rejected", count=report.rejected), markup=False)
            out.print(str(report.rejected_file), markup=False)

    run(work)


@customers_app.command("export")
def export_table(
    path: Annotated[
        Path, typer.Argument(help="File to write; its ending (.csv, .xlsx, .json) says the form")
    ],
    as_name: AsName = None,
) -> None:
    """Export customers; JSON holds everything and imports again without loss."""

    async def work(core: Core) -> None:
        report = await core.services.exporting.export(
            await acting(core, as_name), path.suffix.lstrip(".").lower()
        )
        shutil.copyfile(report.path, path)
        out.print(core.services.texts("export-done", count=report.customers), markup=False)

    run(work)


@customers_app.command("show")
def show(
    name: str,
    as_json: Annotated[bool, typer.Option("--json", help="Everything held, as JSON")] = False,
    as_name: AsName = None,
) -> None:
    """Show a customer found by name, pinyin, initials or phone tail."""

    async def work(core: Core) -> None:
        actor, services = await acting(core, as_name), core.services
        hits = await services.customers.search(actor, name)
        if not hits:
            raise InputRefused("customer-none", name=name)
        if len(hits) > 1 and hits[0].score <= hits[1].score:
            for hit in hits:
                out.print(f"{hit.name} {hit.company} {hit.phone_tail}", markup=False)
            return
        card = await services.customers.show(actor, hits[0].id)
        if as_json:
            print(json.dumps(card.model_dump(mode="json"), ensure_ascii=False, indent=2))
            return
        customer = card.customer
        out.print(customer.display_name, style="bold", markup=False)
        for line in (
            " ".join(filter(None, (customer.company, customer.position))),
            "、".join(customer.phones),
            "、".join(member_text(m, services.texts) for m in customer.household),
            *(note.text for note in customer.notes),
            *(f"{day_of(p.bought_on)} {p.product} {money_text(p.amount)}" for p in card.purchases),
        ):
            if line:
                out.print(line, markup=False, highlight=False)

    run(work)


@customers_app.command("forget")
def forget(
    name: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    as_name: AsName = None,
) -> None:
    """Erase a customer for good, everywhere, after a confirmation."""

    async def work(core: Core) -> None:
        actor, services = await acting(core, as_name), core.services
        hits = await services.customers.search(actor, name)
        exact = [hit for hit in hits if hit.name == name] or list(hits)
        if not exact:
            raise InputRefused("customer-none", name=name)
        if len(exact) > 1:
            raise InputRefused("customer-several", name=name)
        preview = await services.erasing.preview(actor, exact[0].id)
        asked = services.texts(
            "forget-confirm",
            name=preview.name,
            purchases=preview.purchases,
            touchpoints=preview.touchpoints,
            promises=preview.promises,
        )
        if not yes and not typer.confirm(asked):
            fail(services.texts("cancelled"))
        async with core.database.write() as uow:
            await services.erasing.erase(uow, actor, exact[0].id)
            await uow.commit()
        await services.erasing.finish()
        out.print(services.texts("forget-done"), markup=False)

    run(work)
