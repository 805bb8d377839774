"""The SVG of this library as PNG and PDF, by cairo.

`svg_to_png` and `pages_to_pdf` take what `PageRenderer` wrote and nothing else: of SVG they know the few elements that
it writes. Cairo is loaded when it is first needed.
"""

import io
from collections.abc import Sequence
from typing import Any

from lxml import etree
from PIL import Image

from jiban.standards.ofd.rendering.painter import Painter, cairo

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 32_000  # cairo's own bound is 32,767


class BadDrawingError(Exception):
    """Not an SVG of this library."""


def svg_to_png(svg: str, dpi: float = 150.0) -> bytes:
    """A page as PNG, `dpi` pixels to the inch, or fewer where that would be more than sixty million or too long a side.

    Raises BadDrawingError.
    """
    root, (x, y, width_mm, height_mm) = _parsed(svg)
    fitting = min((MOST_PIXELS / (width_mm * height_mm)) ** 0.5, LONGEST_SIDE / max(width_mm, height_mm))
    scale = min(max(dpi, 1.0) / MM_PER_INCH, fitting)
    width, height = max(1, round(width_mm * scale)), max(1, round(height_mm * scale))
    lib = cairo()
    surface = lib.ImageSurface(lib.FORMAT_RGB24, width, height)
    context = lib.Context(surface)
    context.scale(width / width_mm, height / height_mm)
    context.translate(-x, -y)
    Painter(root, context).paint()
    surface.flush()
    picture = Image.frombuffer("RGB", (width, height), bytes(surface.get_data()), "raw", "BGRX", surface.get_stride())
    file = io.BytesIO()
    real_dpi = scale * MM_PER_INCH
    picture.save(file, "PNG", compress_level=2, dpi=(real_dpi, real_dpi))
    return file.getvalue()


def pages_to_pdf(svgs: Sequence[str]) -> bytes:
    """Pages as one PDF, each of its own size; shapes stay shapes. Raises BadDrawingError, also if there is no page."""
    if not svgs:
        raise BadDrawingError("no page")
    lib = cairo()
    file = io.BytesIO()
    surface: Any = None
    points = POINTS_PER_INCH / MM_PER_INCH
    for svg in svgs:
        root, (x, y, width_mm, height_mm) = _parsed(svg)
        if surface is None:
            surface = lib.PDFSurface(file, width_mm * points, height_mm * points)
        else:
            surface.set_size(width_mm * points, height_mm * points)
        context = lib.Context(surface)
        context.scale(points, points)
        context.translate(-x, -y)
        Painter(root, context).paint()
        surface.show_page()
    surface.finish()
    return file.getvalue()


def _parsed(svg: str) -> tuple[Any, tuple[float, float, float, float]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(svg.encode(), parser)
        x, y, width, height = map(float, root.get("viewBox", "").split())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadDrawingError("not a drawing of this library") from error
    if width <= 0 or height <= 0:
        raise BadDrawingError("an empty sheet")
    return root, (x, y, width, height)
