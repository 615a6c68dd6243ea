"""Marks that code puts between words: Chinese ones on a Chinese screen, English ones on an English one."""

from collections.abc import Iterable

from bot.services.texts import Texts


def listed(parts: Iterable[str], say: Texts) -> str:
    """Return things side by side: 甲、乙 or A, B."""
    return say("comma").join(parts)


def clauses(parts: Iterable[str], say: Texts) -> str:
    """Return parts of one sentence: 甲，乙 or A, B."""
    return (", " if say.locale == "en" else "，").join(parts)


def sentences(parts: Iterable[str], say: Texts) -> str:
    """Return whole sentences: 甲。乙。 or A. B. In English each begins with a capital."""
    if say.locale == "en":
        return ". ".join(f"{part[:1].upper()}{part[1:]}" for part in parts) + "."
    return "。".join(parts) + "。"


def labelled(label: str, value: str, say: Texts) -> str:
    """Return what a thing is and its value: 电话：138 or Phone: 138."""
    return f"{label}: {value}" if say.locale == "en" else f"{label}：{value}"


def with_aside(text: str, aside: str, say: Texts) -> str:
    """Return a text with something in brackets: 张敏（经理） or Zhang Min (manager)."""
    return f"{text} ({aside})" if say.locale == "en" else f"{text}（{aside}）"
