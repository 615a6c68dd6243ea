"""`jinju model`: what the model cost today, and whether it may see anything of customers' records."""

from typing import Annotated

import typer

from bot.bootstrap import Core
from bot.cli.support import acting, out, run
from crm.people import Actor


def model(
    as_name: Annotated[str | None, typer.Option("--as", help="Act as this manager")] = None,
    profile: Annotated[
        bool | None,
        typer.Option("--profile/--no-profile", help="Allow or forbid that the listed minimum is sent"),
    ] = None,
) -> None:
    """Show today's calls, tokens and cost per person; allow or forbid sending profile fields."""
    run(lambda core: _model(core, as_name, profile))


async def _model(core: Core, as_name: str | None, profile: bool | None) -> None:
    actor = await acting(core, as_name)
    for team in await _teams(core, actor, as_name):
        manager = actor.model_copy(update={"team_id": team})
        if profile is not None:
            await core.services.second.send_profile(manager, allowed=profile)
        await _show(core, manager)


async def _teams(core: Core, actor: Actor, as_name: str | None) -> list[str]:
    """The manager's own team; for the local admin every team."""
    if as_name:
        return [actor.team_id]
    async with core.database.read() as uow:
        return [team.id for team in await uow.people.teams()]


async def _show(core: Core, manager: Actor) -> None:
    second = core.services.second
    sent = "the listed minimum" if await second.sends_profile(manager) else "nothing"
    out.print(f"team {manager.team_id}: {sent} of a customer's record is sent", markup=False, highlight=False)
    async with core.database.read() as uow:
        names = {one.id: one.name for one in await uow.people.in_team(manager.team_id)}
    for total in await second.totals(manager):
        cost = "unknown (no prices set)" if total.cost is None else f"{total.cost:f}"
        cost += f" (estimated for {total.estimated} calls)" if total.estimated else ""
        out.print(
            f"  {names.get(total.salesperson_id, total.salesperson_id)}: {total.calls} calls today,"
            f" {total.unused} not used, {total.input_tokens} + {total.output_tokens} tokens, cost {cost}",
            markup=False,
            highlight=False,
        )
