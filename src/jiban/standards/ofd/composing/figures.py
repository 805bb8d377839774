"""Figures of a document: pictures, QR codes, drawings, the place where it is signed."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import segno
from PIL import Image, UnidentifiedImageError

from jiban.standards.ofd.errors import IllegalTextError
from jiban.standards.typeset.elements import Figure, Place, Side
from jiban.standards.typeset.flow import FINE, TextStyle, set_line, text_width_mm
from jiban.standards.typeset.moving import moved
from jiban.standards.typeset.page import Item, Modules, Picture

_QUIET_ZONE = 4  # modules of white that a scanner needs around a code (ISO/IEC 18004 section 6.3.8)


def picture_figure(data: bytes, *, width_mm: float | None, height_mm: float | None, side: Side = "centre") -> Figure:
    """A PNG or JPEG; what is not given of its size follows from its shape, or from its resolution (96 dpi if unstated).

    Raises IllegalTextError if the data are neither.
    """
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
            across, down = image.size
            dots = float(image.info.get("dpi", (96, 96))[0]) or 96.0
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise IllegalTextError("a picture is neither PNG nor JPEG") from error
    if width_mm is None:
        width_mm = height_mm * across / down if height_mm else across / dots * 25.4
    height_mm = height_mm or width_mm * down / across
    return Figure((Picture(data, 0.0, 0.0, width_mm, height_mm),), width_mm, height_mm, side)


def qr_figure(text: str, *, side_mm: float, side: Side = "left") -> Figure:
    """A QR code with error level M; `side_mm` includes the white around it. Raises IllegalTextError for a long text."""
    try:
        matrix = segno.make(text, error="m", boost_error=False, micro=False).matrix
    except segno.DataOverflowError as error:
        raise IllegalTextError("no QR code holds this text") from error
    rows = tuple([tuple(map(bool, row)) for row in matrix])
    module = side_mm / (len(rows) + 2 * _QUIET_ZONE)
    corner = _QUIET_ZONE * module
    return Figure((Modules(rows, corner, corner, len(rows) * module),), side_mm, side_mm, side)


def captioned(figure: Figure, caption: str, style: TextStyle, *, width_mm: float) -> Figure:
    """The figure with a line of words under it; the box grows to hold them. Raises TooWideError."""
    if not caption:
        return figure
    width = max(figure.width_mm, text_width_mm(caption, style, FINE))
    step = style.leading * style.size_mm
    line = set_line(
        caption,
        style=style,
        x_mm=width / 2,
        baseline_mm=figure.height_mm + step * 0.75,
        align="centre",
        width_mm=width_mm,
    )
    shift = (width - figure.width_mm) / 2
    wide = widened(figure, width, shift)
    return replace(wide, items=(*wide.items, line), height_mm=figure.height_mm + step)


def widened(figure: Figure, width_mm: float, shift_mm: float) -> Figure:
    """The figure in a wider box, its things moved right."""
    return replace(
        figure,
        items=tuple([moved(item, right_mm=shift_mm) for item in figure.items]),
        places=tuple([replace(place, x_mm=place.x_mm + shift_mm) for place in figure.places]),
        width_mm=width_mm,
    )


def sign_off_figure(
    lines: Sequence[str],
    *,
    style: TextStyle,
    width_mm: float,
    seal: str,
    seal_mm: tuple[float, float],
    signer: tuple[str, str, float, float] | None = None,
) -> Figure:
    """Who issues, and when, at the right; the seal over both, its lower part on the date (GB/T 9704-2012 section 7.3.5).

    seal     the name of the place for the seal, and its size
    signer   words at the left, then the name, width and height of the place for a hand-written signature after them

    Raises MissingGlyphError, TooWideError.
    """
    step = style.leading * style.size_mm
    seal_width, seal_height = seal_mm
    widest = max(text_width_mm(line, style, FINE) for line in lines)
    centre = width_mm - max(widest, seal_width) / 2
    # The lines stand a little below the middle of the seal, so that the seal goes down to the date.
    top = max(seal_height / 2 - step * len(lines) / 2 + 0.06 * seal_height, 0.0)
    items: list[Item] = [
        set_line(
            line,
            style=style,
            x_mm=centre,
            baseline_mm=top + step * (number + 0.72),
            align="centre",
            width_mm=width_mm,
            rules=FINE,
        )
        for number, line in enumerate(lines)
    ]
    height = max(seal_height, top + step * len(lines))
    places = [Place(seal, centre - seal_width / 2, 0.0, seal_width, seal_height)]
    if signer:
        words, name, width, tall = signer
        baseline = top + step * 0.72
        items.append(set_line(words, style=style, x_mm=0.0, baseline_mm=baseline, rules=FINE))
        left = text_width_mm(words, style, FINE) + 1.0
        places.append(Place(name, left, baseline - 0.35 * style.size_mm - tall / 2, width, tall))
    return Figure(tuple(items), width_mm, height, "left", tuple(places), before_mm=0.4 * step, keep_with_previous=True)
