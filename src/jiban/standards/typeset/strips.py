"""Elements as strips: pieces as wide as the text, one under the other, between which a page may end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from jiban.standards.typeset.elements import Element, Figure, PageBreak, Paragraph, Place, Space, Table
from jiban.standards.typeset.errors import TooWideError
from jiban.standards.typeset.flow import FINE, Text, set_paragraph
from jiban.standards.typeset.moving import moved
from jiban.standards.typeset.page import Item


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of the text, `height_mm` high. Its items stand as if it began at the top of the page, across in place.

    keep_with_next   the page does not end after it
    ends_page        the page ends before it, whatever room is left
    places, headings, bookmarks   what can be found again on the page
    head             what is repeated above it if a page begins with it
    split            given a height, the part that fits and the rest; None if no part does
    """

    height_mm: float
    items: tuple[Item, ...] = ()
    before_mm: float = 0.0
    after_mm: float = 0.0
    keep_with_next: bool = False
    keep_with_previous: bool = False
    ends_page: bool = False
    places: tuple[Place, ...] = ()
    heading: tuple[int, str] | None = None
    bookmark: str = ""
    head: "tuple[Strip, ...]" = ()
    split: "Callable[[float], tuple[Strip, Strip] | None] | None" = None
    may_split: bool = False


def strips_of(
    elements: Sequence[Element], *, left_mm: float, width_mm: float, table_strips: Callable[[Table], Iterator[Strip]]
) -> Iterator[Strip]:
    """The strips of all elements in order. Raises MissingGlyphError, TooWideError, TableError."""
    for element in elements:
        match element:
            case Paragraph():
                yield from _paragraph(element, left_mm, width_mm)
            case Figure():
                yield _figure(element, left_mm, width_mm)
            case Table():
                yield from table_strips(element)
            case Space():
                yield Strip(0.0, after_mm=element.height_mm)
            case PageBreak():
                yield Strip(0.0, ends_page=True)


def plain_text(text: Text) -> str:
    """The words without their looks."""
    return text if isinstance(text, str) else "".join([one if isinstance(one, str) else one.text for one in text])


def _paragraph(paragraph: Paragraph, left_mm: float, width_mm: float) -> Iterator[Strip]:
    """A strip a line; the first two and the last two lines of a paragraph stay together."""
    block = set_paragraph(
        paragraph.text,
        style=paragraph.style,
        x_mm=left_mm + paragraph.left_mm,
        top_mm=0.0,
        width_mm=width_mm - paragraph.left_mm,
        align=paragraph.align,
        indent_em=paragraph.indent_em,
        rules=FINE,
    )
    step = paragraph.style.leading * paragraph.style.size_mm
    count = round(block.bottom_mm / step)
    rows: list[list[Item]] = [[] for _ in range(count)]
    for line in block.lines:
        rows[min(int(line.y_mm / step), count - 1)].append(line)
    for number, row in enumerate(rows):
        first, last = number == 0, number == count - 1
        yield Strip(
            step,
            tuple([moved(item, down_mm=-number * step) for item in row]),
            before_mm=paragraph.before_mm if first else 0.0,
            after_mm=paragraph.after_mm if last else 0.0,
            keep_with_next=(paragraph.keep_with_next or paragraph.level > 0) if last else number in {0, count - 2},
            heading=(paragraph.level, plain_text(paragraph.text)) if first and paragraph.level else None,
            bookmark=paragraph.bookmark if first else "",
        )


def _figure(figure: Figure, left_mm: float, width_mm: float) -> Strip:
    if figure.width_mm > width_mm + 1e-6:
        raise TooWideError(f"a figure is {figure.width_mm} mm wide, there is room for {width_mm} mm")
    left = left_mm + (width_mm - figure.width_mm) * {"left": 0.0, "centre": 0.5, "right": 1.0}[figure.side]
    return Strip(
        figure.height_mm,
        tuple([moved(item, right_mm=left) for item in figure.items]),
        before_mm=figure.before_mm,
        after_mm=figure.after_mm,
        keep_with_next=figure.keep_with_next,
        keep_with_previous=figure.keep_with_previous,
        places=tuple([Place(p.name, p.x_mm + left, p.y_mm, p.width_mm, p.height_mm) for p in figure.places]),
    )
