"""Recognising the people around a customer, and who has the say."""

import re
from collections.abc import Iterable

from bot.services.sentences_drafts import MemberDraft
from bot.services.sentences_names import looks_like_given_name
from bot.services.sentences_words import AGES, RELATIONS
from crm.customers import AgeBand, Relation

_HAN = r"[\u3400-\u9fff]"
_CHINESE = "|".join(sorted((w for w in RELATIONS if not w.isascii()), key=len, reverse=True))
_ENGLISH = "|".join(sorted((w for w in RELATIONS if w.isascii()), key=len, reverse=True))
_OPENING = (
    r"(?:还|也|又)?(?:家里|家中|家)?(?:他|她|客户|其)?(?:的|家)?"
    r"(?:有|带着|带)?(?:了)?(?:[一二两俩三]?个|[一二两]位|俩)?"
)
_MEMBER = re.compile(
    rf"{_OPENING}(?P<relation>{_CHINESE})(?P<called>的?名字叫|的?名字是|小名叫?|名叫|名字|叫做|叫|是)?(?P<rest>.*)",
    re.DOTALL,
)
_MEMBER_EN = re.compile(
    rf"(?:and |with |has |have |his |her |their |an? |one |the |whose )*(?P<relation>{_ENGLISH})\b"
    r"(?: (?:is |was )?(?:named|called))?(?: (?P<name>[A-Z][\w'-]+))?(?P<rest>.*)",
    re.DOTALL,
)
_SAY = (
    r"(?:说了算|说了才算|说话算数|说话算|做主|作主|拍板|当家|管钱|管账|点头才行|点头才买|定|决定|"
    r"decides?|has the (?:final )?say|calls the shots|makes the decisions?)"
)
_HAS_SAY = re.compile(rf"(?:都|全|得|要|才|来|也|家里| )*{_SAY}(?:的|事)?")
_LISTENS = re.compile(
    rf"(?:什么|凡事|大事|买东西|家里)?(?:都|得|要|全|只)*(?:听|问)(?:他|她)?(?:家)?(?P<relation>{_CHINESE})(?P<name>{_HAN}{{0,3}})的"
)
_COMMA = r"^[的，,。、 ]+"
_YEARS = re.compile(
    r"(?P<figure>\d{1,3}|[一二三四五六七八九十两]{1,3})(?:岁|周岁)|\b(?P<en>\d{1,3}) ?(?:years? old|yo)\b"
)
_MONTHS = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})个?多?月大?(?![薪租])")
_LONGEST_NOTE = 120
_WIDE = frozenset({Relation.OTHER, Relation.COMPANION, Relation.SIBLING})
_ORDERED = frozenset({"大儿子", "小儿子", "大女儿", "小女儿"})
_SEVERAL = re.compile(r"[二两俩三四五]个?")
_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def read_member(piece: str) -> MemberDraft | None:
    """Return the person a piece like 有个孙女小米 or 女儿叫朵朵 tells of, else None.

    What is said of the person beyond relation, name, age and say is kept as the member's note.
    """
    listens = _LISTENS.fullmatch(piece)
    if listens:
        name = listens["name"] if looks_like_given_name(listens["name"]) else ""
        if name or not listens["name"]:
            return _member(listens["relation"], name, "", has_say=True)
    match = _MEMBER.fullmatch(piece)
    if match:
        name, rest = _split_name(match["rest"], named=bool(match["called"]) and match["called"] != "是")
        # 两个女儿: one member stands for them, the number is kept in its note.
        several = _SEVERAL.search(piece[: match.start("relation")])
        rest = "".join((several[0] if several else "", rest))
        return _draft(match["relation"], name, rest, f"{match['called'] or ''}{rest}".strip())
    match = _MEMBER_EN.fullmatch(piece)
    if match:
        rest = match["rest"].strip()
        return _draft(match["relation"], match["name"] or "", rest, rest)
    return None


def age_band(text: str) -> AgeBand | None:
    """Return the band of an age as told (上小学, 五岁, 8岁, 八个月大), the words before the figures."""
    for band, pattern in AGES:
        if re.search(pattern, text, re.IGNORECASE):
            return band
    years = _YEARS.search(text)
    if years:
        return _band_of(_figure(years["figure"] or years["en"]))
    return AgeBand.INFANT if _MONTHS.search(text) and "大" in text else None


