"""What one does with customers, and who may."""

from typing import TYPE_CHECKING

import pytest

from bot.errors import InputRefused
from bot.services.customer_records import Refusal, contactable, join_customers
from bot.services.customers import CustomerService
from bot.services.sentences import household_patch, parse_customer
from bot.storage.database import SqlDatabase
from crm.customers import (
    BuyingRole,
    ChannelKind,
    Consent,
    Contact,
    Customer,
    Personality,
    Relation,
)
from crm.errors import Conflict, NotFound
from crm.history import TouchpointKind
from crm.people import Actor

if TYPE_CHECKING:
    from tests.services.conftest import Crew, HandClock


STORY = "张大伯 13800000001 有个孙女小米 骑旧电动车"


@pytest.fixture
def service(database: SqlDatabase, clock: "HandClock") -> CustomerService:
    return CustomerService(database, clock)


async def _new(service: CustomerService, database: SqlDatabase, actor: Actor, sentence: str) -> Customer:
    async with database.write() as uow:
        customer = await service.create(uow, actor, parse_customer(sentence, service._clock.now().date()))
        await uow.commit()
    return customer


async def test_a_sentence_becomes_a_card(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)

    card = await service.show(crew.li, made.id)

    assert card.customer == made
    assert (made.owner_id, made.team_id, made.name) == ("li", "north", "张大伯")
    assert made.household[0].name == "小米"
    assert made.notes[0].text == "骑旧电动车"


async def test_a_seller_sees_own_customers_a_manager_the_teams(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)

    assert (await service.get(crew.boss, made.id)).id == made.id
    assert (await service.get(crew.admin, made.id)).id == made.id
    for other in (crew.wu, crew.stranger_team):
        with pytest.raises(NotFound):
            await service.show(other, made.id)
        assert not await service.search(other, "张大伯")
        assert not await service.recent(other)
        assert not await service.named(other, "张大伯")
        async with database.write() as uow:
            for act in (
                service.add_note(uow, other, made.id, "x"),
                service.edit(uow, other, made.id, {"name": "x"}),
                service.set_do_not_contact(uow, other, made.id),
                service.add_touchpoint(uow, other, made.id, TouchpointKind.CALL, "x"),
            ):
                with pytest.raises(NotFound):
                    await act


async def test_a_note_is_kept_with_the_customer_and_in_its_history(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)

    async with database.write() as uow:
        await service.add_note(uow, crew.li, made.id, "下周三来试骑")
        await uow.commit()

    card = await service.show(crew.li, made.id)
    assert card.customer.notes[-1].text == "下周三来试骑"
    assert (card.touchpoints[0].kind, card.touchpoints[0].text) == (TouchpointKind.NOTE, "下周三来试骑")


async def test_a_note_of_eight_thousand_characters_is_kept_whole(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)

    async with database.write() as uow:
        saved = await service.add_note(uow, crew.li, made.id, "长" * 8000)
        await uow.commit()

    assert sum(len(note.text) for note in saved.notes[1:]) == 8000


async def test_left_without_commit_nothing_is_noted(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)
    async with database.write() as uow:
        await service.add_note(uow, crew.li, made.id, "x")

    assert (await service.show(crew.li, made.id)).customer == made


