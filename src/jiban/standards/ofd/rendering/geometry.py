"""Matrices and outlines (GB/T 33190-2016 sections 8.1 and 9.1) as SVG attributes and path data."""

import math
from collections.abc import Sequence

from jiban.standards.ofd.reading.matrices import mapped
from jiban.standards.ofd.reading.objects import Box, Matrix, Point, Step

IDENTITY = Matrix()
_FORMATS = tuple(f"%.{digits}f" for digits in range(10))  # quicker than a format that is built each time
_FARTHEST = 1e6  # millimetres or font units; nothing that is seen lies beyond


def number(value: float, digits: int = 4) -> str:
    """A short decimal that SVG reads: no exponent, nothing infinite, no negative zero."""
    if not -_FARTHEST < value < _FARTHEST:
        value = 0.0 if math.isnan(value) else math.copysign(_FARTHEST, value)
    text = (_FORMATS[digits] % value).rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def inverse(matrix: Matrix) -> Matrix | None:
    """The matrix that undoes `matrix`; None if it flattens the plane."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    if not math.isfinite(area) or abs(area) < 1e-12:
        return None
    return Matrix(d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area)


def stretch(matrix: Matrix) -> float:
    """By how much lengths grow, as the geometric mean over directions."""
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))


def transform(matrix: Matrix) -> str:
    """A `transform` attribute with a leading space, empty for the identity."""
    if matrix == IDENTITY:
        return ""
    if matrix[:4] == IDENTITY[:4]:
        return f' transform="translate({number(matrix.e)} {number(matrix.f)})"'
    # Linear parts may be as small as 1/2048: six digits keep a glyph sharp.
    linear = " ".join([number(value, 7) for value in matrix[:4]])
    return f' transform="matrix({linear} {number(matrix.e)} {number(matrix.f)})"'


def path_data(steps: Sequence[Step]) -> str:
    """SVG path data of an outline, with M, L, Q, C and Z only: arcs become cubic curves."""
    parts: list[str] = []
    at, opened = Point(0.0, 0.0), Point(0.0, 0.0)
    begun = False
    for operator, numbers in steps:
        if operator == "C":
            if begun:
                parts.append("Z")
                at = opened
            continue
        if not begun and operator != "M":
            parts.append("M0 0")
        begun = True
        if operator == "A":
            parts += [f"C{_join(curve)}" for curve in arc_curves(at, numbers)]
        else:
            parts.append(f"{'C' if operator == 'B' else operator}{_join(numbers)}")
        at = Point(*numbers[-2:])
        if operator == "M":
            opened = at
    return "".join(parts)


def _join(numbers: Sequence[float]) -> str:
    return " ".join([number(value) for value in numbers])


def arc_curves(at: Point, numbers: Sequence[float]) -> list[tuple[float, ...]]:
    """Cubic curves (x1 y1 x2 y2 x y) of A rx ry angle large sweep x y, drawn from `at`.

    Follows the conversion of SVG 1.1 appendix F.6.5, whose arcs OFD shares; radii that are too small grow.
    """
    rx, ry, angle, large, sweep, x, y = numbers
    rx, ry = abs(rx), abs(ry)
    if math.dist(at, (x, y)) < 1e-9 or not all(map(math.isfinite, numbers)):
        return []
    if rx < 1e-9 or ry < 1e-9:
        return [(*at, x, y, x, y)]
    turn = math.radians(angle)
    cos, sin = math.cos(turn), math.sin(turn)
    half_x, half_y = (at.x - x) / 2, (at.y - y) / 2
    x1, y1 = cos * half_x + sin * half_y, cos * half_y - sin * half_x
    grow = (x1 / rx) ** 2 + (y1 / ry) ** 2
    if grow > 1:
        rx, ry = rx * math.sqrt(grow), ry * math.sqrt(grow)
    below = (rx * y1) ** 2 + (ry * x1) ** 2
    factor = math.sqrt(max(0.0, (rx * ry) ** 2 - below) / below)
    if bool(large) == bool(sweep):
        factor = -factor
    cx1, cy1 = factor * rx * y1 / ry, -factor * ry * x1 / rx
    centre = Point(cos * cx1 - sin * cy1 + (at.x + x) / 2, sin * cx1 + cos * cy1 + (at.y + y) / 2)
    begin = math.atan2((y1 - cy1) / ry, (x1 - cx1) / rx)
    sweep_angle = math.atan2((-y1 - cy1) / ry, (-x1 - cx1) / rx) - begin
    if sweep and sweep_angle < 0:
        sweep_angle += 2 * math.pi
    elif not sweep and sweep_angle > 0:
        sweep_angle -= 2 * math.pi
    return ellipse_curves(Matrix(rx * cos, rx * sin, -ry * sin, ry * cos, *centre), begin, sweep_angle)


def ellipse_curves(unit_circle: Matrix, begin: float, sweep: float) -> list[tuple[float, ...]]:
    """Cubic curves of an arc of the unit circle, from `begin` over `sweep` radians, mapped by `unit_circle`."""
    count = max(1, math.ceil(abs(sweep) / (math.pi / 2) - 1e-9))
    part = sweep / count
    reach = 4 / 3 * math.tan(part / 4)
    curves: list[tuple[float, ...]] = []
    for index in range(count):
        first, last = begin + index * part, begin + (index + 1) * part
        cos1, sin1, cos2, sin2 = math.cos(first), math.sin(first), math.cos(last), math.sin(last)
        curves.append(
            (
                *mapped(unit_circle, cos1 - reach * sin1, sin1 + reach * cos1),
                *mapped(unit_circle, cos2 + reach * sin2, sin2 - reach * cos2),
                *mapped(unit_circle, cos2, sin2),
            )
        )
    return curves


def bounds(steps: Sequence[Step]) -> Box | None:
    """A box that holds all points of an outline, control points included; None if there are none."""
    points: list[tuple[float, float]] = []
    for operator, numbers in steps:
        if operator == "A":
            rx, ry, *_, x, y = numbers
            reach = 2 * max(abs(rx), abs(ry))
            points += [(x - reach, y - reach), (x + reach, y + reach)]
        else:
            points += zip(numbers[::2], numbers[1::2], strict=True)
    if not points:
        return None
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return Box(left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top)


def rectangle(box: Box) -> str:
    """Path data of a box."""
    x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    return (
        "M"
        + "L".join([f"{number(a)} {number(b)}" for a, b in ((x, y), (right, y), (right, bottom), (x, bottom))])
        + "Z"
    )
