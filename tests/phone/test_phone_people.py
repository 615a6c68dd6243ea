"""Whatever a person does reaches the bot as the update Telegram would send."""

from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot, Update

from bot.phone import (
    DEFAULT_PERSONAS,
    PhoneServer,
    User,
    origin_channel,
    origin_chat,
    origin_hidden,
    origin_user,
)

SELLER = 7
ALL = Update.ALL_TYPES


async def last(bot: Bot) -> Update:
    return (await bot.get_updates(allowed_updates=ALL))[-1]


async def test_a_command_carries_its_entity_and_its_sender(bot: Bot, phone: PhoneServer) -> None:
    await phone.say(User(8, "李", "娜", "lina"), "/c 张大伯")

    message = (await last(bot)).message
    assert message
    assert message.from_user
    assert message.parse_entities()
    assert next(iter(message.parse_entities().values())) == "/c"
    assert (message.from_user.full_name, message.chat.type) == ("李 娜", "private")


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        (origin_user("张先生"), "user"),
        (origin_hidden("张先生"), "hidden_user"),
        (origin_chat("车友群"), "chat"),
        (origin_channel("行情"), "channel"),
    ],
)
async def test_a_forward_tells_where_it_came_from(
    bot: Bot, phone: PhoneServer, origin: dict[str, object], kind: str
) -> None:
    await phone.forward(SELLER, "太贵了", "再看看", origin=origin)

    first, second = await bot.get_updates()
    assert first.message
    assert second.message
    assert first.message.forward_origin
    assert first.message.forward_origin.type == kind
    assert (first.message.text, second.message.text) == ("太贵了", "再看看")


async def test_an_album_is_several_updates_of_one_group(bot: Bot, phone: PhoneServer) -> None:
    await phone.album(SELLER, [None, None, None], caption="三张")

    messages = [one.message for one in await bot.get_updates()]
    assert len({one.media_group_id for one in messages if one}) == 1
    assert [one.caption for one in messages if one] == ["三张", None, None]


async def test_every_other_kind_of_update_is_understood_by_the_library(bot: Bot, phone: PhoneServer) -> None:
    await bot.get_updates(allowed_updates=ALL)

    async def kind(act: Callable[[], Awaitable[object]]) -> str:
        await act()
        update = await last(bot)
        return next(name for name in update.to_dict() if name != "update_id")

    said = await phone.say(SELLER, "x")
    connection = await phone.connect_business(SELLER)
    customer = await phone.business_say(connection, 99, "在吗")
    seen = [
        await kind(lambda: phone.edit(said, "y")),
        await kind(lambda: phone.react(SELLER, said, "👍")),
        await kind(lambda: phone.inline(SELLER, "q")),
        await kind(lambda: phone.press_data(said, "old")),
        await kind(lambda: phone.connect_business(SELLER, connection_id=connection, enabled=False)),
        await kind(lambda: phone.business_own(connection, 99, "稍等")),
        await kind(lambda: phone.edit(customer, "在吗?")),
        await kind(lambda: phone.business_delete(customer)),
        await kind(lambda: phone.block(SELLER)),
        await kind(lambda: phone.contact(SELLER, "13800000001", "张大伯")),
        await kind(lambda: phone.voice(SELLER, b"OggS")),
        await kind(lambda: phone.photo(SELLER)),
    ]

    assert seen == [
        "edited_message",
        "message_reaction",
        "inline_query",
        "callback_query",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "my_chat_member",
        "message",
        "message",
        "message",
    ]


async def test_in_a_group_everybody_speaks_for_themselves(bot: Bot, phone: PhoneServer) -> None:
    group = await phone.group("销售一组", [SELLER, 8])
    await phone.say(8, "大家好", chat=group)

    joined, said = await bot.get_updates()
    assert joined.my_chat_member
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert said.message
    assert said.message.from_user
    assert (said.message.chat.type, said.message.from_user.id) == ("supergroup", 8)
    await bot.send_message(group.id, "收到")
    assert (await phone.wait_for_reply(group)).text == "收到"


async def test_any_update_can_be_injected_malformed_ones_too(phone: PhoneServer) -> None:
    update_id = await phone.inject({"message": {"nonsense": True}})

    assert f'{{"update_id":{update_id},"message":{{"nonsense":true}}}}' in await phone.updates.poll(0, 100, 0)


async def test_waiting_for_a_reply_names_the_last_calls_when_none_comes(bot: Bot, phone: PhoneServer) -> None:
    await bot.send_chat_action(SELLER, "typing")

    with pytest.raises(TimeoutError, match="sendChatAction 200"):
        await phone.ask(SELLER, "喂", timeout=0.1)


async def test_a_missing_button_is_named_with_those_there_are(bot: Bot, phone: PhoneServer) -> None:
    await bot.send_message(SELLER, "x")

    with pytest.raises(LookupError, match="no button"):
        await phone.press(phone.chat(SELLER).replies[0], "依据")


async def test_personas_have_not_met_the_bot_before_they_speak(phone: PhoneServer) -> None:
    assert DEFAULT_PERSONAS[0].id not in phone.world.chats
