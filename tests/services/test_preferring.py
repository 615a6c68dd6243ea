"""A salesperson's own settings reach the lines, and nobody else's."""

from pathlib import Path

import pytest

from bot.bootstrap import open_core
from bot.errors import InputRefused
from bot.ports.preferences import Preferences
from bot.services.turns import Turn
from crm.people import Actor
from tests.stage import sample_folder, settings_for

WORDS = "客户说：修一修还能用，新的太贵了"


async def test_a_wished_tone_leads_and_the_wished_number_is_shown(
    tmp_path: Path, prepared_sample: Path
) -> None:
    async with open_core(settings_for(sample_folder(prepared_sample, tmp_path))) as core:
        async with core.database.read() as uow:
            team = next(one for one in await uow.people.teams() if one.is_sample)
            first, other = [
                Actor(salesperson_id=one.id, team_id=team.id, role=one.role)
                for one in (await uow.people.in_team(team.id))[:2]
            ]
        services = core.services
        turn = Turn(text=WORDS, at=services.clock.now())
        for tone in ("warm", "direct", "expert"):
            async with core.database.write() as uow:
                await services.preferences.change(uow, first, "tone", tone)
                await services.preferences.change(uow, first, "variants", "1")
                await uow.commit()
            advice = await services.adviser.advise(first, turn)
            assert [one.style for one in advice.variants] == [tone]
            brief = await services.adviser.brief_of(first, turn, advice)
            assert brief.tone == tone
        assert len((await services.adviser.advise(other, turn)).variants) == 2
        by_button = await services.adviser.advise(first, turn, tone="bolder")
        assert by_button.variants[0].style == "direct"


async def test_what_no_button_offers_is_refused_and_changes_nothing(
    tmp_path: Path, prepared_sample: Path
) -> None:
    async with open_core(settings_for(sample_folder(prepared_sample, tmp_path))) as core:
        async with core.database.read() as uow:
            team = next(one for one in await uow.people.teams() if one.is_sample)
            person = (await uow.people.in_team(team.id))[0]
        actor = Actor(salesperson_id=person.id, team_id=team.id, role=person.role)
        for what, choice in (
            ("tone", "rude"),
            ("variants", "0"),
            ("variants", "x"),
            ("covered", "2"),
            ("", ""),
        ):
            with pytest.raises(InputRefused):
                async with core.database.write() as uow:
                    await core.services.preferences.change(uow, actor, what, choice)
        chosen = await core.services.preferences.of(actor)
    assert chosen == Preferences()
