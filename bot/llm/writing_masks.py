"""Names, phone numbers and addresses stay in the house: the model sees placeholders, code fills them in."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.services.briefs import Brief, Snapshot

_HELD = re.compile(r"[〔【\[{(（「<《]\s*([一-鿿]{2,3}\d{0,2})\s*[〕】\]})）」>》]")
_KINDS = ("称呼", "姓名", "家人", "联系人", "单位", "住址", "号码", "人物", "账号")
_NUMBER = re.compile(
    r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d){8}(?!\d)|"
    r"(?<![\d.])\d{3,4}-\d{7,8}(?!\d)|(?<![\d.])\d{9,19}[Xx]?(?!\d)"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLACE = re.compile(
    r"[一-鿿]{2,8}(?:路|街|大道|巷|弄|胡同)\d{1,5}(?:号|弄)?(?:[一-鿿\d]{0,6}?\d{1,5}[栋幢座单元室号楼]+)*|"
    r"[一-鿿]{2,6}(?:小区|花园|家园|公寓|新村)\d{0,4}(?:[栋幢座号楼单元室]\d{0,5})*"
)
_CALLED = re.compile(
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方俞任袁柳唐罗"
    r"薛雷贺倪汤殷郝安于傅齐康伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪项祝董梁杜贾江童郭梅林钟徐邱骆高夏蔡田胡凌霍万卢莫"
    r"房丁邓洪左石崔龚程陆荣段焦侯宁武符刘景龙叶黎乔](?:总|姐|哥|叔|婶|姨|大[伯爷妈姐哥叔婶]|阿姨|老师|先生|女士|经理|主任|局长|院长|校长|老板|师傅)"
)


class Mask:
    """Hides what identifies a person and fills it in again; one mask for one call."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        """Take (kind, text) pairs; the longest text is hidden first, so that no piece shows through."""
        self._tokens: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._count: dict[str, int] = {}
        for kind, text in known:
            if len(text) > 1:
                self._name(kind, text)
        longest = sorted(self._texts, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest))) if longest else None

    def hide(self, text: str) -> str:
        """Return the text with placeholders for all that is known, and for whatever looks like it."""
        if self._known is not None:
            text = self._known.sub(lambda found: self._texts[found.group()], text)
        for kind, pattern in (("账号", _MAIL), ("号码", _NUMBER), ("住址", _PLACE), ("人物", _CALLED)):
            text = pattern.sub(lambda found, kind=kind: self._name(kind, found.group()), text)  # type: ignore[misc]
        return text

    def fill(self, text: str) -> str | None:
        """Return the text with the placeholders filled; None when one stands for nothing we hid."""
        unknown = False

        def said(found: re.Match[str]) -> str:
            nonlocal unknown
            name = found.group(1)
            if name in self._tokens:
                return self._tokens[name]
            unknown = unknown or name.rstrip("0123456789") in _KINDS
            return found.group()

        filled = _HELD.sub(said, text)
        return None if unknown or "〔" in filled or "〕" in filled else filled

    @property
    def hidden(self) -> frozenset[str]:
        """What is not to leave the house."""
        return frozenset(self._texts)

    def _name(self, kind: str, text: str) -> str:
        if text not in self._texts:
            number = self._count[kind] = self._count.get(kind, 0) + 1
            token = kind if kind in {"称呼", "姓名"} and number == 1 else f"{kind}{number}"
            self._tokens[token], self._texts[text] = text, f"〔{token}〕"
        return self._texts[text]


def mask_for(brief: Brief) -> Mask:
    """Return the mask of a brief's own people; other names in the words are recognised by their titles."""
    known: list[tuple[str, str]] = list(_people(brief.snapshot)) if brief.snapshot else []
    if brief.reading.customer_name:
        known.append(("称呼", brief.reading.customer_name))
    return Mask(known)


def _people(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    customer = snapshot.customer
    yield "称呼", customer.address_as
    yield "姓名", customer.name
    yield "单位", customer.company
    yield "住址", customer.address
    yield from _of("家人", (member.name for member in customer.household))
    yield from _of("联系人", (contact.name for contact in customer.contacts))
    yield from _of("号码", (channel.address for channel in customer.channels))


def _of(kind: str, texts: Iterable[str]) -> Sequence[tuple[str, str]]:
    return [(kind, text) for text in texts]
