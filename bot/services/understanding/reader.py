"""Turn → Reading: what was said, by whom, about what; offline and within milliseconds."""

import re
from pathlib import Path

from bot.services.turns import Objection, Reading, Speaker, Turn, TurnKind
from bot.services.understanding.kinds import KindReader
from bot.services.understanding.lexis import Lexis
from bot.services.understanding.normal import language_of, normal
from bot.services.understanding.objections import Judged, ObjectionReader
from bot.services.understanding.parts import Parts, is_comment, split
from bot.services.understanding.rules import Rules
from bot.services.understanding.stage import stage_of
from playbooks.load import Library, built_in
from playbooks.terms import NO_OBJECTION, Driver

_LONGEST_READ = 1200
"""Characters of a rant that are read: the start and the end of it."""
_LONGEST_NAME = 6
_UNSURE, _DOUBTFUL, _SURE = 0.35, 0.32, 0.6
"""Confidence below which an unmarked question is the salesperson's: read as none, read as another kind;
and from which a text that no rule claims is the customer's."""
_ASKS = re.compile(r"咋|怎么|如何|啥|什么|哪|几|多少|吗|有没有|是不是|该不该|谁|[?]$")
_ASKED_FOR = re.compile(
    r"^\s*@?(?:请|麻烦)?(?:帮我|给我|替我)?(?:查|找|搜|看|记|备注|记录)(?:一?下|一笔|个|查)?[\s:：,，]*|(?:的)?(?:资料|信息|档案|情况|电话|记录|客户卡|联系方式|手机号)?(?:是?多少)?\s*[?？]?$"
)
_NOTE_OPENING = re.compile(
    r"^\s*(?:请|帮我|给我|麻烦)?(?:记一?下|记一笔|记个|记录一?下|备注一?下|备忘|补充记录|加个备注|note(?:\s+(?:down|that))?|write\s+down|make\s+a\s+note(?:\s+(?:of|that))?|记|备注)[\s:：,，]*",
    re.I,
)
_NOTE_CLOSING = re.compile(
    r"[\s,，。.;；!！]+(?:请|帮我|给我|麻烦|你)?(?:记一?下|记下来|记一笔|备注一?下|记上|存一?下)"
    r"(?:吧|哈|哦|啊|谢谢)?[。.!！~ ]*$"
)
_FOR_WHOM = re.compile(r"(?:给|发给|写给|为|跟|对|@)\s*([\u4e00-\u9fff]{2,5})")
_GREETING = re.compile(
    r"^(?:谢谢|多谢|好的|在吗|你好|您好|早安|收到|明白|可以|好吧|方便|安全|常用|时间|高了)$"
)