async def test_an_empty_sentence_creates_nobody(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    with pytest.raises(InputRefused):
        await _new(service, database, crew.li, "太贵了")


async def test_the_same_number_or_name_is_pointed_out_before_a_second_record(
    service: CustomerService, database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)
    today = clock.now().date()

    assert [h.id for h in await service.alike(crew.li, parse_customer("老张 13800000001", today))] == [
        made.id
    ]
    assert [h.id for h in await service.alike(crew.li, parse_customer("张大伯", today))] == [made.id]
    assert not await service.alike(crew.li, parse_customer("王姐 13800000002", today))
    assert not await service.alike(crew.wu, parse_customer("张大伯 13800000001", today))


async def test_two_customers_of_one_name_are_both_found(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    one = await _new(service, database, crew.li, "刘芳 13800000007")
    two = await _new(service, database, crew.li, "刘芳 13800000008")

    assert {hit.id for hit in await service.named(crew.li, "刘芳")} == {one.id, two.id}


async def test_fields_are_edited_one_by_one_and_checked(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)
    async with database.write() as uow:
        saved = await service.edit(uow, crew.li, made.id, {"address": "城西老街12号", "tags": ("节俭",)})
        await uow.commit()

    assert (saved.address, saved.tags, saved.version) == ("城西老街12号", ("节俭",), 2)
    async with database.write() as uow:
        for wrong in ({"owner_id": "wu"}, {"name": "长" * 121}, {"birthday": "昨天"}):
            with pytest.raises(InputRefused):
                await service.edit(uow, crew.li, made.id, wrong)


async def test_a_change_made_meanwhile_is_not_overwritten(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)
    async with database.write() as uow:
        await service.edit(uow, crew.li, made.id, {"address": "甲"})
        with pytest.raises(Conflict):
            await uow.customers.update(made, crew.li.scope)


async def test_a_told_relative_completes_the_known_one(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)
    patch = household_patch("张大伯的孙女今年上小学，老伴说了算")

    async with database.write() as uow:
        saved = await service.add_members(uow, crew.li, made.id, patch.members)
        await uow.commit()

    child, spouse = saved.household
    assert (child.name, child.age_band) == ("小米", "school")
    assert (spouse.relation, spouse.has_say) == (Relation.SPOUSE, True)


async def test_personality_is_an_observation_with_day_and_observer(
    service: CustomerService, database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)
    async with database.write() as uow:
        saved = await service.observe(uow, crew.boss, made.id, Personality.CALM, "每样都看")
        await uow.commit()

    [seen] = saved.personality
    assert (seen.observed_by, seen.observed_on, seen.note) == ("boss", clock.now().date(), "每样都看")


async def test_a_person_in_a_firm_is_added_once(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, "康乐食品厂 0571-88000005")
    contact = Contact(id="c1", name="白总", roles=(BuyingRole.ECONOMIC,))
    async with database.write() as uow:
        await service.put_contact(uow, crew.li, made.id, contact)
        changed = contact.model_copy(update={"position": "总经理"})
        saved = await service.put_contact(uow, crew.li, made.id, changed)
        await uow.commit()

    assert saved.contacts == (changed,)


async def test_consent_is_kept_for_each_channel_and_honoured(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, "王姐 13800000001 微信wangjie_88")
    async with database.write() as uow:
        await service.set_consent(uow, crew.li, made.id, ChannelKind.PHONE, consent=Consent.REFUSED)
        saved = await service.set_consent(uow, crew.li, made.id, ChannelKind.WECHAT, consent=Consent.GRANTED)
        with pytest.raises(NotFound):
            await service.set_consent(uow, crew.li, made.id, ChannelKind.EMAIL, do_not_contact=True)
        await uow.commit()

    assert contactable(saved, ChannelKind.PHONE).reason is Refusal.REFUSED
    assert contactable(saved, ChannelKind.SMS).reason is Refusal.REFUSED
    assert contactable(saved, ChannelKind.EMAIL).reason is Refusal.NO_CHANNEL
    chosen = contactable(saved).channel
    assert chosen is not None
    assert chosen.kind is ChannelKind.WECHAT
    assert (await service.may_contact(crew.li, made.id, ChannelKind.WECHAT)).allowed


async def test_do_not_contact_beats_every_consent(
    service: CustomerService, database: SqlDatabase, crew: "Crew"
) -> None:
    made = await _new(service, database, crew.li, STORY)
    async with database.write() as uow:
        await service.set_consent(uow, crew.li, made.id, ChannelKind.PHONE, consent=Consent.GRANTED)
        saved = await service.set_do_not_contact(uow, crew.li, made.id)
        await uow.commit()

    assert contactable(saved).reason is Refusal.CUSTOMER
    assert not contactable(saved, ChannelKind.PHONE).allowed


async def test_joining_two_records_never_lifts_a_refusal(
    service: CustomerService, database: SqlDatabase, clock: "HandClock", crew: "Crew"
) -> None:
    one = await _new(service, database, crew.li, "王姐 13800000001")
    barred = tuple(c.model_copy(update={"do_not_contact": True}) for c in one.channels)
    two = one.model_copy(update={"channels": barred, "company": "面馆", "address": "老街"})

    joined = join_customers(one, two, clock.now())

    assert joined.channels[0].do_not_contact
    assert (joined.company, joined.address, joined.id) == ("面馆", "老街", one.id)
    assert join_customers(joined, two, clock.now()) == joined
