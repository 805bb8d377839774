"""The text of a page in reading order: what stands on one line comes together, lines from top to bottom."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from jiban.standards.ofd.reading.matrices import mapped, moved, times
from jiban.standards.ofd.reading.model import Document, LayerKind, Page
from jiban.standards.ofd.reading.objects import (
    IDENTITY,
    CompositeObject,
    Matrix,
    PageBlock,
    PageObject,
    Point,
    TextObject,
    TextRun,
    Unit,
)
from jiban.standards.ofd.reading.resources import Resources

# Composites may show composites: a small file could ask for more than any page holds.
MOST_OBJECTS = 300_000
_DEEPEST = 16


class _Steps:
    """How many objects may still be looked at."""

    def __init__(self, left: int = MOST_OBJECTS) -> None:
        self._left = left

    def take(self) -> bool:
        self._left -= 1
        return self._left >= 0


class PlacedRun(NamedTuple):
    """A run on the page: where its first and its last character stand, and the height of one, in millimetres."""

    text: str
    start: Point
    end: Point
    size: float

    @property
    def vertical(self) -> bool:
        """Whether the run goes down (or up) the page."""
        return len(self.text) > 1 and abs(self.end.y - self.start.y) > abs(self.end.x - self.start.x)


def page_text(document: Document, page: Page, *, annotations: bool = False) -> str:
    """The visible text of a page with its templates, one line of the page a line.

    annotations   also what annotations show
    """
    steps = _Steps()
    objects = [one for layer in layers_in_order(document, page) for one in layer]
    runs = list(_placed_runs(objects, page.resources, IDENTITY, steps))
    if annotations:
        for note in document.annotations_of(page):
            if note.visible:
                x, y = (0.0, 0.0) if note.boundary is None else note.boundary[:2]
                runs += _placed_runs(note.objects, page.resources, Matrix(e=x, f=y), steps)
    return "\n".join(_lines(runs))


def layers_in_order(document: Document, page: Page) -> Iterator[tuple[PageObject, ...]]:
    """The objects of each layer as they are painted: background templates, the page's layers, foreground templates."""
    order = (LayerKind.BACKGROUND, LayerKind.BODY, LayerKind.CUSTOM, LayerKind.FOREGROUND)
    shown = [
        (use.z_order, document.templates[use.template]) for use in page.templates if use.template in document.templates
    ]
    below = (one for kind, one in shown if kind is not LayerKind.FOREGROUND)
    above = (one for kind, one in shown if kind is LayerKind.FOREGROUND)
    for one in chain(below, (page,), above):
        for layer in sorted(one.layers, key=lambda layer: order.index(layer.kind)):
            yield layer.objects


def _placed_runs(
    objects: Iterable[PageObject], resources: Resources, outer: Matrix, steps: _Steps, depth: int = 0
) -> Iterator[PlacedRun]:
    """Every visible run of text, those of composites included. `outer` maps the space of the objects to the page."""
    for one in objects:
        if not steps.take():
            return
        if isinstance(one, PageBlock):
            yield from _placed_runs(one.objects, resources, outer, steps, depth)
        elif not one.visible:
            continue
        elif isinstance(one, TextObject):
            inner = _inner(one, outer)
            yield from (_placed(run, one, inner) for run in one.runs if run.text)
        elif isinstance(one, CompositeObject) and depth < _DEEPEST and one.resource in resources.composite_units:
            shown = resources.composite_units[one.resource].objects
            yield from _placed_runs(shown, resources, _inner(one, outer), steps, depth + 1)


def _inner(unit: Unit, outer: Matrix) -> Matrix:
    """From the space of an object to the page."""
    return times(moved(unit.ctm, unit.boundary.x, unit.boundary.y), outer)


def _placed(run: TextRun, text: TextObject, inner: Matrix) -> PlacedRun:
    places = run.positions()
    if len(run.text) > 1 and not run.delta_x and not run.delta_y:
        places = _advanced(run, text)
    scale = (inner.c**2 + inner.d**2) ** 0.5
    return PlacedRun(run.text, mapped(inner, *places[0]), mapped(inner, *places[-1]), text.size * scale)


def _advanced(run: TextRun, text: TextObject) -> tuple[Point, Point]:
    """First and last place where no advances are told: by the width that such characters usually have."""
    length = sum(_width(character) for character in run.text[:-1]) * text.size * text.h_scale
    turned = {0: (length, 0.0), 90: (0.0, length), 180: (-length, 0.0), 270: (0.0, -length)}
    x, y = turned[text.read_direction]
    return Point(run.x, run.y), Point(run.x + x, run.y + y)


def _is_narrow(character: str) -> bool:
    return unicodedata.east_asian_width(character) not in "WFA"


def _width(character: str) -> float:
    """About how wide a character is, in heights of its font, where the file does not tell."""
    if not _is_narrow(character):
        return 1.0
    if character in "mwMW@%":
        return 0.85
    if character in "fijlrtI.,:;'|!()[] ":
        return 0.3
    return 0.67 if character.isupper() else 0.52


def _lines(runs: Iterable[PlacedRun]) -> Iterator[str]:
    """Runs whose base lines are closer than half a character are one line, from left to right."""
    line: list[PlacedRun] = []
    for run in sorted(runs, key=lambda run: run.start.y):
        alone = run.vertical or (bool(line) and line[0].vertical)
        if line and (alone or run.start.y - line[0].start.y > 0.5 * max(min(line[0].size, run.size), 0.1)):
            yield _joined(line)
            line = []
        line.append(run)
    if line:
        yield _joined(line)


def _joined(line: list[PlacedRun]) -> str:
    line.sort(key=lambda run: min(run.start.x, run.end.x))
    line = list(_without_shadows(line))
    parts = [line[0].text]
    for before, run in pairwise(line):
        gap = run.start.x - before.end.x - _width(before.text[-1]) * before.size
        # Between Latin words a space is narrow; between Chinese ones a gap must be seen as one.
        narrow = _is_narrow(before.text[-1]) and _is_narrow(run.text[0])
        apart = gap > (0.15 if narrow else 0.3) * before.size
        parts += [" ", run.text] if apart and not (before.text[-1].isspace() or run.text[0].isspace()) else [run.text]
    return "".join(parts).rstrip()


def _without_shadows(line: list[PlacedRun]) -> Iterator[PlacedRun]:
    """Bold print is also made by printing twice with a tiny offset: the words are still there only once."""
    kept: list[PlacedRun] = []
    for run in line:
        near = (one for one in kept[-3:] if one.text == run.text)
        if not any(abs(one.start.x - run.start.x) + abs(one.start.y - run.start.y) < 0.2 * run.size for one in near):
            kept.append(run)
            yield run
