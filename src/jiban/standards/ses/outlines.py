"""Glyph outlines as filled pixels: the little drawing that a seal picture needs.

Shapes are made of closed contours in millimetres, origin at the picture's centre, y downward. They are filled
by the non-zero winding rule at several times the wanted resolution and scaled down once, for smooth edges.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from jiban.standards.typeset import faces

Point = tuple[float, float]
Contour = tuple[Point, ...]
Mapping = Callable[[Point], Point]

CURVE_STEPS = 6
"""Straight pieces for one curve: the characters of a seal are small, more would not show."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character's shape, in ems: origin at the baseline's start, y upward.

    thicken   the shape is taken from a lighter face and has to be made bold
    """

    contours: tuple[Contour, ...]
    advance: float
    thicken: bool = False


def glyphs(text: str, *, bold: bool) -> list[Glyph]:
    """The shapes of `text`, one for each character.

    The bold face knows fewer characters than the regular one; rare ones of place names are borrowed from there.
    Raises typeset's MissingGlyphError if neither face has a character.
    """
    return [_glyph(character, bold=bold) for character in text]


def _glyph(character: str, *, bold: bool) -> Glyph:
    borrowed = bold and not faces.face("serif-bold").has(character)
    face = faces.face("serif-bold" if bold and not borrowed else "serif")
    em = face.units_per_em
    return Glyph(tuple(_contours(face.outline(character), em)), face.advance(character) / em, thicken=borrowed)


def ink_height(drawn: Iterable[Glyph]) -> tuple[float, float]:
    """Lowest and highest point of all glyphs together, in ems."""
    heights = [y for glyph in drawn for contour in glyph.contours for _, y in contour]
    return min(heights, default=0.0), max(heights, default=1.0)


def _contours(outline: faces.Outline, em: int) -> Iterable[Contour]:
    points: list[Point] = []
    for operator, numbers in outline:
        stops = [(x / em, y / em) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if operator == "M":
            points = stops
        elif operator == "L":
            points += stops
        elif operator == "B":
            points += _flattened([points[-1], *stops])
        else:
            yield tuple(points)


def _flattened(control: list[Point]) -> list[Point]:
    """A Bezier curve as straight pieces (de Casteljau), its first point left out."""
    return [_point_on_curve(control, step / CURVE_STEPS) for step in range(1, CURVE_STEPS + 1)]


def _point_on_curve(control: list[Point], t: float) -> Point:
    while len(control) > 1:
        control = [(ax + (bx - ax) * t, ay + (by - ay) * t) for (ax, ay), (bx, by) in pairwise(control)]
    return control[0]


class Canvas:
    """A one-colour picture: only the coverage of each pixel is kept.

    width_px, height_px   size of the finished picture
    pixels_per_mm         its resolution
    """

    OVERSAMPLING = 4
    THICKER_PX = 5  # two pixels of the oversampled picture on each side

    def __init__(self, width_px: int, height_px: int, *, pixels_per_mm: float) -> None:
        self._size = (width_px, height_px)
        self._scale = pixels_per_mm * self.OVERSAMPLING
        self._coverage = Image.new("L", (width_px * self.OVERSAMPLING, height_px * self.OVERSAMPLING), 0)

    def ring(self, *, radius_mm: float, line_mm: float) -> None:
        """A circle about the centre; `radius_mm` is that of its outer edge."""
        draw = ImageDraw.Draw(self._coverage)
        box = (*self._pixel((-radius_mm, -radius_mm)), *self._pixel((radius_mm, radius_mm)))
        draw.ellipse(box, outline=255, width=round(line_mm * self._scale))

    def rectangle(self, *, left_mm: float, top_mm: float, right_mm: float, bottom_mm: float) -> None:
        """A filled rectangle."""
        box = (*self._pixel((left_mm, top_mm)), *self._pixel((right_mm, bottom_mm)))
        ImageDraw.Draw(self._coverage).rectangle(box, fill=255)

    def glyph(self, glyph: Glyph, mapping: Mapping) -> None:
        """Fill one glyph; `mapping` takes a point in ems to millimetres on the picture."""
        placed = [[self._pixel(mapping(point)) for point in contour] for contour in glyph.contours]
        if not placed:
            return
        xs = [x for contour in placed for x, _ in contour]
        ys = [y for contour in placed for _, y in contour]
        left, top = int(min(xs)) - 4, int(min(ys)) - 4
        size = (int(max(xs)) - left + 6, int(max(ys)) - top + 6)
        filled = _filled([[(x - left, y - top) for x, y in contour] for contour in placed], size)
        if glyph.thicken:
            filled = filled.filter(ImageFilter.MaxFilter(self.THICKER_PX))
        self._coverage.paste(255, (left, top), filled)

    def png(self, colour: tuple[int, int, int]) -> bytes:
        """The finished picture as a palette PNG of 2 bits a pixel: `colour` in four steps from clear to opaque.

        Four steps look smooth at 300 dpi and take two thirds of the room that sixteen would.
        """
        small = self._coverage.resize(self._size, Image.Resampling.BOX)
        indexed = small.point([round(coverage * 3 / 255) for coverage in range(256)])
        picture = Image.frombytes("P", self._size, indexed.tobytes())
        # White under the clear part: a reader that knows no transparency shows paper, not a solid block.
        picture.putpalette(b"\xff\xff\xff" + bytes(colour) * 3)
        per_inch = self._scale / self.OVERSAMPLING * 25.4
        out = io.BytesIO()
        picture.save(
            out, "PNG", bits=2, transparency=bytes((0, 85, 170, 255)), dpi=(per_inch, per_inch), compress_level=9
        )
        return out.getvalue()

    def _pixel(self, point: Point) -> Point:
        width, height = self._coverage.size
        return (width / 2 + point[0] * self._scale, height / 2 + point[1] * self._scale)


def _filled(contours: list[list[Point]], size: tuple[int, int]) -> Image.Image:
    """A mask of what lies inside by the non-zero winding rule.

    Pillow fills polygons by even-odd, which would cut holes where strokes of one glyph overlap. So each contour
    is filled alone and counted up or down by its direction.
    """
    still = 128
    winding = Image.new("L", size, still)
    for contour in contours:
        one = Image.new("L", size, 0)
        ImageDraw.Draw(one).polygon(contour, fill=1)
        winding = ImageChops.add(winding, one) if _area(contour) > 0 else ImageChops.subtract(winding, one)
    return winding.point([0 if value == still else 255 for value in range(256)])


def _area(contour: list[Point]) -> float:
    closed = zip(contour, [*contour[1:], contour[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in closed)
