"""Outlines of paths (AbbreviatedData, GB/T 33190-2016 section 9.1) and of regions (CT_Region, section 14)."""

import re
from collections.abc import Iterator

from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.objects import Step

_TOKEN = re.compile(r"[\s,]*(?:([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))")
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
# Lower case letters mean the same to every reader known; Z is how SVG closes.
_SPELLINGS = {**{letter.lower(): letter for letter in _ARGUMENTS}, "Z": "C", "z": "C"}
_REGION_STEPS = {
    "Move": ("M", ("Point1",)),
    "Line": ("L", ("Point1",)),
    "QuadraticBezier": ("Q", ("Point1", "Point2")),
    "CubicBezier": ("B", ("Point1", "Point2", "Point3")),
}


def read_outline(node: Node, text: str) -> tuple[Step, ...]:
    """The steps of an outline up to the first that is damaged, which is a finding of `node`.

    Understood beside the standard's spelling: letters without spaces around them, lower case, Z for C, several groups
    of coordinates after one letter, and an outline that starts without M.
    """
    steps: list[Step] = []
    operator = ""
    numbers: list[float] = []
    for letter, number in _tokens(node, text):
        if number is not None:
            numbers.append(number)
            if operator and len(numbers) == _ARGUMENTS[operator] != 0:
                _append(node, steps, operator, numbers)
                # More coordinates go on from there.
                numbers, operator = [], "L" if operator == "M" else operator
                continue
            if operator == "C" or not operator:
                node.note(Code.PATH_BAD, f"number {number:g} without an operator")
                break
        else:
            if numbers:
                break
            operator = letter
            if operator == "C":
                steps.append(Step("C"))
    if numbers and operator != "C":
        node.note(Code.PATH_BAD, f"{operator or 'no operator'} with {len(numbers)} numbers")
    node.reading.spend_numbers(sum(len(step.numbers) + 1 for step in steps))
    return tuple(steps)


def read_region(node: Node | None) -> tuple[Step, ...]:
    """A region of a page; () if there is none."""
    steps: list[Step] = []
    for area in () if node is None else node.each("Area"):
        start = area.point("Start")
        if start is not None:
            steps.append(Step("M", tuple(start)))
        for one in area.each():
            step = _region_step(one)
            if step is None:
                area.note(Code.ELEMENT_UNKNOWN, one.name)
            else:
                steps.append(step)
    return tuple(steps)


def _append(node: Node, steps: list[Step], operator: str, numbers: list[float]) -> None:
    plain = "M" if operator == "S" else operator
    if not steps and plain != "M":
        node.note(Code.PATH_OPERATOR_OTHER, f"starts with {operator}")
        steps.append(Step("M", tuple(numbers[-2:])))
    steps.append(Step(plain, tuple(numbers)))


def _tokens(node: Node, text: str) -> Iterator[tuple[str, float | None]]:
    """Operators and numbers; ends, with a finding, at what is neither."""
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        letter = None if match is None else _operator(node, match[1])
        if match is None or letter is None:
            node.note(Code.PATH_BAD, text[at : at + 40].strip())
            return
        value = None
        if match[2]:
            value = node.as_number(match[2], "AbbreviatedData")
            if value is None:
                return
        yield letter, value
        at = match.end()


def _operator(node: Node, letter: str | None) -> str | None:
    """The standard's letter, "" for a number, None for a letter that means nothing."""
    if not letter:
        return ""
    if letter in _ARGUMENTS:
        return letter
    if letter in _SPELLINGS:
        node.note(Code.PATH_OPERATOR_OTHER, letter)
    return _SPELLINGS.get(letter)


def _region_step(one: Node) -> Step | None:
    if one.name == "Close":
        return Step("C")
    if one.name == "Arc":
        size = one.numbers("EllipseSize") or (0.0, 0.0)
        turn = (one.number_or("RotationAngle", 0.0), float(one.flag_or("LargeArc", default=False)))
        sweep = float(one.flag_or("SweepDirection", default=True))
        return Step("A", (size[0], size[-1], *turn, sweep, *(one.point("EndPoint") or (0.0, 0.0))))
    if one.name not in _REGION_STEPS:
        return None
    operator, names = _REGION_STEPS[one.name]
    return Step(operator, tuple(value for name in names for value in (one.point(name) or (0.0, 0.0))))
