"""An XML element with the file it stands in: asks for values of the standard's types, notes what is not of its type."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from lxml import etree

from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.objects import IDENTITY, Box, Matrix, Point
from jiban.standards.ofd.reading.session import Reading

_GREATEST_NUMBER = 1e9
_GREATEST_ID = 2**63 - 1
_MOST_ATTRIBUTES = 64
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_Shape = TypeVar("_Shape", Box, Matrix, Point)
_SEPARATORS = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Node:
    """An element of the file `entry`. `at` is the clause that says what it must be."""

    element: etree._Element
    entry: str
    reading: Reading
    at: str = ""

    @property
    def name(self) -> str:
        """The name without namespace or prefix; an empty one for comments and processing instructions."""
        return _local(self.element.tag)

    def under(self, at: str) -> "Node":
        """The same element, seen by another clause."""
        return replace(self, at=at)

    def each(self, *names: str) -> Iterator["Node"]:
        """The direct children called one of `names`, in any namespace; all of them without names."""
        for one in self.element:
            name = _local(one.tag)
            if name and (not names or name in names):
                yield Node(one, self.entry, self.reading, self.at)

    def first(self, *path: str) -> "Node | None":
        """The first descendant along `path`, or None."""
        node: Node | None = self
        for name in path:
            if node is None:
                return None
            node = next(node.each(name), None)
        return node

    def text(self) -> str:
        """All text inside, without the white space around it."""
        return "".join(map(str, self.element.itertext())).strip()

    def text_at(self, *path: str) -> str:
        """The text of the first descendant along `path`, an empty one if there is none."""
        found = self.first(*path)
        return "" if found is None else found.text()

    def told(self, *names: str, default: str = "") -> str:
        """An attribute as written: the first of `names` (spellings of one) that is there, in any namespace."""
        for name in names:
            value = self.element.get(name)
            if value is not None:
                return str(value)
        # To go through the attributes of an element takes a time that grows with the square of their number.
        if len(self.element.attrib) > _MOST_ATTRIBUTES:
            return default
        for key, other in self.element.attrib.items():
            if _local(key) in names:
                return str(other)
        return default

    def number(self, name: str) -> float | None:
        """A number, None if it is not told or is none."""
        text = self.told(name)
        return None if not text.strip() else self.as_number(text, name)

    def number_or(self, name: str, default: float) -> float:
        """A number, `default` if it is not told or is none."""
        value = self.number(name)
        return default if value is None else value

    def whole(self, name: str) -> int | None:
        """A whole number; writers that put "1.0" are understood."""
        value = self.number(name)
        return None if value is None else int(value)

    def id(self, name: str = "ID") -> int:
        """ST_ID; 0, with a finding, if it is missing."""
        found = self.ref(name)
        if found is None and not self.told(name).strip():
            self.missing(name)
        return found or 0

    def ref(self, name: str) -> int | None:
        """ST_RefID, None if it is not told or is none."""
        text = self.told(name).strip()
        return self.as_ref(text, name) if text else None

    def as_ref(self, text: str, name: str) -> int | None:
        """ST_RefID of a text of this element."""
        try:
            value = int(text)
        except ValueError:
            value = -1
        if 0 <= value <= _GREATEST_ID:
            return value
        self.bad(name, text)
        return None

    def flag(self, name: str) -> bool | None:
        """xs:boolean, None if it is not told or is none."""
        text = self.told(name).strip()
        if not text:
            return None
        value = _FLAGS.get(text.lower())
        if value is None:
            self.bad(name, text)
        return value

    def flag_or(self, name: str, *, default: bool) -> bool:
        """xs:boolean, `default` if it is not told or is none."""
        value = self.flag(name)
        return default if value is None else value

    def one_of(self, name: str, *allowed: str) -> str:
        """One of the words `allowed`, however it is capitalised; the first of them by default."""
        text = self.told(name).strip()
        found = next((word for word in allowed if word.lower() == text.lower()), None)
        if text and found is None:
            self.bad(name, text)
        return found or allowed[0]

    def numbers(self, name: str) -> tuple[float, ...] | None:
        """ST_Array of numbers; None if it is not told."""
        text = self.told(name).strip()
        return self.as_numbers(text, name) if text else None

    def as_numbers(self, text: str, name: str) -> tuple[float, ...]:
        """ST_Array of a text of this element; what is no number is 0, with a finding."""
        words = [word for word in _SEPARATORS.split(text) if word]
        self.reading.spend_numbers(len(words))
        return tuple(self.as_number(word, name) or 0.0 for word in words)

    def as_number(self, text: str, name: str) -> float | None:
        """A finite number within reason; None, with a finding, for anything else."""
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if abs(value) <= _GREATEST_NUMBER and "_" not in text:
            return value
        self.bad(name, text)
        return None

    def box(self, name: str) -> Box | None:
        """ST_Box in an attribute."""
        return self._shaped(Box, name, self.numbers(name))

    def box_at(self, *path: str) -> Box | None:
        """ST_Box in the text of a descendant."""
        text = self.text_at(*path)
        return self._shaped(Box, path[-1], self.as_numbers(text, path[-1]) if text else None)

    def point(self, name: str) -> Point | None:
        """ST_Pos in an attribute."""
        return self._shaped(Point, name, self.numbers(name))

    def matrix(self, name: str = "CTM") -> Matrix:
        """A transformation of six numbers; none if it is not told or is none."""
        return self._shaped(Matrix, name, self.numbers(name)) or IDENTITY

    def located(self, location: str) -> str | None:
        """The entry that a location in this file means; None, with a finding, if there is none."""
        return self.reading.locate(location, self.entry, self.at)

    def bad(self, name: str, text: str) -> None:
        """Note that a value is not of its type."""
        self.reading.note(Code.VALUE_BAD, self.entry, f"{self._spot()}@{name}={text!r}", self.at)

    def missing(self, name: str) -> None:
        """Note that a required attribute is missing."""
        self.reading.note(Code.ATTRIBUTE_MISSING, self.entry, f"{self._spot()}@{name}", self.at)

    def note(self, code: Code, detail: str = "") -> None:
        """Note something about this element."""
        self.reading.note(code, self.entry, f"{self._spot()}: {detail}" if detail else self._spot(), self.at)

    def _spot(self) -> str:
        number = self.element.get("ID")
        return f"{self.name}[{number}]" if number else self.name

    def _shaped(self, shape: type[_Shape], name: str, numbers: tuple[float, ...] | None) -> _Shape | None:
        if numbers is None:
            return None
        if len(numbers) != len(shape._fields):
            self.bad(name, " ".join(f"{number:g}" for number in numbers))
            return None
        return shape(*numbers)


@lru_cache(maxsize=1024)  # a package has few names, but asks for them at every element
def _local(tag: object) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""
