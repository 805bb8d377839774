"""What the drawing of one page works with: the canvas, the resources in reach, the caches of the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jiban.standards.ofd.reading.objects import Color, Matrix
from jiban.standards.ofd.reading.resources import Resources
from jiban.standards.ofd.rendering.canvas import Canvas
from jiban.standards.ofd.rendering.colors import Rgba, to_rgba
from jiban.standards.ofd.rendering.findings import Code, Findings
from jiban.standards.ofd.rendering.fonts import FontShelf
from jiban.standards.ofd.rendering.geometry import IDENTITY
from jiban.standards.ofd.rendering.pictures import (
    BrokenPictureError,
    LargePictureError,
    Picture,
    PictureError,
    UnsupportedPictureError,
    open_picture,
)

DEEPEST = 16
_PICTURE_CODES = {
    BrokenPictureError: Code.MEDIA_BROKEN,
    UnsupportedPictureError: Code.MEDIA_UNSUPPORTED,
    LargePictureError: Code.MEDIA_TOO_LARGE,
}


class PictureShelf:
    """The pictures of one package, decoded once. A picture that cannot be shown is remembered as that."""

    def __init__(self, entries: Mapping[str, bytes]) -> None:
        self._entries = entries
        self._opened: dict[tuple[str, str | None, bool], Picture | PictureError] = {}

    def picture(self, entry: str, mask: str | None = None, *, paper: bool = False) -> Picture:
        """The picture of an entry, as `open_picture` gives it. Raises PictureError."""
        key = (entry, mask, paper)
        opened = self._opened.get(key)
        if opened is None:
            try:
                covering = None if mask is None else self._entries[mask]
                opened = open_picture(self._entries[entry], mask=covering, paper=paper)
            except PictureError as error:
                opened = error
            self._opened[key] = opened
        if isinstance(opened, PictureError):
            raise opened
        return opened


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where drawing stands: on a page, in a template, in a composite unit, in a pattern's cell.

    to_page      from the space that boundaries are given in to the page
    layer        object ID of the drawing parameter that objects fall back on
    depth        of composite units, patterns and nested seals
    selectable   whether text is laid over its outlines, unseen, to be selected and searched
    """

    canvas: Canvas
    findings: Findings
    fonts: FontShelf
    pictures: PictureShelf
    resources: Resources
    default_space: int | None = None
    layer: int | None = None
    to_page: Matrix = field(default=IDENTITY)
    depth: int = 0
    selectable: bool = False

    def deeper(self, *, layer: int | None, to_page: Matrix) -> "Drawing | None":
        """Inside a unit or a cell; None, and a finding, where that has gone on for too long."""
        if self.depth >= DEEPEST:
            self.findings.add(Code.NESTED_TOO_DEEP)
            return None
        return replace(self, layer=layer, to_page=to_page, depth=self.depth + 1)

    def rgba(self, color: Color) -> Rgba:
        """A plain colour on the screen."""
        return to_rgba(color, self.resources, self.default_space, self.findings)


def told(error: PictureError) -> Code:
    """The finding for a picture that cannot be shown."""
    return _PICTURE_CODES.get(type(error), Code.MEDIA_BROKEN)
