"""`jinju sample`: the invented team 示例."""

import typer

from bot.bootstrap import Core
from bot.cli.support import fail, load_settings, out, run

sample_app = typer.Typer(help="The invented sample team.", no_args_is_help=True)


@sample_app.command("load")
def load() -> None:
    """Load the sample team (never beside a real bot)."""
    settings = load_settings()
    if settings.telegram_bot_token:
        fail("the sample team is never loaded with a real bot: TELEGRAM_BOT_TOKEN is set")

    async def work(core: Core) -> None:
        async with core.database.write() as uow:
            count = await core.sample.load(uow)
            await uow.commit()
        out.print(f"sample team: {count} customers", markup=False)

    run(work, settings)


@sample_app.command("remove")
def remove() -> None:
    """Remove the sample team and everything of it."""

    async def work(core: Core) -> None:
        async with core.database.write() as uow:
            await core.sample.remove(uow)
            await uow.commit()
        out.print("sample team removed", markup=False)

    run(work)
