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
    (re.compile(r"你(?:们)?二位"), "你们俩"),
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
    "三轮车": "辆",
    "自行车": "辆",
    "摩托车": "辆",
    "空调": "台",
    "洗衣机": "台",
    "电视": "台",
    "设备": "台",
    "床垫": "张",
    "信用卡": "张",
    "保险": "份",
    "合同": "份",
    "存款": "笔",
    "贷款": "笔",
    "课程": "门",
    "手表": "块",
    "眼镜": "副",
    "茶叶": "盒",
    "坚果": "袋",
    "牛奶": "箱",
    "系统": "套",
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
        text = first + found + re.sub(rf"[您你他]?{re.escape(full)}", brief, rest)
    return text


def _smoothed(text: str) -> str:
    for pattern, better in _DOUBLED:
        text = pattern.sub(better, text)
    text = _ARTICLE.sub(lambda m: m.group(1) + _MEASURE[m.group(2)], text)
    return text.strip(" ，；：")
