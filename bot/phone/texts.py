"""From the parameters of a call to the text and entities a message gets."""

from bot.phone.entities import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    check_bounds,
    clean,
    given,
    is_blank,
    merged,
    trimmed,
    units,
)
from bot.phone.html_text import parse_html
from bot.phone.markdown_text import parse_markdown
from bot.phone.wire import Call, Json, bad


def formatted(text: str, parse_mode: str, entities: object) -> tuple[str, list[Json]]:
    """Apply parse mode or explicit entities; return text and entities as Telegram stores them.

    Raises:
        Refused: markup or entities are wrong.
    """
    mode = parse_mode.lower()
    if text and mode == "html":
        plain, marks = parse_html(clean(text))
    elif text and mode == "markdownv2":
        plain, marks = parse_markdown(clean(text))
    elif text and mode not in {"", "none"}:
        # Legacy Markdown is left out on purpose: what it accepts differs from what it shows.
        raise bad("unsupported parse_mode")
    else:
        plain, marks = clean(text), given(entities)
        if len(plain) != len(text) and marks:
            plain = text  # dropped characters would shift offsets; keep the bot's own counting
        check_bounds(plain, marks)
    plain, marks = trimmed(plain, marks)
    return plain, merged(plain, marks)


def message_text(call: Call) -> tuple[str, list[Json]]:
    """Return the text of sendMessage and editMessageText.

    Raises:
        Refused: empty, too long, or wrong markup.
    """
    source = call.text("text")
    if not source:
        raise bad("message text is empty")
    text, entities = formatted(source, call.text("parse_mode"), call.structure("entities"))
    if is_blank(text):
        raise bad("text must be non-empty" if is_blank(source) else "message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad("message is too long")
    return text, entities


def caption(call: Call) -> tuple[str, list[Json]]:
    """Return the caption of a media message; empty is allowed.

    Raises:
        Refused: too long, or wrong markup.
    """
    return checked_caption(call.text("caption"), call.text("parse_mode"), call.structure("caption_entities"))


def checked_caption(source: str, parse_mode: str, entities: object) -> tuple[str, list[Json]]:
    """Return a caption that fits.

    Raises:
        Refused: too long, or wrong markup.
    """
    text, marks = formatted(source, parse_mode, entities)
    if units(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return text, marks
