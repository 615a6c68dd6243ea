"""Who is let in, and who is not."""

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.errors import InputRefused
from bot.services.membership import MembershipService, token_digest
from bot.services.sample import SampleService
from bot.storage.database import SqlDatabase
from crm.errors import InviteInvalid, NotAllowed, NotFound
from crm.people import Actor, Role, Salesperson

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock


async def _invite(
    service: MembershipService, database: SqlDatabase, actor: Actor, role: Role = Role.SALESPERSON
) -> str:
    async with database.write() as uow:
        token = await service.invite(uow, actor, role)
        await uow.commit()
    return token


async def _join(
    service: MembershipService, database: SqlDatabase, token: str, telegram_id: int
) -> Salesperson:
    async with database.write() as uow:
        person = await service.join(uow, token, telegram_id, "新人")
        await uow.commit()
    return person


async def test_a_stranger_is_nobody(database: SqlDatabase, clock: "HandClock") -> None:
    assert await MembershipService(database, clock).identify(7) is None


async def test_a_listed_admin_is_let_in_and_gets_a_row_in_the_default_team(
    database: SqlDatabase, clock: "HandClock"
) -> None:
    service = MembershipService(database, clock, (7,))

    first, again = await service.identify(7, "小周"), await service.identify(7, "小周")

    assert first is not None
    assert first == again
    assert first.role is Role.ADMIN
    async with database.read() as uow:
        assert (await uow.people.team(first.team_id)).name == "我的团队"
        assert (await uow.people.by_telegram(7)).name == "小周"


async def test_two_first_messages_of_an_admin_make_one_row(database: SqlDatabase, clock: "HandClock") -> None:
    service = MembershipService(database, clock, (7,))

    actors = await asyncio.gather(*(service.identify(7, "小周") for _ in range(6)))

    assert len({actor.salesperson_id for actor in actors if actor}) == 1


async def test_an_invite_lets_one_person_in_once(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock)
    token = await _invite(service, database, crew.boss)

    person = await _join(service, database, token, 77)

    assert (person.team_id, person.role) == ("north", Role.SALESPERSON)
    actor = await service.identify(77)
    assert actor is not None
    assert actor.salesperson_id == person.id
    with pytest.raises(InviteInvalid):
        await _join(service, database, token, 78)
    assert await service.identify(78) is None


async def test_of_two_people_with_one_invite_the_faster_gets_in(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock)
    token = await _invite(service, database, crew.boss)

    results = await asyncio.gather(
        *(_join(service, database, token, 80 + n) for n in range(4)), return_exceptions=True
    )

    assert sum(1 for result in results if isinstance(result, InviteInvalid)) == 3


async def test_only_the_digest_of_a_token_is_stored(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock)
    token = await _invite(service, database, crew.boss)

    assert len(token) * 6 >= 128
    async with database.read() as uow:
        invite = await uow.people.invite(token_digest(token))
        assert invite is not None
        assert token not in invite.model_dump_json()


async def test_an_invite_is_void_after_seven_days(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock)
    token = await _invite(service, database, crew.boss)
    clock.forward(days=7)

    with pytest.raises(InviteInvalid):
        await _join(service, database, token, 77)


async def test_an_invite_is_void_when_its_maker_was_removed(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock)
    token = await _invite(service, database, crew.boss)
    async with database.write() as uow:
        await service.remove(uow, crew.admin, "boss")
        await uow.commit()

    with pytest.raises(InviteInvalid):
        await _join(service, database, token, 77)


async def test_a_seller_may_not_invite_and_a_manager_only_sellers(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock)

    for actor, role in ((crew.li, Role.SALESPERSON), (crew.boss, Role.MANAGER), (crew.boss, Role.ADMIN)):
        with pytest.raises(NotAllowed):
            await _invite(service, database, actor, role)
    assert await _invite(service, database, crew.admin, Role.MANAGER)


async def test_a_removed_salesperson_is_a_stranger_and_may_come_back(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock)
    async with database.write() as uow:
        await service.remove(uow, crew.boss, "li")
        await uow.commit()

    assert await service.identify(1001) is None
    assert "li" not in {person.id for person in await service.members(crew.boss)}

    token = await _invite(service, database, crew.boss)
    assert (await _join(service, database, token, 1001)).id == "li"
    assert await service.identify(1001) is not None


async def test_nobody_removes_an_equal_or_a_foreign_person(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock, (1005,))
    async with database.write() as uow:
        with pytest.raises(NotAllowed):
            await service.remove(uow, crew.li, "wu")
        with pytest.raises(NotFound):
            await service.remove(uow, crew.boss, "zhu")
        with pytest.raises(NotAllowed):
            await service.remove(uow, crew.boss, "boss")
        with pytest.raises(NotAllowed):
            await service.remove(uow, crew.admin, "root")


async def test_the_command_line_acts_as_an_admin_with_a_row(
    database: SqlDatabase, clock: "HandClock"
) -> None:
    service = MembershipService(database, clock)

    first, again = await service.local_admin(), await service.local_admin()

    assert first == again
    assert first.role is Role.ADMIN
    async with database.read() as uow:
        assert (await uow.people.get(first.salesperson_id)).telegram_id is None


async def test_acting_as_somebody_unknown_lists_whom_there_is(
    database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    service = MembershipService(database, clock)

    assert (await service.as_named("li")).salesperson_id == "li"
    with pytest.raises(InputRefused) as refused:
        await service.as_named("nobody")
    assert "li" in str(refused.value.detail["names"])


async def test_the_sample_teams_accounts_are_strangers_to_a_real_bot(
    database: SqlDatabase, clock: "HandClock"
) -> None:
    async with database.write() as uow:
        await SampleService(database, clock).load(uow)
        await uow.commit()

    assert await MembershipService(database, clock).identify(700100001) is not None
    assert await MembershipService(database, clock, sample_people=False).identify(700100001) is None
