"""An expression cut into words and signs. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import RuleTextError

LONGEST_TEXT = 1000
KEYWORDS = frozenset({"and", "or", "not", "in", "true", "false"})
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>-?\d{1,12}(?:\.\d{1,6})?(?![\w.]))"
    r"|(?P<name>[a-z][a-z0-9_]{0,39}(?![\w]))"
    r"|(?P<text>'[^'\n]*'|\"[^\"\n]*\")"
    r"|(?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,)",
    re.ASCII,
)
END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    line: int
    column: int

    def wrong(self, words: str) -> RuleTextError:
        return RuleTextError(self.line, self.column, words)


def tokens(text: str) -> Iterator[Token]:
    """The words and signs, and one of the kind `end` behind them. Raises RuleTextError."""
    if len(text) > LONGEST_TEXT:
        raise RuleTextError(1, 1, f"the expression has {len(text)} characters; {LONGEST_TEXT} are the most")
    place, line, begins = 0, 1, 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        column = place - begins + 1
        if found is None:
            raise RuleTextError(line, column, _unreadable(text[place]))
        kind, words = str(found.lastgroup), found.group()
        if kind != "space":
            yield Token("keyword" if words in KEYWORDS else kind, words, line, column)
        if "\n" in words:
            line += words.count("\n")
            begins = place + words.rindex("\n") + 1
        place = found.end()
    yield Token(END, "", line, place - begins + 1)


def _unreadable(sign: str) -> str:
    if sign in "'\"":
        return "the text in quotes does not end on this line"
    if sign == "=":
        return "write == to compare"
    if sign == ".":
        return "a dot has no meaning here: a rule sees values by their names, nothing inside them"
    return f"{sign!r} has no meaning here"
