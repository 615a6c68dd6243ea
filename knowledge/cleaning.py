"""Cleaning for analysis and display; the raw span is kept apart and never changed.

What is repaired was met in scraped slides and articles: page marks inside sentences, phrases that a
converter printed twice (bold text), navigation and download advertising, full-width figures.
"""

import re
import unicodedata

from knowledge.analysis import fold

_PAGE_MARK = re.compile(r"(?<![。!?;::.!?;\s])\s*\n\s*\n\s*\d{1,3}\s*[、.]\s*(?=[^\d\s])")
_PAGE_NUMBER = re.compile(
    r"(?m)^[ \t]*(?:第\s*\d+\s*页(?:\s*[/,,]?\s*共\s*\d+\s*页)?|\d{1,3}|- ?\d+ ?-)[ \t]*$"
)
_DOUBLED = re.compile(r"([^\n]{2,60}?)(?:[))、,,]?\1)+")
_DOUBLED_FIGURE = re.compile(r"(?<![\d.])(\d{1,3}%?) ?\1(?![\d.%])")
_HALVES = re.compile(r"(?<![\d.,])(\d{2}|\d{4})\1(?![\d.,%])")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SPACE = re.compile(r"[ \t\u3000\xa0]+")
_GAP = re.compile(r"(?<=[\u3400-\u9fff,。;:、!?])\s+(?=[\u3400-\u9fff,。;:、!?(“])")
_CHROME = re.compile(
    r"(?mi)^[ \t]*(?:"
    r"(?:相关文档|最新文档|合集下载|展开阅读全文|相关资源|相关搜索|资源描述|点击查看更多>*|返回 下载.*"
    r"|猜你喜欢|上一篇.*|下一篇.*"
    r"|推荐阅读|热门文章|阅读全文|加载中.*|登录后.*|扫码.*|微信扫一扫.*|关注(?:我们|公众号).*|收藏|举报|打印|分享到.*)"
    r"|\??(?:阅读消耗积分|浏览数|评论数|下载积分|文档编号|上传人|上传时间)\s*[::].*"
    r"|.*(?:\.pptx?_第\d+页|ICP备\d+号|下载本站|版权所有.*all rights reserved).*"
    r"|第\d+页 ?/ ?共\d+页"
    r"|撰稿[::].*发表于.*|当前位置\s*[::].*"
    r"|.*本站为文档C TO C.*|-? ?\d、(?:下载文档前请|\"仅部分预览\"|如文档侵犯).*"
    r")[ \t]*$"
)


def is_chrome(line: str) -> bool:
    """Whether a line is navigation, advertising or a counter of a web page."""
    return bool(_CHROME.match(line))


def _once(match: re.Match[str]) -> str:
    phrase: str = match.group(1)
    marked = len(match.group(0)) % len(phrase) > 0
    return phrase if len(_CHINESE.findall(phrase)) >= (4 if marked else 2) else match.group(0)


def doubling(text: str) -> float:
    """Return the share (0–1) of a text that stands in phrases printed twice in a row."""
    lost = sum(
        len(m.group(0)) - len(m.group(1))
        for m in _DOUBLED.finditer(text)
        if len(_CHINESE.findall(m.group(1))) >= 3
    )
    return lost / max(1, len(text))


def undouble(text: str, *, figures: bool = False) -> str:
    """Return text with phrases printed twice in a row kept once.

    `figures` also folds doubled figures (20%20%, 6565:3535); only for documents known to be
    doubled, since 1212 may be an honest number elsewhere.
    """
    if figures:
        text = _DOUBLED_FIGURE.sub(r"\1", text)
        text = _HALVES.sub(r"\1", text) if _DOUBLED.search(text) else text
    for _ in range(2):
        text = _DOUBLED.sub(_once, text)
    return text


WRAPPED = 8
"""Characters of a line from which its break may be the converter's; a shorter one is a title or a label."""


def _unwrapped(gap: re.Match[str]) -> str:
    """Return what stands for a gap between Chinese characters: nothing, or the break behind a short line."""
    if "\n" not in gap.group():
        return ""
    start = gap.string.rfind("\n", 0, gap.start()) + 1
    return "\n" if gap.start() - start < WRAPPED else ""


_FULL_WIDTH = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "!": "\uff01", "?": "\uff1f"}
_HALF_WIDTH = re.compile(r"(?<=[\u3400-\u9fff”》」])[,;:!?]|(?<=[\w)%])[,;:!?](?=\s?[\u3400-\u9fff“《「])")


def clean(text: str, *, doubled: bool = False, running: re.Pattern[str] | None = None) -> str:
    """Return a passage ready to be shown and analysed: whole sentences on one line.

    Keeps case and wording; folds width, joins lines, drops page marks, chrome and doubled phrases, and
    what `running` matches (the running titles of the document).
    """
    text = _PAGE_MARK.sub("", text)
    text = _PAGE_NUMBER.sub("", text)
    text = "\n".join(line for line in text.split("\n") if not is_chrome(line))
    text = unicodedata.normalize("NFKC", text)
    text = _SPACE.sub(" ", text)
    text = undouble(text, figures=doubled)
    if running is not None:
        text = running.sub("\n", text)
    text = _GAP.sub(_unwrapped, re.sub(r"\s*\n\s*", "\n", text))
    return text.strip()


def restore_marks(text: str) -> str:
    """Return a line to be shown with full-width marks beside Chinese characters (NFKC made them half-width).

    Marks within figures (100,000 or 65:35) stay.
    """
    return _HALF_WIDTH.sub(lambda mark: _FULL_WIDTH[mark.group()], text)


def analysed(text: str) -> str:
    """Return the folded form that is indexed."""
    return fold(text)