def tells_say(piece: str) -> bool:
    """Whether a piece says nothing but that somebody decides (说了算)."""
    return bool(_HAS_SAY.fullmatch(piece))


def add_member(members: list[MemberDraft], member: MemberDraft) -> None:
    """Add a person, or what is new about one already told of (老公建国，老公说了算)."""
    for place, known in enumerate(members):
        same_name = not known.name or not member.name or known.name == member.name
        if known.relation is member.relation and same_name and _order(known) == _order(member):
            members[place] = merged(known, member)
            return
    members.append(member)


def about_last(members: list[MemberDraft], piece: str) -> bool:
    """Add to the person told of last what a piece without a subject says: 上小学, 说了算."""
    if not members:
        return False
    last, says = members[-1], tells_say(piece)
    band = age_band(piece)
    if not says and not (band and not read_member(piece) and len(piece) <= 12):
        return False
    said = MemberDraft(relation=last.relation, age_band=band, has_say=says, note="" if says else piece)
    if len(last.note) + len(said.note) + 1 > _LONGEST_NOTE:
        return False
    members[-1] = merged(last, said)
    return True


def merged(known: MemberDraft, told: MemberDraft) -> MemberDraft:
    """Return what is known together with what is told; nothing known is lost."""
    return MemberDraft(
        relation=known.relation,
        name=told.name or known.name,
        age_band=told.age_band or known.age_band,
        has_say=known.has_say or told.has_say,
        note=_joined(n for n in (known.note, told.note) if n),
    )


def _draft(word: str, name: str, rest: str, whole_rest: str) -> MemberDraft | None:
    rest = re.sub(_COMMA, "", rest)
    has_say = tells_say(rest)
    if len(name) > 20 or len(whole_rest) > 60:
        return None
    note = "" if has_say else (rest if name else re.sub(_COMMA, "", whole_rest))
    return _member(word, name, note, has_say=has_say)


def _member(word: str, name: str, note: str, *, has_say: bool) -> MemberDraft:
    """Return the person; where the relation is wider than the word, the word is kept in the note."""
    relation = RELATIONS[word]
    note = _joined(n for n in (word if relation in _WIDE or word in _ORDERED else "", note) if n)
    return MemberDraft(relation=relation, name=name, age_band=age_band(note), has_say=has_say, note=note)


def _split_name(rest: str, *, named: bool) -> tuple[str, str]:
    """Return (name, what follows it)."""
    if named:
        match = re.match(
            rf"([A-Z][\w'-]*|{_HAN}{{1,4}}?)"
            r"(?=$|[，,。、 ]|今年|现在|在|上|读|刚|\d|[一二三四五六七八九十]+岁|说了算)",
            rest,
        )
        return (match[1], rest[match.end() :]) if match else ("", rest)
    for length in (3, 2):
        head, tail = rest[:length], rest[length:]
        if looks_like_given_name(head) and (
            not tail or re.match(rf"[，,。、 \d]|今年|现在|在|上|读|刚|{_SAY}", tail)
        ):
            return head, tail
    return "", rest


def _order(member: MemberDraft) -> str:
    """Return the word that tells siblings apart (大女儿), "" without one."""
    word = member.note.partition("，")[0]
    return word if word in _ORDERED else ""


def _band_of(years: int) -> AgeBand:
    limits = (
        (3, AgeBand.INFANT),
        (6, AgeBand.PRESCHOOL),
        (12, AgeBand.SCHOOL),
        (18, AgeBand.TEEN),
        (60, AgeBand.ADULT),
    )
    return next((band for limit, band in limits if years < limit), AgeBand.SENIOR)


def _figure(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _NUMERALS.get(text[-1], 0)
    return (_NUMERALS.get(tens, 1) if tens else 1) * 10 + _NUMERALS.get(ones, 0)


def _joined(texts: Iterable[str]) -> str:
    return "，".join(dict.fromkeys(texts))[:_LONGEST_NOTE]
