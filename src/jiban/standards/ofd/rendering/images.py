"""Draw image objects (GB/T 33190-2016 section 10)."""

import math

from jiban.standards.ofd.reading.objects import Border, ImageObject, Matrix, Step
from jiban.standards.ofd.reading.styles import Style
from jiban.standards.ofd.rendering.findings import Code
from jiban.standards.ofd.rendering.geometry import number, path_data
from jiban.standards.ofd.rendering.lines import line_attributes
from jiban.standards.ofd.rendering.pictures import PictureError
from jiban.standards.ofd.rendering.state import Drawing, told

_SEE_THROUGH = {"Darken", "Multiply"}
UNIT_SQUARE = "M0 0L1 0L1 1L0 1Z"


def draw_image(image: ImageObject, drawing: Drawing) -> None:
    """Draw an image in the unit square of its own space, or a grey box where it cannot be shown. Raises FullError."""
    media = drawing.resources.media.get(image.resource)
    if media is None or media.file is None:
        drawing.findings.add(Code.MEDIA_MISSING, str(image.resource), image.id)
        return
    try:
        picture = drawing.pictures.picture(
            media.file, _file_of(image.mask, drawing), paper=image.blend_mode in _SEE_THROUGH
        )
    except PictureError as error:
        drawing.findings.add(told(error), f"{media.file} ({error})", image.id)
        drawing.canvas.draw(placeholder())
        return
    drawing.canvas.charge(2_000 + picture.width * picture.height // 100)
    name = drawing.canvas.define(("image", picture.href), lambda name: _definition(name, picture.href))
    drawing.canvas.draw(f'<use href="#{name}"/>')
    if image.border is not None:
        _draw_border(image.border, image.ctm, drawing)


def _file_of(resource: int | None, drawing: Drawing) -> str | None:
    media = None if resource is None else drawing.resources.media.get(resource)
    return None if media is None else media.file


def _definition(name: str, href: str) -> str:
    return f'<image id="{name}" width="1" height="1" preserveAspectRatio="none" href="{href}"/>'


def placeholder() -> str:
    """A crossed-out box in the unit square: something stands here that cannot be shown."""
    return (
        f'<path d="{UNIT_SQUARE}" fill="#eeeeee"/>'
        '<path d="M0 0L1 1M1 0L0 1" fill="none" stroke="#999999" stroke-width="0.01"/>'
    )


def _draw_border(border: Border, ctm: Matrix, drawing: Drawing) -> None:
    """A frame around the unit square. Its width is in millimetres, so it is divided by what the square is stretched by."""
    wide, high = math.hypot(ctm.a, ctm.b), math.hypot(ctm.c, ctm.d)
    if wide <= 0 or high <= 0:
        return
    rx, ry = min(border.horizontal_radius, wide / 2), min(border.vertical_radius, high / 2)
    style = Style(
        line_width=border.line_width,
        dash_offset=border.dash_offset,
        dash_pattern=border.dash_pattern,
        stroke_color=border.color,
    )
    attributes = line_attributes(style, drawing)
    matrix = f' transform="scale({number(1 / wide, 7)} {number(1 / high, 7)})"'
    drawing.canvas.draw(f'<path d="{path_data(_frame(wide, high, rx, ry))}" fill="none"{attributes}{matrix}/>')


def _frame(wide: float, high: float, rx: float, ry: float) -> list[Step]:
    if rx <= 0 or ry <= 0:
        return [Step("M", (0, 0)), Step("L", (wide, 0)), Step("L", (wide, high)), Step("L", (0, high)), Step("C")]
    corner = (rx, ry, 0, 0, 1)
    return [
        Step("M", (rx, 0)),
        Step("L", (wide - rx, 0)),
        Step("A", (*corner, wide, ry)),
        Step("L", (wide, high - ry)),
        Step("A", (*corner, wide - rx, high)),
        Step("L", (rx, high)),
        Step("A", (*corner, 0, high - ry)),
        Step("L", (0, ry)),
        Step("A", (*corner, rx, 0)),
        Step("C"),
    ]
