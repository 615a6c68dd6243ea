"""What Telegram refuses, the phone refuses, in the same words."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from bot.phone import PhoneServer

SELLER = 7
Api = Callable[..., Coroutine[Any, Any, dict[str, Any]]]
PLAIN = {"type": "bold", "offset": 0, "length": 1}


def inline(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "好", **button}]]}


TEXTS = [
    ({"text": ""}, "message text is empty"),
    ({}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    ({"text": "字" * 4097}, "message is too long"),
    ({"text": "字" * 4095 + "😀"}, "message is too long"),
    ({"text": "x", "parse_mode": "Fancy"}, "unsupported parse_mode"),
    (
        {"text": "<b>x", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        {"text": "<x>x</x>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    ),
    ({"text": "价<3800", "parse_mode": "HTML"}, "can't parse entities: Unclosed start tag at byte offset 3"),
    (
        {"text": "1 < 2 > 1", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "" at byte offset 2',
    ),
    ({"text": "a</b>", "parse_mode": "HTML"}, "can't parse entities: Unexpected end tag at byte offset 1"),
    (
        {"text": "<b><i>x</b></i>", "parse_mode": "HTML"},
        'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    ),
    (
        {"text": "只要3.8折", "parse_mode": "MarkdownV2"},
        "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    (
        {"text": "*x", "parse_mode": "MarkdownV2"},
        "can't parse entities: Can't find end of Bold entity at byte offset 0",
    ),
    (
        {"text": "ab`x", "parse_mode": "MarkdownV2"},
        "can't parse entities: Can't find end of Code entity at byte offset 2",
    ),
    (
        {"text": "ab", "entities": [{**PLAIN, "length": 3}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 3",
    ),
    (
        {"text": "ab", "entities": [{**PLAIN, "offset": 5}]},
        "entity begins after the end of the text at UTF-16 offset 5",
    ),
    (
        {"text": "ab", "entities": [{**PLAIN, "offset": -1}]},
        "entity begins after the end of the text at UTF-16 offset -1",
    ),
    (
        {"text": "abcd", "entities": [{**PLAIN, "length": 3}, {"type": "italic", "offset": 2, "length": 2}]},
        "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 4",
    ),
    (
        {"text": "😀b", "entities": [{**PLAIN, "offset": 1}]},
        "entity begins in a middle of a UTF-16 symbol at UTF-16 offset 1",
    ),
    (
        {"text": "ab", "entities": [{**PLAIN, "type": "loud"}]},
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (
        {"text": "ab", "entities": [{"type": "bold", "offset": 0}]},
        "can't parse MessageEntity: Can't find field \"length\"",
    ),
    (
        {"text": "ab", "entities": [{**PLAIN, "type": "text_link"}]},
        "can't parse MessageEntity: Can't find field \"url\"",
    ),
    (
        {"text": "ab", "entities": [{**PLAIN, "type": "text_link", "url": "nodot"}]},
        "entity URL 'nodot' is invalid: Wrong HTTP URL",
    ),
    ({"text": "x", "chat_id": 404}, "chat not found"),
    ({"text": "x", "chat_id": ""}, "chat_id is empty"),
    ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
    ({"text": "x", "reply_parameters": {"message_id": 1}}, "message to be replied not found"),
    ({"text": "x", "business_connection_id": "no"}, "business connection not found"),
]

NO_ACTION = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
KEYBOARDS = [
    (inline(callback_data="字" * 22), "BUTTON_DATA_INVALID"),
    (inline(callback_data=""), NO_ACTION),
    (inline(), NO_ACTION),
    (
        inline(callback_data="a", url="https://example.com"),
        "can't parse inline keyboard button: "
        "Exactly one action must be specified, found url and callback_data",
    ),
    (inline(colour="red"), 'can\'t parse inline keyboard button: Unsupported field "colour" specified'),
    (inline(copy_text={"text": "字" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    (inline(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
    (
        inline(copy_text="x"),
        "can't parse inline keyboard button: Can't find field \"text\" in CopyTextButton",
    ),
    (
        inline(url="ftp://example.com"),
        "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
    ),
    (inline(url="nodot"), "inline keyboard button URL 'nodot' is invalid: Wrong HTTP URL"),
    (inline(pay=True), "BUTTON_TYPE_INVALID"),
    (
        {"inline_keyboard": [[{"callback_data": "x"}]]},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        {"inline_keyboard": [["x"]]},
        "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
    ),
    (
        {"inline_keyboard": [{"text": "x"}]},
        'field "inline_keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays',
    ),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}, "REPLY_MARKUP_TOO_LONG"),
    ("{", "can't parse reply keyboard markup JSON object"),
    ([1], "object expected as reply markup"),
]


@pytest.mark.parametrize(("parameters", "words"), TEXTS)
async def test_a_text_telegram_refuses_is_refused_in_its_words(
    api: Api, phone: PhoneServer, parameters: dict[str, Any], words: str
) -> None:
    answer = await api("sendMessage", **{"chat_id": SELLER, **parameters})

    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}
    assert phone.chat(SELLER).replies == []


@pytest.mark.parametrize(("markup", "words"), KEYBOARDS)
async def test_a_keyboard_telegram_refuses_is_refused_in_its_words(
    api: Api, markup: object, words: str
) -> None:
    answer = await api("sendMessage", chat_id=SELLER, text="x", reply_markup=markup)

    assert answer["description"] == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("字" * 4096, None),
        ("  " + "字" * 4096 + "\n", None),
        ("😀" * 2048, None),
        ("x", inline(callback_data="a" * 64)),
        ("x", inline(copy_text={"text": "字" * 256})),
        ("x", {"inline_keyboard": []}),
    ],
)
async def test_what_just_fits_is_taken(api: Api, text: str, markup: object) -> None:
    extra = {"reply_markup": markup} if markup else {}

    assert (await api("sendMessage", chat_id=SELLER, text=text, **extra))["ok"]


async def test_a_blocked_bot_is_told_so(api: Api, phone: PhoneServer) -> None:
    await phone.block(SELLER)

    answer = await api("sendMessage", chat_id=SELLER, text="x")

    assert (answer["error_code"], answer["description"]) == (403, "Forbidden: bot was blocked by the user")


async def test_a_bot_thrown_out_of_a_group_is_told_so(api: Api, phone: PhoneServer) -> None:
    group = await phone.group("销售一组", [SELLER])
    await phone.remove_from(group, SELLER)

    answer = await api("sendMessage", chat_id=group.id, text="x")

    assert answer["description"] == "Forbidden: bot was kicked from the supergroup chat"


async def test_edits_are_refused_in_telegrams_words(api: Api, phone: PhoneServer) -> None:
    theirs = await phone.say(SELLER, "我的话")
    sent = (await api("sendMessage", chat_id=SELLER, text="旧", reply_markup=inline(callback_data="a")))[
        "result"
    ]
    same = {
        "chat_id": SELLER,
        "message_id": sent["message_id"],
        "text": "旧",
        "reply_markup": sent["reply_markup"],
    }

    async def words(method: str = "editMessageText", **parameters: object) -> str:
        return str((await api(method, chat_id=SELLER, **parameters))["description"])

    assert await words(message_id=1, text="新") == "Bad Request: message to edit not found"
    assert await words(text="新") == "Bad Request: message identifier is not specified"
    assert await words(message_id=theirs.id, text="新") == "Bad Request: message can't be edited"
    assert "message is not modified" in (await api("editMessageText", **same))["description"]
    assert await words("editMessageCaption", message_id=sent["message_id"], caption="x") == (
        "Bad Request: there is no caption in the message to edit"
    )
    assert await words("deleteMessage", message_id=1) == "Bad Request: message to delete not found"


async def test_leaving_out_the_keyboard_in_an_edit_removes_it(api: Api, phone: PhoneServer) -> None:
    sent = (await api("sendMessage", chat_id=SELLER, text="旧", reply_markup=inline(callback_data="a")))[
        "result"
    ]

    await api("editMessageText", chat_id=SELLER, message_id=sent["message_id"], text="旧")

    assert phone.chat(SELLER).replies[0].buttons == []


async def test_a_callback_query_is_answered_once_and_in_time(api: Api, phone: PhoneServer) -> None:
    await api("sendMessage", chat_id=SELLER, text="x", reply_markup=inline(callback_data="a"))
    message = phone.chat(SELLER).replies[0]
    fresh, late = await phone.press(message, "好"), await phone.press(message, "好")
    late.made = time.monotonic() - 16
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"

    assert (await api("answerCallbackQuery", callback_query_id=fresh.id, text="行"))["ok"]
    for query in (fresh.id, late.id, "12345"):
        assert (await api("answerCallbackQuery", callback_query_id=query))["description"] == too_old


async def test_inline_answers_have_their_limits(api: Api, phone: PhoneServer) -> None:
    ask = await phone.inline(SELLER, "太贵")
    article = {"type": "article", "id": "1", "title": "一", "input_message_content": {"message_text": "好"}}

    async def words(*results: object) -> str:
        return str(
            (await api("answerInlineQuery", inline_query_id=ask.id, results=list(results)))["description"]
        )

    assert (
        await words(*[article | {"id": str(index)} for index in range(51)]) == "Bad Request: RESULTS_TOO_MUCH"
    )
    assert await words(article, article) == "Bad Request: RESULT_ID_DUPLICATE"
    assert await words(article | {"id": "x" * 65}) == "Bad Request: RESULT_ID_INVALID"
    assert "Unsupported type" in await words(article | {"type": "poem"})
    ask.made = time.monotonic() - 11
    assert "query is too old" in await words(article)


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"document": "https://example.com/a.pdf"}, "failed to get HTTP URL content"),
        ("sendPhoto", {"photo": "x", "caption": "字" * 1025}, "message caption is too long"),
        ("sendMediaGroup", {"media": []}, "there are no messages to send"),
        ("getFile", {"file_id": "nonsense"}, "invalid file_id"),
        ("setMyCommands", {"commands": [{"command": "找", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        (
            "setMyCommands",
            {"commands": [{"command": "c", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setWebhook",
            {"url": "http://example.com"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        ("setMessageReaction", {"message_id": 1}, "message to react not found"),
        ("getBusinessConnection", {"business_connection_id": "x"}, "business connection not found"),
        ("sendMessageDraft", {"draft_id": 0, "text": "x"}, "draft_id must be non-zero"),
    ],
)
async def test_other_methods_refuse_in_telegrams_words(
    api: Api, method: str, parameters: dict[str, Any], words: str
) -> None:
    answer = await api(method, chat_id=SELLER, **parameters)

    assert answer["description"] == f"Bad Request: {words}"


async def test_a_file_over_twenty_megabytes_cannot_be_fetched(api: Api, phone: PhoneServer) -> None:
    message = await phone.upload(SELLER, "目录.pdf", None, size=20 * 1024 * 1024 + 1)
    assert message.document

    answer = await api("getFile", file_id=message.document["file_id"])

    assert answer["description"] == "Bad Request: file is too big"


async def test_an_unknown_method_does_not_exist(api: Api) -> None:
    assert await api("sendTelepathy") == {"ok": False, "error_code": 404, "description": "Not Found"}
