"""A line with its slots filled, made grammatical; None when it cannot be said."""

import re
from collections.abc import Mapping

from playbooks.slots import replace_slots, slots_in

LIMIT = 256
"""UTF-16 units a copy button carries."""
_CALL = re.compile(r"^\{称呼\}[，,：:！!]?\s*")
_DOUBLED = (
    (re.compile(r"([您你])\1"), r"\1"),
    (re.compile(r"的的"), "的"),
    (re.compile(r"(?<![日天])家里?家里"), "家里"),
    (re.compile(r"([您你])家里?(?=[您你])"), ""),
    (re.compile(r"，{2,}"), "，"),
    (re.compile(r"。{2,}"), "。"),
    (re.compile(r"([，。！？；：])(?:[，；：])"), r"\1"),
    (re.compile(r"(?<=[\d元块])元(?=元)"), ""),
)
_MEASURE = {
    "电动车": "辆",
    "电瓶车": "辆",
    "汽车": "辆",
    "轿车": "辆",
    "手机": "部",
    "冰箱": "台",
    "电脑": "台",
    "耳机": "副",
    "大米": "袋",
    "套餐": "档",
    "宽带": "条",
}
_ARTICLE = re.compile(rf"(这|那|一|几|两|哪)个(?=(?:旧|新)?({'|'.join(_MEASURE)}))")


def units(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def realise(text: str, fills: Mapping[str, str], short: Mapping[str, str] | None = None) -> str | None:
    """Return the sentence, or None when a slot stays open or the limit is passed.

    `{称呼}` with a comma at the very start is dropped when no form of address is known. `short` gives
    for a fill what it is called from its second mention on (孙女小米 → 小米).
    """
    if "称呼" not in fills:
        text = _CALL.sub("", text)
    if any(name not in fills or not fills[name].strip() for name in slots_in(text)):
        return None
    said = replace_slots(text, {name: fills[name].strip() for name in slots_in(text)})
    said = _smoothed(_mentioned_again(said, short or {}))
    return said if 0 < units(said) <= LIMIT else None


def _mentioned_again(text: str, short: Mapping[str, str]) -> str:
    for full, brief in short.items():
        first, found, rest = text.partition(full)
        text = first + found + rest.replace(full, brief)
    return text


def _smoothed(text: str) -> str:
    for pattern, better in _DOUBLED:
        text = pattern.sub(better, text)
    text = _ARTICLE.sub(lambda m: m.group(1) + _MEASURE[m.group(2)], text)
    return text.strip(" ，；：")
