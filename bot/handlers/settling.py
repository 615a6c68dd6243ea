"""Taking one thing off a message that lists several: the rest stays where it is."""

from telegram import Message, Update

from bot.handlers.screens import Screen

THEIR_WORDS = "pc"
"""Data of the button 「客户说的」 below what was taken for a promise."""


def settled(update: Update, id: str, words: str) -> Screen:
    """Return the pressed message without the buttons of one thing, and what became of it below.

    A message that held nothing else, or is too old to be read, becomes the words alone.
    """
    query = update.callback_query
    message = query.message if query else None
    if not isinstance(message, Message) or not message.text or message.reply_markup is None:
        return Screen(words)
    kept = [
        [dict(button.to_dict()) for button in row if _stays(str(button.callback_data), id)]
        for row in message.reply_markup.inline_keyboard
    ]
    rows = [row for row in kept if row]
    if not rows:
        return Screen(words)
    entities = [dict(entity.to_dict()) for entity in message.entities]
    screen = Screen(text=message.text.rstrip() + "\n\n", entities=entities, rows=rows)
    return screen.line(words, "italic")


def _stays(data: str, id: str) -> bool:
    """Whether a button is about something else; whose words they were is no question any more."""
    return id not in data and data != THEIR_WORDS
