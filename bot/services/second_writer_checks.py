"""What a line from outside the house must pass before the gate: stricter than for our own lines.

Our own lines are content that was read by people; a model may have been told anything by the words it
was given. So here a line falls for whatever could carry data out, or somebody else's name in.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from bot.services.briefs import Brief, Fact
from bot.services.gate.privacy import known_names

_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,12}\s*[:：]\s*[/\\]{1,2}|\bwww\b|"
    r"[a-z0-9-]{2,}[.。．｡·](?:[a-z]{2,10}|中国|公司|网络)|"
    r"[a-z0-9-]{2,}\s*(?:[.。．｡·]|\(?dot\)?|点)\s*"
    r"(?:com|cn|net|org|io|me|top|xyz|cc|vip|shop|site|link|info|app|ru|club|online|store|tech|live|dev)(?![a-z])|"
    r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)|@[a-z0-9_]{3,}|\[[^\]]*\]\([^)]*\)|<[a-z/!]|xn--",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?:微信|薇信|威信|vx|v信|wechat|weixin|qq|企鹅|telegram|电报|飞机|支付宝|公众号|扫码|二维码|卡号|账号|账户|群号)"
    r"[^，。！？,!?]{0,6}?[a-z0-9_-]{4,}",
    re.IGNORECASE,
)
_HELD_OPEN = re.compile(r"[〔〕{}\[\]【】]|<[^>]*>|___+|某某|\bXX+\b")
_TITLED = re.compile(
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳唐罗薛雷贺倪汤殷郝傅"
    r"齐康伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪项祝董梁杜贾江童郭梅林钟徐邱骆夏蔡田胡霍万卢莫房丁邓洪石崔龚程陆荣段焦侯"
    r"宁武符刘景龙叶黎乔][一-鿿]?(?:总(?![价额账是得会之共体算数部的要想])|姐|哥|叔|婶|姨|阿姨|大[伯爷妈姐哥叔婶]"
    r"|老师|先生|女士|太太|经理|主任|局长|院长|校长|老板(?!娘?们)|师傅)(?![们者程作])"
)
_GROUPED = re.compile(r"(?<=\d)[,'](?=\d{3})")
_LONG_NUMBER = re.compile(r"\d{3,}")
_NAME = re.compile(r"[一-鿿]+")
_GAPS = re.compile(r"[\s·•.\-_*、，,]+")
_LONGEST_NAME = 4


def suspicious(text: str, brief: Brief) -> str:
    """Return the key of what is wrong with a model's text, empty when nothing is."""
    if any(unicodedata.category(sign) in {"Cf", "Co", "Cs", "Cc"} for sign in text):
        return "invisible_sign"
    plain = unicodedata.normalize("NFKC", text)
    if _HELD_OPEN.search(plain):
        return "gap_left"
    if _ADDRESS.search(plain):
        return "foreign_link"
    if _ACCOUNT.search(plain):
        return "foreign_account"
    if not _digits(text) <= _digits_of_facts(brief.facts):
        return "untraced_digits"
    return "foreign_name" if strangers(plain, known_names(brief)) else ""


def _digits(text: str) -> frozenset[str]:
    # Only the digits are made narrow: in 138，300兆 the wide comma parts two figures.
    narrow = "".join(unicodedata.normalize("NFKC", sign) if sign.isdigit() else sign for sign in text)
    return frozenset(_LONG_NUMBER.findall(_GROUPED.sub("", narrow)))


@lru_cache(maxsize=64)
def _digits_of_facts(facts: tuple[Fact, ...]) -> frozenset[str]:
    """Return every number of three and more digits the facts hold.

    A belt beside the gate's tracing, which knows the meaning: it holds for signs nobody thought of.
    """
    return frozenset().union(*(_digits(f"{fact.text} {fact.number or ''} {fact.on or ''}") for fact in facts))


def strangers(text: str, known: Collection[str]) -> bool:
    """Whether somebody is addressed by surname and title whom nobody here knows."""
    called = (match.group() for match in _TITLED.finditer(text))
    return any(not any(name in whole or whole in name for whole in known) for name in called)


def name_pieces(text: str) -> Iterator[str]:
    """Yield every run of two to four Chinese characters, and Latin words: what a name could be.

    Signs between the characters are dropped first, so that 张·建·国 is seen as well.
    """
    plain = unicodedata.normalize("NFKC", text)
    seen: set[str] = set()
    for form in (plain, _GAPS.sub("", plain)):
        for run in _NAME.findall(form):
            seen |= {
                run[start : start + size]
                for size in range(2, _LONGEST_NAME + 1)
                for start in range(len(run) - size + 1)
            }
    yield from sorted(seen | set(re.findall(r"[A-Za-z]{3,20}", plain)))


def address_or_account(text: str) -> bool:
    """Whether a text leads outside: a link, an address, an account, an unfilled gap, an invisible sign."""
    if any(unicodedata.category(sign) in {"Cf", "Co", "Cs"} for sign in text):
        return True
    plain = unicodedata.normalize("NFKC", text)
    return any(pattern.search(plain) for pattern in (_HELD_OPEN, _ADDRESS, _ACCOUNT))
