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
from jiban.standards.ofd.composing.contents import Contents
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
    Running,
    Sheet,
)
from jiban.standards.typeset.page import Item, Page
from jiban.standards.typeset.paging import Composition, compose_pages

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


class Document(Contents):
    """What a document says, in order. Every method adds something and gives the document back.

    title       its name, in its metadata; printed where `title()` is called
    created     the day of the document
    usage       Normal (meant if empty), EBook, ENewsPaper or EMagazine
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
        usage: str = "",
        creator: str = "Jiban",
        creator_version: str = "",
        created: date | None = None,
        modified: date | None = None,
        doc_id: str | None = None,
        custom: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.info = DocInfo(
            title=title,
            doc_id=doc_id or _NO_ID,
            creator=creator,
            created=created,
            custom=dict(custom or {}),
            author=author,
            subject=subject,
            creator_version=creator_version,
            abstract=abstract,
            modified=modified,
            usage=usage,
            keywords=tuple(keywords),
        )
        self.look = look
        self._attachments: list[Attachment] = []
        self._annotations: list[tuple[int, Annotation]] = []
        self._header: Callable[[Look], Running] | None = None
        self._footer: Callable[[Look], Running] | None = None
        self._watermark: Watermark | None = None
        self._permissions: Permissions | None = None

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
            self.elements(chosen),
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


def _named(package: Package) -> Package:
    """The package with a document ID made of all that it holds."""
    told = b"".join([name.encode() + b"\0" + package.digest(name) for name in package.entries])
    named = package.entries["OFD.xml"].replace(_NO_ID.encode(), sm3(told)[:16].hex().encode(), 1)
    return package.with_entries({"OFD.xml": named})
