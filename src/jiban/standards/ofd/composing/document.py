"""Write an OFD document: say what it holds from top to bottom, then compose it.

    document = (
        Document("居住证明", author="柳溪村村民委员会")
        .title()
        .paragraph("兹证明赵小满系本村村民。")
        .sign_off("柳溪村村民委员会", "2026年11月24日")
    )
    ofd = document.to_bytes()

The document is cut into pages when it is composed, in the look that is asked for: the same document gives ordinary and
large print. Pages are values of `typeset`, so that PDF and SVG can be drawn from them too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from jiban.standards.ofd.composing.annotations import Annotation, outlined
from jiban.standards.ofd.composing.figures import captioned, picture_figure, qr_figure, sign_off_figure
from jiban.standards.ofd.composing.looks import OFFICIAL, Look
from jiban.standards.ofd.composing.parts import Parts, add_parts
from jiban.standards.ofd.composing.permissions import Permissions
from jiban.standards.ofd.composing.watermarks import Watermark, faint, watermark_items
from jiban.standards.ofd.digest import sm3
from jiban.standards.ofd.document import Attachment, DocInfo
from jiban.standards.ofd.errors import OfdError
from jiban.standards.ofd.package import Package, write
from jiban.standards.ofd.signing import Stamp
from jiban.standards.ofd.writer import compose
from jiban.standards.typeset.elements import (
    Cell,
    Element,
    Figure,
    Lines,
    PageBreak,
    Paragraph,
    Running,
    Sheet,
    Side,
    Space,
    Table,
)
from jiban.standards.typeset.flow import Align, Text, TextStyle
from jiban.standards.typeset.page import Colour, Item, Page
from jiban.standards.typeset.paging import Composition, compose_pages

Recipe = Callable[[Look], Element]
"""An element, once the look is known."""

_HEAD_FILL: Colour = (240, 240, 240)
_NO_ID = "0" * 32


class UnknownPlaceError(OfdError):
    """No place of the document has this name."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A document cut into pages and put into a package that nobody has signed yet."""

    package: Package
    composition: Composition

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages as typeset values, for PDF and SVG."""
        return self.composition.pages

    def stamp(self, name: str = "seal") -> Stamp:
        """Where the document keeps room for a seal. Raises UnknownPlaceError."""
        try:
            box = self.composition.places[name]
        except KeyError:
            raise UnknownPlaceError(f"the document has no place called {name!r}") from None
        return Stamp(box.page_index, box.x_mm, box.y_mm, box.width_mm, box.height_mm)

    def to_bytes(self) -> bytes:
        """The unsigned .ofd file."""
        return write(self.package)


class Document:
    """What a document says, in order. Every method adds something and gives the document back.

    title       its name, in its metadata; printed where `title()` is called
    created     the day of the document
    doc_id      32 hexadecimal digits; None makes one of the content, so that equal documents give equal files
    custom      CustomDatas: name -> value
    """

    def __init__(
        self,
        title: str,
        *,
        look: Look = OFFICIAL,
        author: str = "",
        subject: str = "",
        abstract: str = "",
        keywords: Sequence[str] = (),
        creator: str = "Jiban",
        created: date | None = None,
        doc_id: str | None = None,
        custom: Mapping[str, str] | None = None,
    ) -> None:
        self.info = DocInfo(
            title=title,
            doc_id=doc_id or _NO_ID,
            creator=creator,
            created=created,
            custom=dict(custom or {}),
            author=author,
            subject=subject,
            abstract=abstract,
            keywords=tuple(keywords),
        )
        self.look = look
        self._recipes: list[Recipe] = []
        self._attachments: list[Attachment] = []
        self._annotations: list[tuple[int, Annotation]] = []
        self._header: Callable[[Look], Running] | None = None
        self._footer: Callable[[Look], Running] | None = None
        self._watermark: Watermark | None = None
        self._permissions: Permissions | None = None

    # -- what stands on the pages --

    def add(self, element: Element | Recipe) -> Self:
        """Any element of `typeset.elements`, or a function that makes one for a look."""
        self._recipes.append(element if callable(element) else lambda _look: element)
        return self

    def title(self, text: str | None = None) -> Self:
        """The title in large letters in the middle; the title of the document unless told otherwise."""
        words = self.info.title if text is None else text
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

    # -- what stands on every page --

    def header(self, left: str = "", centre: str = "", right: str = "", *, rule: bool = True) -> Self:
        """A line in the upper margin; `{page}` and `{pages}` stand for numbers."""
        self._header = lambda look: Running(look.running, left, centre, right, rule=rule)
        return self

    def footer(self, left: str = "", centre: str = "", right: str = "", *, rule: bool = False) -> Self:
        """A line in the lower margin; `{page}` and `{pages}` stand for numbers."""
        self._footer = lambda look: Running(look.running, left, centre, right, rule=rule)
        return self

    def page_numbers(self) -> Self:
        """`— 1 —` at the outer edge of the lower margin (GB/T 9704-2012 section 7.5)."""
        self._footer = lambda look: Running(
            replace(look.running, size_mm=look.running.size_mm * 1.2), outer="— {page} —"
        )
        return self

    def watermark(self, watermark: Watermark | str) -> Self:
        """Words across every page."""
        self._watermark = Watermark(watermark) if isinstance(watermark, str) else watermark
        return self

    # -- what stands beside the pages --

    def annotate(self, page_index: int, annotation: Annotation) -> Self:
        """An annotation on a page (0 the first)."""
        self._annotations.append((page_index, annotation))
        return self

    def attach(self, name: str, file_name: str, data: bytes, *, sealed: bool = True) -> Self:
        """A file inside the document. `sealed=False`: no signature covers it and it may be replaced later."""
        self._attachments.append(Attachment(name, file_name, data, sealed))
        return self

    def allow(self, permissions: Permissions) -> Self:
        """What readers may do."""
        self._permissions = permissions
        return self

    # -- composing --

    def compose(self, look: Look | None = None) -> Composed:
        """Cut it into pages and make a package of it.

        look   another look than the document's own, such as LARGE_PRINT

        Raises a TypesetError for what does not fit or cannot be shown, and IllegalTextError.
        """
        chosen = look or self.look
        composition = compose_pages(
            [recipe(chosen) for recipe in self._recipes],
            chosen.sheet,
            header=self._header(chosen) if self._header else None,
            footer=self._footer(chosen) if self._footer else None,
            under=self._under if self._watermark and not self._watermark.as_annotation else None,
        )
        package = compose(composition.pages, self.info, self._attachments)
        parts = Parts(composition.headings, composition.bookmarks, self._permissions, self._annotated(composition))
        package = add_parts(package, parts, creator=self.info.creator)
        return Composed(_named(package) if self.info.doc_id == _NO_ID else package, composition)

    def to_bytes(self, look: Look | None = None) -> bytes:
        """The unsigned .ofd file."""
        return self.compose(look).to_bytes()

    def _figure(self, figure: Figure, caption: str) -> Self:
        def recipe(look: Look) -> Figure:
            gap = 0.5 * look.body.size_mm
            whole = captioned(figure, caption, look.small, width_mm=look.sheet.text_width_mm)
            return replace(whole, before_mm=gap, after_mm=gap)

        return self.add(recipe)

    def _under(self, _index: int, sheet: Sheet) -> Sequence[Item]:
        if self._watermark is None:
            return ()
        return watermark_items(self._watermark, width_mm=sheet.width_mm, height_mm=sheet.height_mm)

    def _annotated(self, composition: Composition) -> dict[int, list[Annotation]]:
        annotations: dict[int, list[Annotation]] = {}
        if self._watermark and self._watermark.as_annotation:
            for index, page in enumerate(composition.pages):
                words = watermark_items(faint(self._watermark), width_mm=page.width_mm, height_mm=page.height_mm)
                drawn = tuple(map(outlined, words))
                annotations[index] = [
                    Annotation("Watermark", 0.0, 0.0, page.width_mm, page.height_mm, drawn, self._watermark.text)
                ]
        for index, annotation in self._annotations:
            annotations.setdefault(index, []).append(annotation)
        return annotations


def _cell(content: Text | Figure | Cell, align: Align, head: TextStyle | None, *, fill: bool) -> Cell:
    cell = content if isinstance(content, Cell) else Cell(content, align="centre" if head else align)
    if head is None:
        return cell
    shade = _HEAD_FILL if fill and cell.fill is None else cell.fill
    return replace(cell, style=cell.style or head, fill=shade)


def _named(package: Package) -> Package:
    """The package with a document ID made of all that it holds."""
    told = b"".join([name.encode() + b"\0" + package.digest(name) for name in package.entries])
    named = package.entries["OFD.xml"].replace(_NO_ID.encode(), sm3(told)[:16].hex().encode(), 1)
    return package.with_entries({"OFD.xml": named})
