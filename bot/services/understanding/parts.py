"""Whose words are in a turn: the customer's, the salesperson's comment, a question around both."""

import re
from dataclasses import dataclass

from bot.services.understanding.lexis import Lexis

_WHO = r"(?:那个|这个|有个|刚才)?(?:客户|顾客|对方|人家|买家|甲方|他们|她们|他|她)"
_SAYS = (
    r"(?:刚刚?|又|就|还是?|一直|老是?|总是?|今天|昨天|现在|刚才|突然|直接)*"
    r"(?:跟我|对我|给我)?(?:(?:说|讲)(?!话(?![费单筒务]))|问我?|回复?我?|反馈|嘀咕|来一?句|发来|原话是?|表示|觉得|嫌|抱怨)(?:了句|道|的是|过来)?"
)
_OPENING = re.compile(rf"^\s*{_WHO}\s*(?P<name>[\u4e00-\u9fff]{{0,5}}?)\s*(?:{_SAYS}\s*[:：,，]?|[:：])\s*")
_NAMED = re.compile(rf"^\s*@?(?P<name>[\u4e00-\u9fff]{{2,5}}?)\s*(?:{_SAYS}\s*[:：,，]?|[:：])\s*")
_AT = re.compile(r"^\s*@(?P<name>[\u4e00-\u9fff\w]{2,10})[\s:：,，]+")
_LATIN = re.compile(r"^\s*(?:customer|client|her|him|she|he)(?:\s+(?:said|says|asked))?\s*[:：]\s*", re.I)
_KEEPS = re.compile(r"(?:觉得|嫌|抱怨)\s*$")
_ME = re.compile(r"^\s*(?:我|销售|我方|me|seller)\s*(?:说|回|答|回复)?\s*[:：]", re.I)
_COMMENT = re.compile(r"^\s*(?:备注|补充|注|ps|背景|情况)\s*[:：]", re.I)
_BRACKET = re.compile(r"[（(【\[]([^（）()【】\[\]]{2,200})[）)】\]]\s*$")
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,})[”」』\"]")
_ASKING = re.compile(
    r"[\s,，。;；!！?？]*(?:我|咱|那|这|这个|这句|这话|这种|请问)?(?:该|要|应该|可以)?"
    r"(?:怎么|咋|如何|怎样)(?:去|来)?(?:回复|回答|回应|回|接话|接|答|应对|应付|劝|说服|破|对付)"
    r"(?:他|她|一下|才好|比较好|好|才行)*[呢啊呀么]*[?？]*\s*$"
)
_ASKING_MORE = re.compile(
    r"[\s,，。;；!！?？]+(?:我|那|这|这个|这种)?(?:该|要|应该)?(?:怎么办|咋办|咋整|怎么说|咋说|怎么聊|咋聊|有救吗|还有救没)[呢啊呀]*[?？]*\s*$"
)
_TOLD_OF = re.compile(
    r"^(?P<words>(?:嫌|觉得|抱怨).{1,60}?)(?:我?应?该)?(?:怎么办|咋办|咋整|怎么说|咋说)[呢啊呀]*[?？]*\s*$"
)
"""嫌贵怎么办: who tells of a customer this way asks us, while 坏了怎么办 may be the customer's own words."""
_SELLER_FACTS = re.compile(
    r"在售|目录价|标价|售价|零售价|底价|成本|库存|现货|我们?店|本店|店里|现价|活动价|报价|旧(?:车|机|的).{0,4}(?:抵|折)|抵扣|到手|赠品|保修"
)
_YOURS = re.compile(r"你们|你家|你说")


@dataclass(frozen=True)
class Parts:
    """The parts of a turn's text. `opened` says that an opening like 客户说 marked the words."""

    words: str = ""
    note: str = ""
    rest: str = ""
    """What neither of both is: an unmarked text, still to be judged."""
    name: str = ""
    opened: bool = False
    asking: bool = False


