"""The library's own Bot can use every method the phone offers."""

import io

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaDocument,
    InputMediaPhoto,
    InputTextMessageContent,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.phone import PhoneServer
from bot.phone.acts import grey_picture

SELLER = 7


async def test_the_bot_knows_itself_and_a_wrong_token_is_refused(bot: Bot, phone: PhoneServer) -> None:
    assert bot.id == int(phone.token.split(":")[0])
    assert bot.supports_inline_queries
    with pytest.raises(InvalidToken):
        async with Bot("123:wrong", base_url=phone.base_url):
            pass


async def test_a_message_keeps_its_entities_keyboard_and_reply(bot: Bot, phone: PhoneServer) -> None:
    said = await phone.say(SELLER, "太贵了")
    keyboard = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("复制", copy_text=CopyTextButton("好句"))],
            [InlineKeyboardButton("依据", callback_data="s")],
        ]
    )

    sent = await bot.send_message(
        SELLER,
        "粗的",
        entities=[MessageEntity("bold", 0, 1)],
        reply_markup=keyboard,
        reply_parameters=ReplyParameters(said.id),
    )

    message = phone.chat(SELLER).replies[-1]
    assert sent.message_id == message.id
    assert sent.reply_to_message
    assert sent.reply_to_message.text == "太贵了"
    assert message.entities == [{"type": "bold", "offset": 0, "length": 1}]
    assert message.copy_texts == ["好句"]
    assert message.button("依据")["callback_data"] == "s"


async def test_messages_are_edited_and_deleted(bot: Bot, phone: PhoneServer) -> None:
    sent = await bot.send_message(SELLER, "旧")

    await bot.edit_message_text("<b>新</b>", SELLER, sent.message_id, parse_mode="HTML")
    await bot.edit_message_reply_markup(
        SELLER,
        sent.message_id,
        reply_markup=InlineKeyboardMarkup.from_button(InlineKeyboardButton("a", callback_data="a")),
    )
    message = phone.chat(SELLER).replies[-1]
    assert (message.text, message.edits, message.buttons[0]["text"]) == ("新", 2, "a")

    await bot.delete_message(SELLER, sent.message_id)
    assert phone.chat(SELLER).replies == []


async def test_files_go_out_and_come_back_byte_for_byte(bot: Bot, phone: PhoneServer) -> None:
    await bot.send_document(
        SELLER, io.BytesIO(b"\x00rows"), filename="退回的行.csv", caption="*第500行*", parse_mode="MarkdownV2"
    )
    await bot.send_photo(SELLER, grey_picture(32))
    await bot.send_voice(SELLER, b"OggS", duration=4)
    document, photo, voice = phone.chat(SELLER).replies
    assert document.document
    assert (document.document["file_name"], phone.file(document)) == ("退回的行.csv", b"\x00rows")
    assert document.raw["caption_entities"][0]["type"] == "bold"
    assert (photo.raw["photo"][0]["width"], voice.raw["voice"]["duration"]) == (32, 4)
    await bot.edit_message_caption(SELLER, document.id, caption="新说明")
    assert document.text == "新说明"

    uploaded = await phone.upload(SELLER, "客户.xlsx", b"PK\x03\x04")
    assert uploaded.document
    file = await bot.get_file(uploaded.document["file_id"])
    assert bytes(await file.download_as_bytearray()) == b"PK\x03\x04"
    again = await bot.send_document(SELLER, uploaded.document["file_id"])
    assert again.document


