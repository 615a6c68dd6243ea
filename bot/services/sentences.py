"""From a free sentence to a customer: 「张大伯 13800000001 有个孙女小米 骑旧电动车」.

The sentence is cut into pieces, each piece is offered to the recognisers in order, and what none of
them understands becomes a note. Nothing is dropped and nothing is guessed from a single word.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.services.sentences_drafts import CustomerDraft, HouseholdPatch, MemberDraft, PersonalityDraft
from bot.services.sentences_household import about_last, add_member, read_member
from bot.services.sentences_names import Called, may_be_name, name_at_start, whole_name
from bot.services.sentences_patterns import (
    COMPANY,
    COMPANY_EN,
    COMPANY_POSITION,
    CUT,
    DAY,
    EMPTY_LABEL,
    FILLERS,
    HAN,
    LABELLED,
    LABELS,
    LIVES,
    NOTE_OPENING,
    OPENING,
    PERSON_OF_COMPANY,
    POSITION,
    WORKS,
    WORKS_AT,
)
from bot.services.sentences_phones import find_channels, half_width
from bot.services.sentences_words import PERSONALITIES
from crm.customers import CustomerKind

_LONGEST_NOTE = 4000
_LONGEST_FIELD = 120
_IN_A_FIRM = ("总", "经理", "董", "主任", "主席", "工", "总监", "董事长")


def parse_customer(sentence: str, today: date) -> CustomerDraft:
    """Return the customer a free sentence tells of; never raises, never loses a letter.

    `today` bounds dates of birth: one in the future is no birthday and stays in the note.
    """
    return _Reader(today).read(sentence)


def household_patch(sentence: str) -> HouseholdPatch:
    """Return the facts about a known customer's people that a remark proposes.

    「记一下 王姐的女儿叫朵朵，上小学」 gives 王姐 with a daughter 朵朵 at primary school. The remark
    is kept whole as the note, so that nothing is lost when a proposal is declined.
    """
    text = NOTE_OPENING.sub("", sentence.strip())
    called = name_at_start(half_width(text))
    rest = text[called.length :] if called else text
    members: list[MemberDraft] = []
    for piece in _pieces(re.sub(r"^(?:的|家的?|说)?", "", rest)):
        if not about_last(members, piece):
            told = read_member(piece)
            if told:
                add_member(members, told)
    name = text[: called.length] if called else ""
    return HouseholdPatch(customer_name=name, members=tuple(members), note=text[:_LONGEST_NOTE])


@dataclass
class _Reader:
    today: date
    fields: dict[str, str] = field(default_factory=dict)
    phones: list[str] = field(default_factory=list)
    members: list[MemberDraft] = field(default_factory=list)
    personality: list[PersonalityDraft] = field(default_factory=list)
    birthday: date | None = None
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)

    def read(self, sentence: str) -> CustomerDraft:
        """Read a whole sentence."""
        text = self._take_channels(sentence)
        opening = OPENING.match(text)
        if opening:
            self.understood.append(opening[0])
            text = text[opening.end() :]
        pieces = list(_pieces(text))
        for place, piece in enumerate(pieces):
            following = pieces[place + 1] if place + 1 < len(pieces) else ""
            self._take(piece, following, first=place == 0)
        self._name_by_place(pieces)
        return self._draft()

    def _name_by_place(self, pieces: list[str]) -> None:
        """Take an unusual name (东子, alice) where it stands alone, or first beside a number."""
        if self._named or "company" in self.fields or not pieces or pieces[0] not in self.notes:
            return
        if (self.phones or len(pieces) == 1) and may_be_name(pieces[0]):
            self.notes.remove(pieces[0])
            self.understood.append(pieces[0])
            self._set("name", pieces[0])

    def _take_channels(self, sentence: str) -> str:
        """Take numbers and addresses out; a cut mark stays in their place."""
        kept, end = [], 0
        for found in find_channels(sentence):
            raw = sentence[found.start : found.end]
            if not self._keep_channel(found.kind, found.address):
                continue
            kept += [sentence[end : found.start], "\x00"]
            self.understood.append(raw)
            end = found.end
        return "".join(kept) + sentence[end:]

    def _keep_channel(self, kind: str, address: str) -> bool:
        if kind == "phone":
            if address not in self.phones:
                self.phones.append(address)
            return True
        return self._set(kind, address)

    def _take(self, piece: str, following: str, *, first: bool) -> None:
        if EMPTY_LABEL.fullmatch(piece) or self._labelled(piece) or about_last(self.members, piece):
            self.understood.append(piece)
            return
        if first and not self._named and (called := name_at_start(piece)) and called.length < len(piece):
            rest = piece[called.length :]
            if not whole_name(piece):
                self._name(called)
                self.understood.append(piece[: called.length])
                self._take(re.sub(r"^[:：\s]+", "", rest), following, first=False)
                return
        if any(recognise(piece) for recognise in self._recognisers(following)):
            self.understood.append(piece)
        else:
            self.notes.append(piece)

    def _recognisers(self, following: str) -> Iterator[Callable[[str], bool]]:
        yield lambda piece: self._company_before(piece, following)
        yield self._whole_name
        yield self._person_of_company
        yield self._personality
        yield self._position
        yield self._member
        yield self._company
        yield self._birthday
        yield self._address

    @property
    def _named(self) -> bool:
        return "name" in self.fields

    def _set(self, name: str, value: str) -> bool:
        value = value.strip()
        if name in self.fields or not value or len(value) > _LONGEST_FIELD:
            return False
        self.fields[name] = value
        return True

    def _name(self, called: Called) -> bool:
        self._set("address_as", called.address_as)
        return self._set("name", called.name)

    def _whole_name(self, piece: str) -> bool:
        called = whole_name(half_width(piece))
        if called is None:
            return False
        if not self._named:
            return self._name(called)
        # 张建国 张大伯: the second is how one speaks to the first.
        same = called.address_as and called.name[0] == self.fields["name"][0]
        return bool(same) and self._set("address_as", called.address_as)

    def _person_of_company(self, piece: str) -> bool:
        match = PERSON_OF_COMPANY.fullmatch(piece)
        called = whole_name(match["person"]) if match else None
        if match is None or called is None or self._named or "company" in self.fields:
            return False
        return self._name(called) and self._set("company", match["company"])

    def _labelled(self, piece: str) -> bool:
        match = LABELLED.fullmatch(piece)
        if match is None:
            return False
        label, value = match["label"].lower(), match["value"].strip()
        if not value:
            return True
        if label in {"姓名", "名字", "客户", "name"}:
            return self._name(whole_name(value) or Called(value, "", 0))
        if label in {"标签", "备注", "note"}:
            return False
        if label in {"生日", "birthday"}:
            return self._birthday(value)
        return any(label.startswith(start) and self._set(name, value) for start, name in LABELS)

    def _company_before(self, piece: str, following: str) -> bool:
        """A piece right before somebody with a title is that person's company: 华东精密 李总."""
        named = name_at_start(following)
        fits = re.fullmatch(rf"{HAN}[\w\u3400-\u9fff（）()]{{1,18}}", piece) is not None
        titled = named is not None and named.address_as.endswith(
            ("总", "经理", "董", "主任", "主席", "工", "总监", "董事长")
        )
        if not (fits and titled) or self._named or whole_name(piece) or read_member(piece):
            return False
        return self._set("company", piece)

    def _personality(self, piece: str) -> bool:
        for personality, pattern in PERSONALITIES:
            match = re.search(pattern, piece, re.IGNORECASE)
            if match:
                rest = piece[: match.start()] + piece[match.end() :]
                words = piece[:_LONGEST_FIELD]
                if re.search(r"不(?:太|是很)?$|not $", piece[: match.start()]):
                    return False
                self.personality.append(PersonalityDraft(personality=personality, words=words))
                return not rest or bool(FILLERS.fullmatch(rest))
        return False

    def _position(self, piece: str) -> bool:
        trade = WORKS.fullmatch(piece)
        if trade and self._set("position", trade["trade"]):
            return True
        both = COMPANY_POSITION.fullmatch(piece)
        if both and not {"company", "position"} & self.fields.keys():
            self._set("company", both["company"] or both["company_en"])
            return self._set("position", both["position"] or both["position_en"])
        match = POSITION.fullmatch(piece)
        return bool(match) and self._set("position", match["name"] if match else "")

    def _member(self, piece: str) -> bool:
        member = read_member(piece)
        if member is None:
            return False
        add_member(self.members, member)
        return True

    def _company(self, piece: str) -> bool:
        works_at = WORKS_AT.fullmatch(piece)
        if works_at:
            return self._set("company", works_at["company"])
        if COMPANY_EN.fullmatch(piece):
            return self._set("company", piece)
        match = COMPANY.fullmatch(piece)
        if match is None or re.search(r"[用买开看去找给说想要没有]", match["name"]):
            return False
        return len(match["name"]) >= 4 and self._set("company", match["name"])

    def _birthday(self, piece: str) -> bool:
        match = DAY.search(half_width(piece))
        if match is None or self.birthday or len(match[0]) + 4 < len(piece) or not _born(piece, match):
            return False
        try:
            day = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            return False
        if day > self.today:
            return False
        self.birthday = day
        return True

    def _address(self, piece: str) -> bool:
        match = LIVES.fullmatch(piece)
        if match is None:
            return False
        place = match["place"] or match["bare"]
        if match["bare"] and re.search(r"[用买看说想要没有了吗呢换嫌觉装办来去]", place):
            return False
        return self._set("address", place)

    def _draft(self) -> CustomerDraft:
        alone = "company" in self.fields and not self._named and not self.fields.get("position")
        return CustomerDraft(
            kind=CustomerKind.COMPANY if alone else CustomerKind.PERSON,
            birthday=self.birthday,
            phones=tuple(self.phones),
            household=tuple(self.members),
            personality=tuple(self.personality),
            notes=_in_notes("，".join(self.notes)),
            understood=tuple(self.understood),
            **({"name": self.fields["company"]} if alone else {}),
            **self.fields,
        )


def _pieces(text: str) -> Iterator[str]:
    for piece in CUT.split(text):
        stripped = piece.strip()
        if stripped:
            yield stripped


def _born(piece: str, match: re.Match[str]) -> bool:
    return "生" in piece or "born" in piece.lower() or match[0] == half_width(piece)


def _in_notes(text: str) -> tuple[str, ...]:
    return tuple(text[start : start + _LONGEST_NOTE] for start in range(0, len(text), _LONGEST_NOTE))