def split(text: str, lexis: Lexis) -> Parts:
    """Return the parts of a text typed by a salesperson.

    Only a bracket, a line of its own, or text beside quotation marks can be the salesperson's comment:
    what stands on a customer's line stays the customer's, so that pasted figures never count as stated.
    """
    lines = [line for line in text.splitlines() if line.strip()] or [""]
    name, first = opening(lines[0], lexis)
    if first is None:
        return _unmarked(text, lines, lexis)
    words = [first] if first.strip() else []
    notes: list[str] = []
    for line in lines[1:]:
        (notes if is_comment(line) else words).append(_after_opening(line, lexis))
    said, bracket = _bracket("\n".join(words))
    said, asking = _without_asking(said)
    if told := _TOLD_OF.match(said):
        said, asking = told["words"], True
    return Parts(unquoted(said), "\n".join([*notes, *bracket]), "", name, True, asking)


def opening(line: str, lexis: Lexis) -> tuple[str, str | None]:
    """Return (customer's name, words) when a line opens with a speaker; ("", None) otherwise."""
    if found := _AT.match(line):
        rest = line[found.end() :]
        inner = re.match(rf"\s*(?:{_SAYS})\s*[:：,，]?\s*", rest)
        return found["name"], rest[inner.end() :] if inner else rest
    for pattern in (_LATIN, _OPENING):
        if found := pattern.match(line):
            name = found.groupdict().get("name") or ""
            if name and not _is_name(name, lexis):
                continue
            return name, _kept(line, found)
    found = _NAMED.match(line)
    if found and (lexis.is_titled_name(found["name"]) or _plain_speaker(found, line, lexis)):
        return found["name"], _kept(line, found)
    return "", None


def is_comment(line: str) -> bool:
    """Whether a line of its own is the salesperson's: marked so, or facts only a seller states."""
    if _COMMENT.match(line) or _ME.match(line):
        return True
    return bool(_SELLER_FACTS.search(line)) and not _YOURS.search(line) and not _asks(line)


def unquoted(text: str) -> str:
    """Return a text without one pair of quotation marks around it."""
    stripped = text.strip()
    found = _QUOTED.fullmatch(stripped)
    return found.group(1).strip() if found else stripped.strip('“”「」『』" ')


def _unmarked(text: str, lines: list[str], lexis: Lexis) -> Parts:
    quotes = _QUOTED.findall(text)
    outside = _QUOTED.sub(" ", text)
    if quotes and re.search(rf"(?:{_SAYS})\s*[:：,，]?\s*$|^\s*$", outside.split(" ")[0]):
        rest, asking = _without_asking(outside)
        before = re.match(rf"\s*@?([\u4e00-\u9fff]{{2,5}}?)(?:{_SAYS})", outside)
        name = before.group(1) if before and _is_name(before.group(1), lexis) else ""
        note = rest if _SELLER_FACTS.search(rest) else ""
        return Parts(" ".join(quotes), note.strip(" ,，。:：说"), "", name, True, asking)
    comments = [line for line in lines if is_comment(line)]
    others = [line for line in lines if not is_comment(line)]
    if not others:
        return Parts(rest=text)
    body, bracket = _bracket("\n".join(others))
    return Parts(rest=body, note="\n".join([*comments, *bracket]))


def _after_opening(line: str, lexis: Lexis) -> str:
    _, rest = opening(line, lexis)
    marked = _COMMENT.match(line)
    if marked:
        return line[marked.end() :].strip()
    return line if rest is None else rest


def _bracket(text: str) -> tuple[str, list[str]]:
    found = _BRACKET.search(text)
    if found and _SELLER_FACTS.search(found.group(1)) and not _YOURS.search(found.group(1)):
        return text[: found.start()].strip(), [found.group(1).strip()]
    return text, []


def _without_asking(text: str) -> tuple[str, bool]:
    for pattern in (_ASKING, _ASKING_MORE):
        found = pattern.search(text)
        if found and text[: found.start()].strip():
            return text[: found.start()].strip(), True
    return text, False


def _kept(line: str, found: re.Match[str]) -> str:
    """觉得贵 and 嫌贵 keep the verb: it belongs to what is reported."""
    verb = _KEEPS.search(found.group())
    return (verb.group().strip() if verb else "") + line[found.end() :]


def _is_name(name: str, lexis: Lexis) -> bool:
    return lexis.is_titled_name(name) or lexis.is_plain_name(name)


def _plain_speaker(found: re.Match[str], line: str, lexis: Lexis) -> bool:
    return lexis.is_plain_name(found["name"]) and bool(re.search(r"[说:：]", found.group()))


def _asks(line: str) -> bool:
    return bool(re.search(r"[?？吗]\s*$|多少|怎么|能不能", line))
