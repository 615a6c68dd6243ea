"""parse_mode MarkdownV2, as strict as Telegram about reserved characters and nesting."""

from dataclasses import dataclass, field

from bot.phone.entities import units
from bot.phone.wire import Json, Refused, bad

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "__": ("underline", "Underline"),
    "~": ("strikethrough", "Strikethrough"),
    "||": ("spoiler", "Spoiler"),
    "[": ("text_link", "TextUrl"),
    "`": ("code", "Code"),
    "```": ("pre", "Pre"),
}


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    byte: int


@dataclass(slots=True)
class _Parser:
    """A cursor over the source with the marks that stand open."""

    source: str
    index: int = 0
    text: list[str] = field(default_factory=list)
    size: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    quote_at: int | None = None

    def run(self) -> tuple[str, list[Json]]:
        while self.index < len(self.source):
            if not (self._quote() or self._escape() or self._mark()):
                self._plain()
        if self.stack:
            last = self.stack[-1]
            raise _failed(f"Can't find end of {_MARKS[last.mark][1]} entity at byte offset {last.byte}")
        if self.quote_at is not None:
            self._end_quote(expandable=False)
        return "".join(self.text), sorted(self.entities, key=lambda one: (one["offset"], -one["length"]))

    def _write(self, characters: str) -> None:
        self.text.append(characters)
        self.size += units(characters)

    def _byte(self) -> int:
        return len(self.source[: self.index].encode())

    def _code_is_open(self) -> bool:
        return bool(self.stack) and self.stack[-1].mark in {"`", "```"}

    def _starts(self, mark: str) -> bool:
        return self.source.startswith(mark, self.index)

    def _quote(self) -> bool:
        if self._code_is_open() or (self.index and self.source[self.index - 1] != "\n"):
            return False
        for mark in ("**>", ">"):
            if self._starts(mark):
                if mark == "**>" and self.quote_at is not None:
                    self._end_quote(expandable=False)
                if self.quote_at is None:
                    self.quote_at = self.size
                self.index += len(mark)
                return True
        if self.quote_at is not None:
            self._end_quote(expandable=False)
        return False

    def _end_quote(self, *, expandable: bool) -> None:
        start = self.quote_at or 0
        self.quote_at = None
        length = self.size - start
        if self.text and self.text[-1].endswith("\n"):
            length -= 1
        kind = "expandable_blockquote" if expandable else "blockquote"
        if length > 0:
            self.entities.append({"type": kind, "offset": start, "length": length})

    def _escape(self) -> bool:
        following = self.source[self.index + 1 : self.index + 2]
        if self.source[self.index] != "\\" or not following or not 1 <= ord(following) <= 126:
            return False
        self._write(following)
        self.index += 2
        return True

    def _mark(self) -> bool:
        if self._code_is_open():
            if not self._starts(self.stack[-1].mark):
                return False
            self._close()
            return True
        if self.quote_at is not None and self._ends_expandable():
            self.index += 2
            self._end_quote(expandable=True)
            return True
        if self.stack and self._closes(self.stack[-1].mark):
            self._close()
            return True
        mark = next((one for one in ("```", "__", "||", "*", "_", "~", "[", "`") if self._starts(one)), None)
        if mark is None:
            return False
        self._open(mark)
        return True

    def _ends_expandable(self) -> bool:
        after = self.source[self.index + 2 : self.index + 3]
        is_open = any(one.mark == "||" for one in self.stack)
        return self._starts("||") and after in {"", "\n"} and not is_open

    def _closes(self, mark: str) -> bool:
        if mark == "_" and self._starts("__"):
            return not any(one.mark == "__" for one in self.stack) and self._starts("___")
        return self._starts("]" if mark == "[" else mark)

    def _open(self, mark: str) -> None:
        self.stack.append(_Open(mark, self.size, self._byte()))
        self.index += len(mark)
        if mark == "```":
            line, newline, _ = self.source[self.index :].partition("\n")
            if newline and line and "`" not in line and not any(one.isspace() for one in line):
                self.stack[-1].mark = "```"
                self.entities.append({"type": "language", "language": line, "offset": self.size, "length": 0})
                self.index += len(line) + 1
            elif newline and not line:
                self.index += 1

    def _close(self) -> None:
        opened = self.stack.pop()
        kind = _MARKS[opened.mark][0]
        self.index += 1 if opened.mark == "[" else len(opened.mark)
        entity: Json = {"type": kind, "offset": opened.at, "length": self.size - opened.at}
        if kind == "text_link":
            entity["url"] = self._url()
        if kind == "pre" and self.entities and self.entities[-1]["type"] == "language":
            entity["language"] = self.entities.pop()["language"]
        if entity["length"] > 0 and (kind != "text_link" or entity["url"]):
            self.entities.append(entity)

    def _url(self) -> str:
        if not self._starts("("):
            return ""
        self.index += 1
        url = ""
        while self.index < len(self.source):
            character = self.source[self.index]
            if character == ")":
                self.index += 1
                return url
            if character == "\\" and self.index + 1 < len(self.source):
                self.index += 1
                character = self.source[self.index]
            url += character
            self.index += 1
        raise _failed(f"Can't find end of a URL at byte offset {self._byte()}")

    def _plain(self) -> None:
        character = self.source[self.index]
        if character in _RESERVED and not self._code_is_open():
            raise _failed(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")
        self._write(character)
        self.index += 1


def _failed(reason: str) -> Refused:
    return bad(f"can't parse entities: {reason}")


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """Return plain text and entities of MarkdownV2.

    Raises:
        Refused: `can't parse entities: …` with Telegram's reason.
    """
    return _Parser(source).run()
