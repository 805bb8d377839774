"""Is an expression true? Yes, no, or not known: what is missing makes nothing true and nothing false (Kleene's logic).

Pure: the same expression over the same values on the same day gives the same answer for ever.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from .expressions import (
    Among,
    Between,
    Compare,
    Every,
    Expression,
    Known,
    Literal,
    Name,
    Not,
    Said,
    Some,
)
from .reading import TODAY

# None is "not known".
Value: TypeAlias = str | bool | int | Decimal | date | None
Truth: TypeAlias = bool | None
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a rule can look at: confirmed facts, the resident's answers, and the day."""

    today: date
    facts: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, Value] = field(default_factory=dict)


def truth_of(expression: Expression, seen: Seen) -> Truth:
    found = value_of(expression, seen)
    return found if isinstance(found, bool) else None


def value_of(expression: Expression, seen: Seen) -> Value:
    match expression:
        case Literal(value):
            return value
        case Name(name):
            return seen.today if name == TODAY else _there(seen.facts.get(name))
        case Said(name):
            return _there(seen.answers.get(name))
        case Known(of):
            return value_of(of, seen) is not None
        case Between(unit, first, last):
            return _between(unit, day_of(value_of(first, seen)), day_of(value_of(last, seen)))
    return _truth(expression, seen)


def _truth(expression: Expression, seen: Seen) -> Truth:
    match expression:
        case Not(part):
            found = truth_of(part, seen)
            return None if found is None else not found
        case Every(parts):
            return every([truth_of(part, seen) for part in parts])
        case Some(parts):
            found = every([_opposite(truth_of(part, seen)) for part in parts])
            return _opposite(found)
        case Compare(sign, left, right):
            return _compared(sign, value_of(left, seen), value_of(right, seen))
        case Among(left, choices):
            value = value_of(left, seen)
            return _opposite(every([_opposite(_compared("==", value, choice)) for choice in choices]))
    return None


def every(found: list[Truth]) -> Truth:
    """False if one is false; else not known if one is not known; else true."""
    if False in found:
        return False
    return None if None in found else True


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _there(value: Value) -> Value:
    return None if value == "" else value


def _compared(sign: str, left: Value, right: Value) -> Truth:
    if left is None or right is None:
        return None
    if sign in {"==", "!="}:
        same = _same(left, right)
        return same if sign == "==" else _opposite(same)
    pair = _numbers(left, right) or _days(left, right)
    if pair is None:
        return None
    order = (pair[0] > pair[1]) - (pair[0] < pair[1])
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]


def _same(left: Value, right: Value) -> Truth:
    if isinstance(left, bool) or isinstance(right, bool):
        return left == right if isinstance(left, bool) and isinstance(right, bool) else None
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    pair = _numbers(left, right) or _days(left, right)
    return None if pair is None else pair[0] == pair[1]


def _numbers(left: Value, right: Value) -> tuple[Decimal, Decimal] | None:
    first, last = number_of(left), number_of(right)
    return (first, last) if first is not None and last is not None else None


def _days(left: Value, right: Value) -> tuple[int, int] | None:
    first, last = day_of(left), day_of(right)
    return (first.toordinal(), last.toordinal()) if first is not None and last is not None else None


def number_of(value: Value) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def day_of(value: Value) -> date | None:
    """A day; a month counts from its first day."""
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def _between(unit: str, first: date | None, last: date | None) -> int | None:
    if first is None or last is None:
        return None
    if unit == "days":
        return (last - first).days
    if last < first:
        later = _between(unit, last, first)
        return None if later is None else -later
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return months if unit == "months" else months // 12
