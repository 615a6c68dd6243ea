"""What is no finished line: empty, too long, gaps left, foreign links; and (e) sources that exist."""

import re
from collections.abc import Callable, Collection, Iterator

from bot.services.briefs import Brief, Variant
from bot.services.gate.findings import Finding
from bot.services.gate.line import Line

LIMIT = 256
"""UTF-16 units a copy button carries."""
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s，。；！？、）)]+|(?<![a-z0-9@.])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|io|me|top|xyz|cc|vip|shop|site|link|info|app|ru)(?:/[^\s，。；！？、）)]*)?(?![a-z])",
    re.IGNORECASE,
)
_HOST = re.compile(r"^(?:https?://)?(?:[^/@]*@)?([^/:?#]+)", re.IGNORECASE)
_MEANT = re.compile(r"[一-鿿A-Za-z0-9]")


def malformed(line: Line, hosts: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for a text that cannot be sent as it stands (gaps are rules of words)."""
    if not _MEANT.search(line.original):
        yield Finding("empty_text", "form", "", "这条话术是空的。")
    units = len(line.original.encode("utf-16-le", "surrogatepass")) // 2
    if units > LIMIT:
        yield Finding("too_long", "form", "", f"这条话术有{units}个字符，超过{LIMIT}个，复制按钮放不下。")
    for match in _LINK.finditer(line.original):
        host = _HOST.match(match.group())
        name = host.group(1).lower() if host else ""
        if not any(name == allowed or name.endswith("." + allowed) for allowed in hosts):
            yield Finding(
                "foreign_link",
                "form",
                match.group(),
                f"链接“{match.group()}”不在允许的网站里。",
                *match.span(),
            )


def unsourced(
    variant: Variant, brief: Brief, card_exists: Callable[[str], bool] | None = None
) -> Iterator[Finding]:
    """Yield findings for ids a variant cites and nobody has."""
    known = {fact.id for fact in brief.facts}
    for id in variant.fact_ids:
        if id not in known:
            yield Finding("unknown_fact", "e", id, f"引用了不存在的依据“{id}”。")
    if variant.card_id and card_exists is not None and not card_exists(variant.card_id):
        yield Finding("unknown_card", "e", variant.card_id, f"引用了不存在的卡片“{variant.card_id}”。")