class Understander:
    """Reads turns. Built once from a library; holds no state between turns."""

    def __init__(self, library: Library | None = None, cache: Path | None = None) -> None:
        """Train on the library (default: the built-in one), or read `cache` (a folder) if it was before."""
        self.library = library or built_in()
        self.lexis = Lexis(self.library)
        self._objections = ObjectionReader(self.library, self.lexis, cache)
        self._kinds = KindReader(self.library, cache)
        self._emotions = Rules(self.library.rules, "emotion")
        self._signals = Rules(self.library.rules, "buying_signal")
        self._stages = Rules(self.library.rules, "stage")

    def read(self, turn: Turn) -> Reading:
        """Return what a turn is, as far as code can tell."""
        if turn.speaker is Speaker.CUSTOMER:
            parts = split(turn.text, self.lexis)
            words = parts.words if parts.opened and not parts.note else turn.text
            return self._customer(Parts(words, turn.seller_note, name=parts.name), "标明是客户的话")
        parts = split(turn.text, self.lexis)
        note = "\n".join(filter(None, (parts.note, turn.seller_note)))
        parts = Parts(parts.words, note, parts.rest, parts.name, parts.opened, parts.asking)
        if parts.opened and parts.words.strip():
            return self._customer(parts, "开头标明是客户说的")
        return self._unmarked(turn, parts)

    # --- customer's words ---

    def _customer(self, parts: Parts, because: str) -> Reading:
        words = _trimmed(parts.words)
        judged = self._last_open(words)
        plain = normal(words)
        emotion = max(self._emotions.votes(plain), key=lambda vote: vote.weight, default=None)
        signal = any(vote.label == "yes" for vote in self._signals.votes(plain))
        return Reading(
            kind=TurnKind.OBJECTION,
            objection=judged.objection,
            customer_words=parts.words.strip(),
            drivers=self._drivers(judged.objection, plain),
            products=self.lexis.products(f"{words} {parts.note}"),
            people=self.lexis.people(words),
            topics=self.lexis.topics(words),
            customer_name=parts.name,
            seller_note=parts.note.strip(),
            emotion=emotion.label if emotion else "",
            buying_signal=signal,
            language=language_of(words),
            stage=stage_of(judged.objection.primary, self._stages.votes(plain), buying_signal=signal),
            has_say=self.lexis.has_say(words),
            reasons=(because, *(f"{v.label}：{v.why}" for v in judged.votes)),
        )

    def _last_open(self, words: str) -> Judged:
        """Return the objection of several messages: where the whole has none, that of the last which has.

        Greetings and small talk around it would otherwise drown the one sentence that matters.
        """
        judged = self._objections.read(words)
        lines = [line for line in words.splitlines() if line.strip()]
        if judged.objection.primary != NO_OBJECTION or len(lines) < 2:
            return judged
        for line in reversed(lines):
            alone = self._objections.read(line)
            if alone.objection.primary != NO_OBJECTION and alone.objection.confidence >= _SURE:
                return alone
        return judged

    def _drivers(self, objection: Objection, plain: str) -> tuple[str, ...]:
        """Drivers whose words occur come first, then those of the kinds' cards."""
        found = [d for x in self.library.lexicons for d, words in x.drivers.items() if _one_in(words, plain)]
        for kind in (objection.primary, objection.secondary):
            card = self.library.objections.get(kind or NO_OBJECTION)
            found += card.drivers if card else ()
        return tuple(dict.fromkeys(Driver(d).value for d in found))

    # --- everything else ---

    def _unmarked(self, turn: Turn, parts: Parts) -> Reading:
        text = parts.rest.strip() or turn.text.strip()
        if name := self._bare_name(text):
            return Reading(kind=TurnKind.LOOKUP, customer_name=name, reasons=("只有一个名字",))
        kind, share, why = self._kinds.read(_trimmed(text))
        if not why and kind is not TurnKind.OBJECTION and self._sounds_like_a_customer(text):
            return self._customer(Parts(text, parts.note, name=parts.name), "像客户会说的话")
        because = why or (f"像{kind.value}（{share:.2f}）",)
        if kind is TurnKind.OBJECTION:
            reading = self._customer(Parts(text, parts.note, name=parts.name), because[0])
            if not self._asks_us(text, reading.objection):
                return reading
            kind, because = TurnKind.QUESTION, ("在问，又不像客户的推托",)
        return Reading(
            kind=kind,
            products=self.lexis.products(text),
            people=self.lexis.people(text),
            customer_name=self._name_in(kind, text),
            note_text=_noted(turn.text) if kind is TurnKind.NOTE else "",
            seller_note=parts.note if kind is not TurnKind.NOTE else "",
            reasons=because,
        )

    def _sounds_like_a_customer(self, text: str) -> bool:
        """Whether the words are a clear case, and nobody speaks *about* a customer in them."""
        if "客户" in text or "顾客" in text:
            return False
        return self._objections.read(_trimmed(text)).objection.confidence >= _SURE

    @staticmethod
    def _asks_us(text: str, objection: Objection) -> bool:
        """Whether an unmarked text asks something that no customer's utterance resembles."""
        limit = _UNSURE if objection.primary == NO_OBJECTION else _DOUBTFUL
        return objection.confidence < limit and bool(_ASKS.search(normal(text)))

    def _bare_name(self, text: str) -> str:
        name = text.removeprefix("@").strip()
        if len(name) > _LONGEST_NAME or _GREETING.match(name):
            return ""
        if text.startswith("@") or self.lexis.is_titled_name(name):
            return name
        if not self.lexis.is_plain_name(name) or self._objections.knows(name):
            return ""
        return name if self._kinds.read(name)[1] < 0.9 else ""

    def _name_in(self, kind: TurnKind, text: str) -> str:
        if kind is TurnKind.LOOKUP:
            return _ASKED_FOR.sub("", text).strip()
        for candidate in _FOR_WHOM.findall(text):
            for length in range(len(candidate), 1, -1):
                if self.lexis.is_titled_name(candidate[:length]):
                    return str(candidate[:length])
        titled = self.lexis.titled_names(text)
        return titled[0] if len(titled) == 1 else ""


def _noted(text: str) -> str:
    """Return what is to be noted, without 「记一下」 before or after it."""
    return _NOTE_CLOSING.sub("", _NOTE_OPENING.sub("", text)).strip()


def _trimmed(text: str) -> str:
    if len(text) <= _LONGEST_READ:
        return text
    half = _LONGEST_READ // 2
    return text[:half] + "\n" + text[-half:]


def _one_in(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)


__all__ = ["Understander", "is_comment"]
