"""The Bot API's methods, by their names in lower case. To add one: a function here, a line in the table."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.phone.backend import Backend
from bot.phone.methods import editing, inline, media, profile, sending, updates
from bot.phone.wire import Call

Method = Callable[[Backend, Call], Awaitable[Any]]

_TABLE: dict[str, Method] = {
    # updates
    "getUpdates": updates.get_updates,
    "setWebhook": updates.set_webhook,
    "deleteWebhook": updates.delete_webhook,
    "getWebhookInfo": updates.get_webhook_info,
    "close": updates.accepted,
    "logOut": updates.accepted,
    # the bot itself
    "getMe": profile.get_me,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_text("name", 64),
    "getMyName": profile.get_text("name"),
    "setMyDescription": profile.set_text("description", 512),
    "getMyDescription": profile.get_text("description"),
    "setMyShortDescription": profile.set_text("short_description", 120),
    "getMyShortDescription": profile.get_text("short_description"),
    "setChatMenuButton": updates.accepted,
    "getChatMenuButton": profile.get_menu_button,
    "setMyDefaultAdministratorRights": updates.accepted,
    # sending
    "sendMessage": sending.send_message,
    "sendMessageDraft": sending.send_message_draft,
    "sendContact": sending.send_contact,
    "sendChatAction": sending.send_chat_action,
    "forwardMessage": sending.forward_message,
    "copyMessage": sending.copy_message,
    "sendPhoto": media.send_photo,
    "sendDocument": media.send_document,
    "sendVoice": media.send_voice,
    "sendAudio": media.send_audio,
    "sendVideo": media.send_video,
    "sendMediaGroup": media.send_media_group,
    "getFile": media.get_file,
    # changing what was sent
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "setMessageReaction": editing.set_message_reaction,
    "pinChatMessage": editing.pin_chat_message,
    "unpinChatMessage": editing.unpin_chat_message,
    # queries and chats
    "answerCallbackQuery": inline.answer_callback_query,
    "answerInlineQuery": inline.answer_inline_query,
    "getChat": profile.get_chat,
    "getChatMember": profile.get_chat_member,
    "leaveChat": profile.leave_chat,
    "getBusinessConnection": profile.get_business_connection,
}

METHODS: dict[str, tuple[str, Method]] = {name.lower(): (name, method) for name, method in _TABLE.items()}
"""Lower-case name → (name as documented, implementation)."""
