"""Read an expression into values. Our own reader over a fixed list of words: nothing is ever executed.

Example: `registered_here and years_since(moved_in) >= 1 or said(tenure) in ['own', 'rented']`

    words       and, or, not, in, true, false, brackets
    comparing   == != < <= > >=
    values      'text', 12, 3.5, a name (a confirmed fact), today
    functions   said(answer), known(fact), years(a, b), months(a, b), days(a, b), years_since(a), months_since(a), days_since(a)
"""

from decimal import Decimal
from functools import lru_cache

from .errors import RuleTextError
from .expressions import (
    Among,
    Between,
    Compare,
    Constant,
    Every,
    Expression,
    Known,
    Literal,
    Name,
    Not,
    Said,
    Some,
    walk,
)
from .tokens import END, Token, tokens

DEEPEST, MOST_PARTS = 20, 120
SIGNS = frozenset({"==", "!=", "<", "<=", ">", ">="})
UNITS = ("years", "months", "days")
TODAY = "today"


@lru_cache(maxsize=1024)
def read(text: str) -> Expression:
    """The expression of `text`. Raises RuleTextError with line and column of the first thing that is wrong."""
    reader = _Reader(list(tokens(text)))
    found = reader.some(0)
    reader.expect_end()
    if sum(1 for _ in walk(found)) > MOST_PARTS:
        raise RuleTextError(1, 1, f"the expression has more than {MOST_PARTS} parts; write several conditions")
    return found


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self._tokens, self._place = found, 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        taken = self._next
        self._place += taken.kind != END
        return taken

    def _took(self, *texts: str) -> Token | None:
        return self._take() if self._next.text in texts and self._next.kind in {"sign", "keyword"} else None

    def _expect(self, text: str) -> None:
        if not self._took(text):
            raise self._next.wrong(f"{text} is missing before {self._named(self._next)}")

    def expect_end(self) -> None:
        if self._next.kind != END:
            raise self._next.wrong(f"{self._named(self._next)} cannot follow here; and, or, or the end can")

    def some(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise self._next.wrong(f"brackets go deeper than {DEEPEST}")
        parts = [self._every(depth)]
        while self._took("or"):
            parts.append(self._every(depth))
        return Some(tuple(parts)) if len(parts) > 1 else parts[0]

    def _every(self, depth: int) -> Expression:
        parts = [self._not(depth)]
        while self._took("and"):
            parts.append(self._not(depth))
        return Every(tuple(parts)) if len(parts) > 1 else parts[0]

    def _not(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise self._next.wrong(f"brackets go deeper than {DEEPEST}")
        if self._took("not"):
            return Not(self._not(depth + 1))
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Expression:
        left = self._value(depth)
        if self._next.kind == "sign" and self._next.text in SIGNS:
            sign = self._take().text
            found: Expression = Compare(sign, left, self._value(depth))
            if self._next.text in SIGNS and self._next.kind == "sign":
                raise self._next.wrong("compare two values at a time, and join with and")
            return found
        if self._next.kind == "keyword" and self._next.text == "not":
            self._take()
            self._expect("in")
            return Not(Among(left, self._choices()))
        if self._took("in"):
            return Among(left, self._choices())
        return left

    def _choices(self) -> tuple[Constant, ...]:
        self._expect("[")
        found = [self._constant()]
        while self._took(","):
            found.append(self._constant())
        self._expect("]")
        return tuple(found)

    def _constant(self) -> Constant:
        token = self._take()
        match token.kind:
            case "number":
                return Decimal(token.text) if "." in token.text else int(token.text)
            case "text":
                return token.text[1:-1]
            case "keyword" if token.text in {"true", "false"}:
                return token.text == "true"
        raise token.wrong(f"a value is missing before {self._named(token)}, for example 12 or 'own'")

    def _value(self, depth: int) -> Expression:
        if self._took("("):
            inner = self.some(depth + 1)
            self._expect(")")
            return inner
        if self._next.kind != "name":
            return Literal(self._constant())
        token = self._take()
        if self._next.kind == "sign" and self._next.text == "(":
            return self._call(token, depth)
        return Name(token.text, token.line, token.column)

    def _call(self, function: Token, depth: int) -> Expression:
        self._expect("(")
        found = self._called(function, depth)
        self._expect(")")
        return found

    def _called(self, function: Token, depth: int) -> Expression:
        name = function.text
        if name == "said":
            answer = self._name()
            return Said(answer.text, answer.line, answer.column)
        if name == "known":
            return Known(self._seen())
        if name in UNITS:
            first = self._inner(depth)
            self._expect(",")
            return Between(name, first, self._inner(depth))
        if name.removesuffix("_since") in UNITS:
            return Between(name.removesuffix("_since"), self._inner(depth), Name(TODAY, function.line, function.column))
        raise function.wrong(f"there is no function {name}; there are said, known, years, months, days, years_since")

    def _inner(self, depth: int) -> Expression:
        if depth >= DEEPEST:
            raise self._next.wrong(f"brackets go deeper than {DEEPEST}")
        return self._value(depth + 1)

    def _seen(self) -> Name | Said:
        token = self._name()
        if token.text == "said" and self._took("("):
            answer = self._name()
            self._expect(")")
            return Said(answer.text, answer.line, answer.column)
        return Name(token.text, token.line, token.column)

    def _name(self) -> Token:
        token = self._take()
        if token.kind != "name":
            raise token.wrong(f"a name is missing before {self._named(token)}")
        return token

    @staticmethod
    def _named(token: Token) -> str:
        return "the end" if token.kind == END else token.text