async def test_an_album_arrives_as_one_group(bot: Bot, phone: PhoneServer) -> None:
    await bot.send_media_group(
        SELLER, [InputMediaPhoto(grey_picture(), caption="第一张"), InputMediaPhoto(grey_picture())]
    )
    await bot.send_media_group(
        SELLER, [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b", filename="b.txt")]
    )

    first, second, third, fourth = phone.chat(SELLER).replies
    assert first.raw["media_group_id"] == second.raw["media_group_id"] != third.raw["media_group_id"]
    assert (first.text, phone.file(fourth)) == ("第一张", b"b")


async def test_drafts_and_actions_are_seen_before_the_message(bot: Bot, phone: PhoneServer) -> None:
    chat = phone.chat(SELLER)
    await bot.send_chat_action(SELLER, "typing")
    await bot.send_message_draft(SELLER, 1, "")
    await bot.send_message_draft(SELLER, 1, "张大伯，")
    assert chat.draft

    await bot.send_message(SELLER, "张大伯，您看")

    assert (chat.actions, chat.drafts) == (["typing"], ["", "张大伯，"])
    assert not phone.chat(SELLER).draft


async def test_a_pressed_button_is_answered(bot: Bot, phone: PhoneServer) -> None:
    await bot.send_message(
        SELLER,
        "x",
        reply_markup=InlineKeyboardMarkup.from_button(InlineKeyboardButton("好", callback_data="d")),
    )
    press = await phone.press(phone.chat(SELLER).replies[0], "好")
    (update,) = await bot.get_updates()
    assert update.callback_query
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("d", SELLER)

    await update.callback_query.answer("记下了", show_alert=True)

    assert await phone.wait_for_answer(press) == {"text": "记下了", "show_alert": True}


async def test_inline_results_are_shown_chosen_and_edited(bot: Bot, phone: PhoneServer) -> None:
    ask = await phone.inline(SELLER, "太贵")
    button = InlineKeyboardMarkup.from_button(InlineKeyboardButton("a", callback_data="a"))
    result = InlineQueryResultArticle("r1", "一句", InputTextMessageContent("您先算算"), reply_markup=button)
    await bot.answer_inline_query(ask.id, [result], cache_time=0, is_personal=True)
    assert ask.answer
    assert (ask.answer["cache_time"], ask.answer["is_personal"]) == (0, True)

    message = await phone.choose(ask, "r1")
    *_, update = await bot.get_updates()
    assert update.chosen_inline_result
    await bot.edit_message_text("改好了", inline_message_id=update.chosen_inline_result.inline_message_id)

    assert message.text == "改好了"


async def test_commands_are_kept_by_scope_and_language(bot: Bot, phone: PhoneServer) -> None:
    await bot.set_my_commands([BotCommand("c", "查客户")])
    await bot.set_my_commands([BotCommand("admin", "管理")], scope=BotCommandScopeChat(SELLER))

    assert [one.command for one in await bot.get_my_commands()] == ["c"]
    assert phone.profile.menu(SELLER, "zh")[0]["command"] == "admin"
    await bot.delete_my_commands(scope=BotCommandScopeChat(SELLER))
    assert phone.profile.menu(SELLER, "zh")[0]["command"] == "c"


async def test_descriptions_chats_and_reactions_are_taken(bot: Bot, phone: PhoneServer) -> None:
    said = await phone.say(SELLER, "x")
    await bot.set_my_description("销售助手")
    await bot.set_my_short_description("短")
    await bot.set_my_name("金句")
    await bot.set_chat_menu_button()
    await bot.set_message_reaction(SELLER, said.id, "👍")

    assert (await bot.get_my_description()).description == "销售助手"
    assert (await bot.get_chat(SELLER)).first_name == "用户7"
    assert said.prompt["reaction"] == ["👍"]
    copied = await bot.copy_message(SELLER, SELLER, said.id)
    forwarded = await bot.forward_message(SELLER, SELLER, said.id)
    assert forwarded.forward_origin
    assert phone.chat(SELLER).by_id[copied.message_id].text == "x"


async def test_a_reply_over_a_business_connection_speaks_as_its_owner(bot: Bot, phone: PhoneServer) -> None:
    connection = await phone.connect_business(SELLER)
    await phone.business_say(connection, 99, "还有货吗")
    assert (await bot.get_business_connection(connection)).rights

    await bot.send_message(99, "有的", business_connection_id=connection)

    *_, echo = await bot.get_updates()
    assert echo.business_message
    assert echo.business_message.sender_business_bot
    assert echo.business_message.from_user
    assert echo.business_message.from_user.id == SELLER


async def test_without_the_right_to_reply_nothing_goes_out(bot: Bot, phone: PhoneServer) -> None:
    connection = await phone.connect_business(SELLER, can_reply=False)
    await phone.business_say(connection, 99, "在吗")

    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.send_message(99, "在", business_connection_id=connection)


async def test_a_person_who_blocked_the_bot_is_let_alone(bot: Bot, phone: PhoneServer) -> None:
    await phone.block(SELLER)

    with pytest.raises(Forbidden):
        await bot.send_message(SELLER, "x")
    await phone.say(SELLER, "我回来了")
    assert await bot.send_message(SELLER, "欢迎回来")
