"""The pictures shown where a document is sealed or signed, drawn from a name.

Only for tests and demonstrations: every picture says 样章 (specimen). A real seal's picture comes from the
authority that registers the seal.
"""

import math

from jiban.standards.ses.errors import SealPictureError
from jiban.standards.ses.outlines import Canvas, Glyph, Mapping, Point, glyphs, ink_height

SEAL_RED = (0xC0, 0x18, 0x20)
INK_BLUE = (0x1B, 0x2A, 0x5C)

SEAL_DIAMETER_MM = 42
SIGNATURE_WIDTH_MM = 30
SIGNATURE_HEIGHT_MM = 12
PIXELS_PER_MM = 300 / 25.4

LONGEST_SEAL_NAME = 30
LONGEST_SIGNATURE_NAME = 16


def seal_picture(name: str) -> bytes:
    """A round seal of 42 mm at 300 dpi: the committee's name on an arc in a ring, 测试 in the middle, 样章 below.

    name   2 to 30 characters; the more, the wider the arc and the narrower the characters

    Returns a PNG with transparency; the same name gives the same bytes.
    Raises SealPictureError if the name is too short or too long, typeset's MissingGlyphError if no face
    has one of its characters.
    """
    if not 2 <= len(name) <= LONGEST_SEAL_NAME:
        raise SealPictureError(f"a seal's name has 2 to {LONGEST_SEAL_NAME} characters, not {len(name)}")
    side_px = round(SEAL_DIAMETER_MM * PIXELS_PER_MM)
    canvas = Canvas(side_px, side_px, pixels_per_mm=PIXELS_PER_MM)
    canvas.ring(radius_mm=20.9, line_mm=1.1)
    _set_on_arc(canvas, glyphs(name, bold=True))
    _set_in_line(canvas, "测试", centre=(0, 0), width_mm=5.4, height_mm=6.6, gap_mm=1.0)
    _set_in_line(canvas, "样章", centre=(0, 11.2), width_mm=3.6, height_mm=4.2, gap_mm=1.2)
    return canvas.png(SEAL_RED)


def _set_on_arc(canvas: Canvas, name: list[Glyph]) -> None:
    """Stand the name upright to the centre, evenly spread about the top."""
    count = len(name)
    height_mm = 5.6 - 0.05 * max(0, count - 10)
    radius_mm = 18.9 - height_mm / 2
    spread = math.radians(min(292, 120 + 11.5 * count))
    pitch = spread / (count - 1)
    width_mm = min(4.6, 0.94 * pitch * (radius_mm - height_mm * 0.12))
    low, high = ink_height(name)
    for index, glyph in enumerate(name):
        upright = _upright(glyph, (0, -radius_mm), width_mm, height_mm, middle=(low + high) / 2)
        canvas.glyph(glyph, _turned(upright, -spread / 2 + index * pitch))


def _turned(mapping: Mapping, angle: float) -> Mapping:
    """`mapping`, then a turn about the picture's centre, clockwise in radians."""
    sine, cosine = math.sin(angle), math.cos(angle)

    def place(point: Point) -> Point:
        x, y = mapping(point)
        return (x * cosine - y * sine, x * sine + y * cosine)

    return place


def _set_in_line(canvas: Canvas, text: str, *, centre: Point, width_mm: float, height_mm: float, gap_mm: float) -> None:
    line = glyphs(text, bold=True)
    low, high = ink_height(line)
    pitch_mm = width_mm + gap_mm
    for index, glyph in enumerate(line):
        middle_mm = centre[0] + (index - (len(line) - 1) / 2) * pitch_mm
        canvas.glyph(glyph, _upright(glyph, (middle_mm, centre[1]), width_mm, height_mm, middle=(low + high) / 2))


def _upright(
    glyph: Glyph, centre: Point, width_mm: float, height_mm: float, *, middle: float, slant: float = 0.0
) -> Mapping:
    def place(point: Point) -> Point:
        up = point[1] - middle
        across = (point[0] - glyph.advance / 2) * width_mm + slant * up * height_mm
        return (centre[0] + across, centre[1] - up * height_mm)

    return place


def signature_picture(name: str) -> bytes:
    """A specimen of a reviewer's signature, 30 x 12 mm at 300 dpi: the name over a thin line, 样章 in the corner.

    name   1 to 16 characters

    Returns a PNG with transparency; the same name gives the same bytes.
    Raises SealPictureError if the name is too short or too long, typeset's MissingGlyphError if no face
    has one of its characters.
    """
    if not 1 <= len(name) <= LONGEST_SIGNATURE_NAME:
        raise SealPictureError(f"a signature's name has 1 to {LONGEST_SIGNATURE_NAME} characters, not {len(name)}")
    canvas = Canvas(
        round(SIGNATURE_WIDTH_MM * PIXELS_PER_MM),
        round(SIGNATURE_HEIGHT_MM * PIXELS_PER_MM),
        pixels_per_mm=PIXELS_PER_MM,
    )
    written = glyphs(name, bold=False)
    low, high = ink_height(written)
    size_mm = min(7.6, 23.0 / len(name))
    pitch_mm = size_mm * 0.96
    for index, glyph in enumerate(written):
        across_mm = -1.9 + (index - (len(written) - 1) / 2) * pitch_mm
        place = _upright(glyph, (across_mm, -0.7), size_mm, size_mm, middle=(low + high) / 2, slant=0.18)
        canvas.glyph(glyph, place)
    canvas.rectangle(left_mm=-14.4, top_mm=4.55, right_mm=14.4, bottom_mm=4.7)
    _set_in_line(canvas, "样章", centre=(12.2, 3.2), width_mm=1.9, height_mm=1.9, gap_mm=0.1)
    return canvas.png(INK_BLUE)


def specimen_mark(width_mm: int, height_mm: int, colour: tuple[int, int, int]) -> bytes:
    """样章 alone in the lower right corner of an empty picture, to lay over one that was photographed or drawn.

    width_mm, height_mm   of the picture, at 300 dpi
    colour                red, green, blue, 0 to 255 each

    Returns a PNG with transparency.
    """
    canvas = Canvas(round(width_mm * PIXELS_PER_MM), round(height_mm * PIXELS_PER_MM), pixels_per_mm=PIXELS_PER_MM)
    _set_in_line(
        canvas, "样章", centre=(width_mm / 2 - 2.8, height_mm / 2 - 1.6), width_mm=1.9, height_mm=1.9, gap_mm=0.1
    )
    return canvas.png(colour)
