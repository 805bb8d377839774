"""What stands on the pages of a document, said from top to bottom."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Self

from jiban.standards.ofd.composing.figures import captioned, picture_figure, qr_figure, sign_off_figure
from jiban.standards.ofd.composing.looks import Look
from jiban.standards.typeset.elements import Cell, Element, Figure, Lines, PageBreak, Paragraph, Side, Space, Table
from jiban.standards.typeset.flow import Align, Text, TextStyle
from jiban.standards.typeset.page import Colour, Item

Recipe = Callable[[Look], Element]
"""An element, once the look is known."""

_HEAD_FILL: Colour = (240, 240, 240)


class Contents:
    """Every method adds something below what is there and gives the same object back.

    printed_title   what `title()` prints unless told otherwise
    """

    def __init__(self, printed_title: str) -> None:
        self._printed_title = printed_title
        self._recipes: list[Recipe] = []

    def elements(self, look: Look) -> list[Element]:
        """Everything in order, in this look."""
        return [recipe(look) for recipe in self._recipes]

    def add(self, element: Element | Recipe) -> Self:
        """Any element of `typeset.elements`, or a function that makes one for a look."""
        self._recipes.append(element if callable(element) else lambda _look: element)
        return self

    def title(self, text: str | None = None) -> Self:
        """The title in large letters in the middle; the title of the document unless told otherwise."""
        words = self._printed_title if text is None else text
        return self.add(
            lambda look: Paragraph(
                words,
                look.title,
                align="centre",
                before_mm=look.title.size_mm,
                after_mm=look.title.size_mm,
                keep_with_next=True,
            )
        )

    def heading(self, text: str, level: int = 1, *, bookmark: str = "") -> Self:
        """A heading; it stands in the outline of the document. level 1 is the highest."""
        return self.add(
            lambda look: Paragraph(
                text,
                look.heading(level),
                align="left",
                level=level,
                before_mm=0.6 * look.heading(level).size_mm,
                after_mm=0.2 * look.heading(level).size_mm,
                bookmark=bookmark,
            )
        )

    def paragraph(
        self,
        text: Text,
        *,
        align: Align = "justify",
        indent_em: float | None = None,
        style: TextStyle | None = None,
        keep_with_next: bool = False,
        bookmark: str = "",
    ) -> Self:
        """Prose. Justified paragraphs are indented by two characters unless told otherwise; "\\n" begins a new one."""
        indent = (2.0 if align == "justify" else 0.0) if indent_em is None else indent_em
        return self.add(
            lambda look: Paragraph(
                text, style or look.body, align, indent, keep_with_next=keep_with_next, bookmark=bookmark
            )
        )

    def note(self, text: Text, *, align: Align = "left") -> Self:
        """Small print."""
        return self.add(lambda look: Paragraph(text, look.small, align))

    def table(
        self,
        rows: Sequence[Sequence[Text | Figure | Cell]],
        *,
        columns: Sequence[float | None] = (),
        header_rows: int = 1,
        lines: Lines = "grid",
        align: Align = "left",
        rows_break: bool = False,
    ) -> Self:
        """A table; the words of plain cells are aligned as told, those of header rows stand in the middle.

        columns       widths in mm, None for a share of what is left; without any they follow from the content
        header_rows   bold on grey, and repeated on every page
        """

        def recipe(look: Look) -> Table:
            head = replace(look.table, face="serif-bold")
            cells = [
                [_cell(one, align, head if number < header_rows else None, fill=lines == "grid") for one in row]
                for number, row in enumerate(rows)
            ]
            gap = 0.5 * look.body.size_mm
            return Table(
                cells,
                look.table,
                columns,
                header_rows,
                lines,
                padding_mm=0.32 * look.table.size_mm,
                rows_break=rows_break,
                before_mm=gap,
                after_mm=gap,
            )

        return self.add(recipe)

    def picture(
        self,
        data: bytes,
        *,
        width_mm: float | None = None,
        height_mm: float | None = None,
        side: Side = "centre",
        caption: str = "",
    ) -> Self:
        """A PNG or JPEG. Raises IllegalTextError if the data are neither."""
        return self._figure(picture_figure(data, width_mm=width_mm, height_mm=height_mm, side=side), caption)

    def qr(self, text: str, *, side_mm: float = 30.0, side: Side = "left", caption: str = "") -> Self:
        """A QR code of error level M. Raises IllegalTextError for a text that no code holds."""
        return self._figure(qr_figure(text, side_mm=side_mm, side=side), caption)

    def drawing(
        self, items: Sequence[Item], *, width_mm: float, height_mm: float, side: Side = "centre", caption: str = ""
    ) -> Self:
        """Paths and other items of `typeset.page` in a box of their own."""
        return self._figure(Figure(tuple(items), width_mm, height_mm, side), caption)

    def space(self, height_mm: float) -> Self:
        """Empty height."""
        return self.add(Space(height_mm))

    def page_break(self) -> Self:
        """What follows stands on a new page."""
        return self.add(PageBreak())

    def sign_off(
        self,
        *lines: str,
        seal: str = "seal",
        seal_mm: tuple[float, float] = (42.0, 42.0),
        signer: str = "",
        signature: str = "signature",
        signature_mm: tuple[float, float] = (30.0, 12.0),
    ) -> Self:
        """Who issues it and when, one line each, with room for the seal over them: `Composed.stamp(seal)` tells where.

        signer   words at the left, such as "审签人：", after which the place `signature` is kept for a signature

        It never stands alone on a page.
        """
        by_hand = (signer, signature, *signature_mm) if signer else None
        return self.add(
            lambda look: sign_off_figure(
                lines,
                style=look.body,
                width_mm=look.sheet.text_width_mm,
                seal=seal,
                seal_mm=seal_mm,
                signer=by_hand,
            )
        )

    def _figure(self, figure: Figure, caption: str) -> Self:
        def recipe(look: Look) -> Figure:
            gap = 0.5 * look.body.size_mm
            whole = captioned(figure, caption, look.small, width_mm=look.sheet.text_width_mm)
            return replace(whole, before_mm=gap, after_mm=gap)

        return self.add(recipe)


def _cell(content: Text | Figure | Cell, align: Align, head: TextStyle | None, *, fill: bool) -> Cell:
    cell = content if isinstance(content, Cell) else Cell(content, align="centre" if head else align)
    if head is None:
        return cell
    shade = _HEAD_FILL if fill and cell.fill is None else cell.fill
    return replace(cell, style=cell.style or head, fill=shade)
