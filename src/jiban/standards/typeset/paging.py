"""Cut the text into pages: strips from the top of each page to its foot, then what runs over every page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from jiban.standards.typeset.elements import Element, Running, Sheet
from jiban.standards.typeset.errors import TooTallError
from jiban.standards.typeset.flow import FINE, Align, set_line
from jiban.standards.typeset.moving import moved
from jiban.standards.typeset.page import Item, Page, Path
from jiban.standards.typeset.strips import Strip, strips_of
from jiban.standards.typeset.tables import table_strips

_ROUNDING_MM = 1e-6


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A place of the document on its page (0 the first)."""

    page_index: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class PlacedHeading:
    """A heading: its level (1 the highest) and where its line begins."""

    level: int
    text: str
    page_index: int
    top_mm: float


@dataclass(frozen=True, slots=True)
class Composition:
    """The pages, and where on them things can be found again."""

    pages: tuple[Page, ...]
    places: Mapping[str, PlacedBox]
    headings: tuple[PlacedHeading, ...]
    bookmarks: Mapping[str, tuple[int, float]]


def compose_pages(
    elements: Sequence[Element],
    sheet: Sheet,
    *,
    header: Running | None = None,
    footer: Running | None = None,
    under: Callable[[int, Sheet], Sequence[Item]] | None = None,
) -> Composition:
    """Set the elements on as many pages as they need; at least one.

    under   drawn below the text of a page: given its index and the sheet

    Raises TooTallError, TooWideError, TableError, MissingGlyphError.
    """
    make_table = partial(table_strips, left_mm=sheet.left_mm, width_mm=sheet.text_width_mm)
    strips = _kept(
        list(strips_of(elements, left_mm=sheet.left_mm, width_mm=sheet.text_width_mm, table_strips=make_table))
    )
    filling = _Filling(sheet)
    for chain in _chains(strips):
        filling.put(chain)
    count = len(filling.pages)
    pages = []
    for index, body in enumerate(filling.pages):
        below = under(index, sheet) if under else ()
        around = [*_running(header, sheet, index, count, top=True), *_running(footer, sheet, index, count, top=False)]
        pages.append(Page(sheet.width_mm, sheet.height_mm, (*below, *body, *around)))
    return Composition(tuple(pages), filling.places, tuple(filling.headings), filling.bookmarks)


def _kept(strips: Sequence[Strip]) -> list[Strip]:
    """What must not be parted from the lines before it makes those keep it."""
    kept = list(strips)
    for number, strip in enumerate(strips[1:], start=1):
        if strip.keep_with_previous:
            kept[number - 1] = replace(kept[number - 1], keep_with_next=True)
            # One line of prose more, so that not the last line of a paragraph alone goes with it.
            if number > 1 and not kept[number - 2].ends_page:
                kept[number - 2] = replace(kept[number - 2], keep_with_next=True)
    return kept


def _chains(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    """Strips that belong on one page."""
    chain: list[Strip] = []
    for strip in strips:
        chain.append(strip)
        if not strip.keep_with_next:
            yield chain
            chain = []
    if chain:
        yield chain


@dataclass(slots=True)
class _Filling:
    """The pages so far; `top` is where the next strip may begin, `owed` the space that the last one asks for."""

    sheet: Sheet
    pages: list[list[Item]] = field(default_factory=lambda: [[]])
    places: dict[str, PlacedBox] = field(default_factory=dict)
    headings: list[PlacedHeading] = field(default_factory=list)
    bookmarks: dict[str, tuple[int, float]] = field(default_factory=dict)
    used: float = 0.0
    owed: float = 0.0

    def put(self, chain: Sequence[Strip]) -> None:
        """The chain on this page or the next; one that no page could hold is parted after all."""
        if chain[0].ends_page:
            self.break_page()
        goes_on_one_page = _height(chain) <= self.sheet.text_height_mm - _head(chain[0])
        may_be_cut_here = len(chain) == 1 and chain[0].may_split
        if self.used and not self.fits(chain) and goes_on_one_page and not may_be_cut_here:
            self.break_page(before=chain[0])
        for strip in chain:
            self.put_strip(strip)

    def put_strip(self, strip: Strip) -> None:
        while True:
            room = self.room(strip)
            if strip.height_mm <= room + _ROUNDING_MM:
                self.lay(strip)
                return
            is_fresh = self.used <= _head(strip) + _ROUNDING_MM
            parts = strip.split(room) if strip.split and (strip.may_split or is_fresh) else None
            if parts:
                self.lay(replace(parts[0], before_mm=strip.before_mm))
                strip = replace(parts[1], head=strip.head, after_mm=strip.after_mm, may_split=strip.may_split)
            elif is_fresh:
                raise TooTallError(f"{strip.height_mm:.1f} mm must not be broken, a page has room for {room:.1f} mm")
            self.break_page(before=strip)

    def room(self, strip: Strip) -> float:
        gap = max(self.owed, strip.before_mm) if self.used else 0.0
        return self.sheet.text_height_mm - self.used - gap

    def fits(self, chain: Sequence[Strip]) -> bool:
        return _height(chain) <= self.room(chain[0]) + _ROUNDING_MM

    def lay(self, strip: Strip) -> None:
        self.used += max(self.owed, strip.before_mm) if self.used else 0.0
        top, index = self.sheet.top_mm + self.used, len(self.pages) - 1
        self.pages[-1] += [moved(item, down_mm=top) for item in strip.items]
        for place in strip.places:
            self.places[place.name] = PlacedBox(index, place.x_mm, place.y_mm + top, place.width_mm, place.height_mm)
        if strip.heading:
            self.headings.append(PlacedHeading(*strip.heading, index, top))
        if strip.bookmark:
            self.bookmarks[strip.bookmark] = (index, top)
        self.used += strip.height_mm
        # A space asked for at the head of a page is dropped.
        self.owed = max(self.owed if strip.height_mm == 0 else 0.0, strip.after_mm) if self.used else 0.0

    def break_page(self, *, before: Strip | None = None) -> None:
        self.pages.append([])
        self.used = self.owed = 0.0
        for strip in before.head if before else ():
            self.lay(strip)


def _height(chain: Sequence[Strip]) -> float:
    """From the top of the first strip to the foot of the last."""
    height = owed = 0.0
    for number, strip in enumerate(chain):
        height += strip.height_mm + (max(owed, strip.before_mm) if number else 0.0)
        owed = strip.after_mm
    return height


def _head(strip: Strip) -> float:
    return sum(one.height_mm for one in strip.head)


def _running(running: Running | None, sheet: Sheet, index: int, count: int, *, top: bool) -> Iterator[Item]:
    if running is None or index + 1 < running.from_page:
        return
    baseline = running.distance_mm if top else sheet.height_mm - running.distance_mm
    left, right = sheet.left_mm, sheet.width_mm - sheet.right_mm
    outer: tuple[Align, float] = ("right", right) if index % 2 == 0 else ("left", left)
    texts: list[tuple[str, Align, float]] = [
        (running.left, "left", left),
        (running.centre, "centre", (left + right) / 2),
        (running.right, "right", right),
        (running.outer, *outer),
    ]
    for text, align, x in texts:
        if text:
            told = text.replace("{pages}", str(count)).replace("{page}", str(index + 1))
            yield set_line(told, style=running.style, x_mm=x, baseline_mm=baseline, align=align, rules=FINE)
    if running.rule:
        y = baseline + (0.5 if top else -1.6) * running.style.size_mm
        yield Path((("M", (left, y)), ("L", (right, y))), fill=None, stroke=(128, 128, 128), line_width_mm=0.2)
