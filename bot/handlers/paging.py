"""Lists that are turned page by page in one message: what a button of them names."""

from collections.abc import Collection

from telegram import Update

from bot.errors import InputRefused

_DIGITS = 5


def page_of(update: Update, lists: Collection[str]) -> tuple[str, int]:
    """Return which list a pressed button names, and the page (`pr:mine`, `pr:mine:1`).

    Raises InputRefused `old-button` for anything else.
    """
    data = str(update.callback_query.data if update.callback_query else "").split(":")
    which, page = [*data[1:], "0"][:2] if len(data) in {2, 3} else ("", "")
    if which not in lists or not page.isdecimal() or len(page) > _DIGITS:
        raise InputRefused("old-button")
    return which, int(page)
