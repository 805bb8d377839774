"""What an expression is made of, as values: nothing else can stand in a rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Constant: TypeAlias = str | bool | int | Decimal


@dataclass(frozen=True, slots=True)
class Literal:
    value: Constant


@dataclass(frozen=True, slots=True)
class Name:
    """A confirmed fact, or `today`."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the resident has answered: a claim, not a fact."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Known:
    of: "Name | Said"


@dataclass(frozen=True, slots=True)
class Between:
    """Whole years, months or days from one day to another; less than nothing if the second is earlier."""

    unit: str
    first: "Expression"
    last: "Expression"


@dataclass(frozen=True, slots=True)
class Compare:
    sign: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Among:
    left: "Expression"
    choices: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Expression", ...]


Expression: TypeAlias = Literal | Name | Said | Known | Between | Compare | Among | Not | Every | Some


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Every(parts) | Some(parts):
            return parts
        case Not(part) | Among(part, _):
            return (part,)
        case Compare(_, left, right) | Between(_, left, right):
            return (left, right)
        case Known(of):
            return (of,)
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    yield expression
    for part in parts_of(expression):
        yield from walk(part)
