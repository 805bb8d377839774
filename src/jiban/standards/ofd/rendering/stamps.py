"""Pictures of seals on the page (GB/T 33190-2016 section 18.2.3): PNG, JPEG, BMP, GIF, or an OFD package of their own."""

from collections.abc import Callable
from dataclasses import dataclass

from jiban.standards.ofd.reading.matrices import moved
from jiban.standards.ofd.reading.model import Signature, StampAnnot
from jiban.standards.ofd.reading.objects import Box, Matrix
from jiban.standards.ofd.rendering.clips import clip_path
from jiban.standards.ofd.rendering.findings import Code
from jiban.standards.ofd.rendering.geometry import rectangle, transform
from jiban.standards.ofd.rendering.pictures import PictureError, open_picture
from jiban.standards.ofd.rendering.state import Drawing


@dataclass(frozen=True, slots=True)
class SealPicture:
    """The picture of a seal; `kind` as the seal states it, but what the bytes are decides."""

    data: bytes
    kind: str = ""


FindSealPicture = Callable[[Signature], SealPicture | None]
DrawPackage = Callable[[bytes, Drawing], Box | None]
"""Draws the first page of a package onto the canvas, and gives its sheet; None if there is no page."""


def draw_stamp(stamp: StampAnnot, picture: SealPicture | None, drawing: Drawing, draw_package: DrawPackage) -> None:
    """Draw a seal in the box of the stamp, only as much of it as the clip shows. Raises FullError."""
    if picture is None:
        drawing.findings.add(Code.STAMP_WITHOUT_PICTURE, stamp.id)
        return
    canvas, box = drawing.canvas, stamp.boundary
    depth = canvas.depth
    if stamp.clip is not None:
        shape = f'<path d="{rectangle(stamp.clip)}"{transform(moved(Matrix(), box.x, box.y))}/>'
        canvas.open_group(f' clip-path="url(#{clip_path(shape, drawing)})"')
    if picture.data.startswith(b"PK"):
        _draw_nested(picture.data, box, drawing, draw_package)
    else:
        _draw_raster(picture.data, stamp, drawing)
    canvas.close_to(depth)


def _draw_raster(data: bytes, stamp: StampAnnot, drawing: Drawing) -> None:
    try:
        picture = open_picture(data, paper=True)
    except PictureError as error:
        drawing.findings.add(Code.STAMP_PICTURE_BROKEN, f"{stamp.id} ({error})")
        return
    matrix = Matrix(stamp.boundary.width, 0, 0, stamp.boundary.height, stamp.boundary.x, stamp.boundary.y)
    image = f'<image width="1" height="1" preserveAspectRatio="none" href="{picture.href}"/>'
    drawing.canvas.draw(f"<g{transform(matrix)}>{image}</g>")


def _draw_nested(data: bytes, box: Box, drawing: Drawing, draw_package: DrawPackage) -> None:
    """Drawn apart first: its sheet, which is known afterwards, is what has to fit the box."""
    sheets: list[Box | None] = []
    drawn = drawing.canvas.apart(lambda: sheets.append(draw_package(data, drawing)))
    sheet = sheets[0]
    if sheet is None or sheet.width <= 0 or sheet.height <= 0:
        drawing.findings.add(Code.STAMP_PICTURE_BROKEN, "OFD")
        return
    wide, high = box.width / sheet.width, box.height / sheet.height
    matrix = Matrix(wide, 0, 0, high, box.x - sheet.x * wide, box.y - sheet.y * high)
    drawing.canvas.draw(f"<g{transform(matrix)}>{drawn}</g>")
