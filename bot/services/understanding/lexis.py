"""The word lists of the library, ready for use: people, products, classes, names."""

import re
from collections.abc import Iterable

from bot.services.understanding.normal import simplified
from playbooks.load import Library
from playbooks.terms import Topic

_LETTERS = re.compile(r"[a-z]+|[^\W_a-z]")
_PARTICULAR = 2
"""Characters (or Latin words) beyond general ones from which a text names something."""
_NO_END_OF_A_NAME = ("再", "就", "还", "都", "又", "才", "不", "别")
"""Adverbs before 说 and the like: 元旦再说, 都不说."""
_CLASS_MARKS = {"rival": "ⓡ", "season": "ⓢ"}
_NUMBER = re.compile(
    r"\d[\d.,]*|[零一二两三四五六七八九十百千万半]{2,}(?=[块元多年天个斤月%兆米])|[二两三四五六七八九十](?=[块元年天月折])"
)


class Lexis:
    """Finds relation words, products and names; replaces them by class marks for the classifier."""

    def __init__(self, library: Library) -> None:
        """Merge the library's lexicons."""
        lexicons = library.lexicons
        self.relation_of = {w: r for x in lexicons for r, words in x.people.items() for w in words}
        self.product_of = {
            w: kind.name for x in lexicons for kind in x.products for w in (kind.name, *kind.also)
        }
        self.family_of = {kind.name: kind.family or "" for x in lexicons for kind in x.products}
        self.price_bands = {kind.name: kind.usual_price for x in lexicons for kind in x.products}
        classes = {w: name for x in lexicons for name, words in x.classes.items() for w in words}
        self._topics = {
            topic: _any_of(w for x in lexicons for w in x.topics.get(topic, ())) for topic in Topic
        }
        self._vague = _any_of(w for x in lexicons for w in x.vague)
        self._people = _any_of(self.relation_of)
        self._products = _any_of(self.product_of)
        self._classes = _any_of(classes)
        self._class_of = classes
        word = _alternatives(self.relation_of)
        self._say = re.compile(
            rf"(?:钱|存折|工资|卡|家里?|财务|大事).{{0,6}}(?:归|在|是|由|都?听)?(?P<who>{word}).{{0,3}}(?:管|手里|掌|说了算|做主|作主|定|保管)"
            rf"|(?P<who2>{word}).{{0,4}}(?:管(?:着)?钱|管家|当家|做主|作主|说了算|拍板|掌(?:着)?(?:钱|财)|不点头|点头才|签字才|批了才)"
            rf"|(?:要|得|须|等|由)(?P<who3>{word}).{{0,2}}(?:拍板|点头|签字|批准|做主|作主|定)"
            rf"|my (?P<who4>{word}) (?:holds|controls|decides|has the (?:money|say)|handles the money)"
        )
        surnames = [s for x in lexicons for s in _surnames(x.surnames)]
        titles = _alternatives(title for x in lexicons for title in x.titles)
        family = _alternatives(surnames)
        self._titled = re.compile(rf"(?:(?:{family})[\u4e00-\u9fff]{{0,2}}?|[老小](?:{family}))(?:{titles})")
        self._named = re.compile(rf"(?:[老小阿](?:{family})|(?:{family})[\u4e00-\u9fff]{{1,2}})")

    def people(self, text: str) -> tuple[str, ...]:
        """Return the relation words of a text in order, each once."""
        return tuple(dict.fromkeys(self._people.findall(simplified(text))))

    def relations(self, text: str) -> frozenset[str]:
        """Return the relations (spouse, boss …) whose words occur."""
        return frozenset(self.relation_of[word] for word in self.people(text))

    def has_say(self, text: str) -> str:
        """Return the relation of the one who holds the purse or decides (我老婆管钱), empty when unsaid."""
        found = self._say.search(simplified(text))
        return next((self.relation_of[w] for w in found.groups() if w), "") if found else ""

    def products(self, text: str) -> tuple[str, ...]:
        """Return the kinds of articles a text names, each once."""
        found = self._products.findall(simplified(text))
        return tuple(dict.fromkeys(self.product_of[word] for word in found))

    def topics(self, text: str) -> dict[str, str]:
        """Return what a text complains or asks of, by topic: the longest word, of equal ones the first."""
        found = {topic.value: pattern.findall(simplified(text)) for topic, pattern in self._topics.items()}
        return {topic: max(words, key=len) for topic, words in found.items() if words}

    def is_titled_name(self, text: str) -> bool:
        """Whether the whole text is a surname with a form of address: 张大伯, 王姐."""
        return bool(self._titled.fullmatch(text))

    def is_plain_name(self, text: str) -> bool:
        """Whether the whole text looks like a name without a title: 张伟, 老李 (not 国庆再, of 国庆再说)."""
        return bool(self._named.fullmatch(text)) and not text.endswith(_NO_END_OF_A_NAME)

    def titled_names(self, text: str) -> tuple[str, ...]:
        """Return names with a form of address in order of appearance."""
        return tuple(dict.fromkeys(self._titled.findall(text)))

    def is_vague(self, text: str) -> bool:
        """Whether a text names no particular: without general words hardly a character is left."""
        left = self._vague.sub("", self._people.sub("", simplified(text)))
        return len(_LETTERS.findall(left)) < _PARTICULAR

    def classes(self, text: str) -> str:
        """Return the text with words of a class replaced by the class's mark (numbers, people, rivals)."""
        text = self._people.sub(lambda m: "ⓑ" if self.relation_of[m.group()] == "boss" else "ⓟ", text)
        text = self._classes.sub(lambda m: _CLASS_MARKS.get(self._class_of[m.group()], "ⓒ"), text)
        text = self._products.sub("ⓖ", text)
        return _NUMBER.sub("ⓝ", text)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_alternatives(words) or r"(?!)")


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern of all words, longer ones first; Latin words only as whole words."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(
        rf"(?<![a-z0-9]){re.escape(w)}(?![a-z0-9])" if w.isascii() else re.escape(w) for w in ordered
    )


def _surnames(text: str) -> list[str]:
    single, *compound = text.split(" ") if text else [""]
    return [*single, *compound]
