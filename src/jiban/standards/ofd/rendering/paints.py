"""Colours, shadings and patterns as SVG paint (GB/T 33190-2016 section 8.3)."""

import math
from collections.abc import Sequence

from jiban.standards.ofd.reading.objects import (
    AxialShading,
    Color,
    GouraudShading,
    Matrix,
    Point,
    RadialShading,
    Stop,
    TilingPattern,
)
from jiban.standards.ofd.rendering.colors import Rgba
from jiban.standards.ofd.rendering.findings import Code
from jiban.standards.ofd.rendering.geometry import number, transform
from jiban.standards.ofd.rendering.state import Drawing


def paint(kind: str, color: Color, drawing: Drawing, *, alpha: float = 1.0) -> str:
    """Attributes `kind` ("fill" or "stroke") and its opacity, for plain colours and for shadings along a line or circle.

    Patterns and Gouraud shadings give no paint: `area_paints` draws them.
    """
    match color.paint:
        case AxialShading() | RadialShading() as shading:
            key = (shading, id(drawing.resources))
            name = drawing.canvas.define(key, lambda name: _gradient(name, shading, drawing))
            return _attributes(kind, f"url(#{name})", color.alpha / 255 * alpha)
        case TilingPattern() | GouraudShading():
            return f' {kind}="none"'
        case _:
            rgba = drawing.rgba(color)
            return _attributes(kind, rgba.web, rgba.alpha * alpha)


def is_drawn_apart(color: Color | None) -> bool:
    """Whether a colour is drawn by `area_paints`."""
    return color is not None and isinstance(color.paint, TilingPattern | GouraudShading)


def _attributes(kind: str, value: str, opacity: float) -> str:
    seen = "" if opacity >= 1 else f' {kind}-opacity="{number(max(opacity, 0.0), 3)}"'
    return f' {kind}="{value}"{seen}'


def _gradient(name: str, shading: AxialShading | RadialShading, drawing: Drawing) -> str:
    if isinstance(shading, AxialShading):
        return _axial(name, shading, drawing)
    return _radial(name, shading, drawing)


def _axial(name: str, shading: AxialShading, drawing: Drawing) -> str:
    start, end = shading.start, shading.end
    length = math.hypot(end.x - start.x, end.y - start.y)
    spread = _SPREAD.get(shading.map_type, "pad")
    if spread != "pad" and shading.map_unit and length > 0:
        share = shading.map_unit / length
        end = Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
    stops = _stops(shading.stops, drawing)
    if spread == "pad":
        stops = _ended(stops, extend_start=shading.extend_start, extend_end=shading.extend_end)
    places = zip(("x1", "y1", "x2", "y2"), (*start, *end), strict=True)
    return (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" spreadMethod="{spread}"'
        f"{''.join([_named(key, value) for key, value in places])}>{_markup(stops)}</linearGradient>"
    )


def _radial(name: str, shading: RadialShading, drawing: Drawing) -> str:
    """SVG knows a focus but, in its first edition, no inner circle: the stops move outward to leave it room."""
    outer, inner = shading.end_radius, shading.start_radius
    stops = _stops(shading.stops, drawing)
    extend_start, extend_end = shading.extend_start, shading.extend_end
    centre, focus = shading.end, shading.start
    if inner > outer:
        outer, inner, centre, focus = inner, outer, focus, centre
        stops = [(1 - at, rgba) for at, rgba in reversed(stops)]
        extend_start, extend_end = extend_end, extend_start
    spread = _SPREAD.get(shading.map_type, "pad")
    apart = math.hypot(focus.x - centre.x, focus.y - centre.y)
    if apart + inner > outer + 1e-6 or (apart > 1e-6 and inner > 1e-6):
        drawing.findings.add(Code.SHADING_APPROXIMATED, "radial")
    if spread == "pad":
        stops = _ended(stops, extend_start=extend_start or inner <= 0, extend_end=extend_end)
    elif shading.map_unit:
        outer = inner + shading.map_unit
    hole = inner / outer if outer > 0 else 0.0
    stops = [(hole + at * (1 - hole), rgba) for at, rgba in stops]
    places = zip(("cx", "cy", "r", "fx", "fy"), (*centre, max(outer, 1e-4), *focus), strict=True)
    return (
        f'<radialGradient id="{name}" gradientUnits="userSpaceOnUse" spreadMethod="{spread}"'
        f"{''.join([_named(key, value) for key, value in places])}{_flattened(shading)}>"
        f"{_markup(stops)}</radialGradient>"
    )


def _flattened(shading: RadialShading) -> str:
    """An ellipse is a circle pressed together across its long axis, and turned."""
    if not 0 < shading.eccentricity < 1:
        return ""
    short = math.sqrt(1 - shading.eccentricity**2)
    turn = math.radians(shading.angle)
    cos, sin = math.cos(turn), math.sin(turn)
    x, y = shading.end
    a, b, d = cos * cos + short * sin * sin, (1 - short) * cos * sin, sin * sin + short * cos * cos
    matrix = Matrix(a, b, b, d, x - a * x - b * y, y - b * x - d * y)
    return transform(matrix).replace(" transform=", " gradientTransform=")


_SPREAD = {"Repeat": "repeat", "Reflect": "reflect"}
_Place = tuple[float, Rgba]


def _stops(stops: Sequence[Stop], drawing: Drawing) -> list[_Place]:
    """Positions never go back; those that are not stated are spread evenly between their neighbours."""
    count = len(stops)
    places = [stop.position for stop in stops]
    if places and places[0] is None:
        places[0] = 0.0
    if places and places[-1] is None:
        places[-1] = 1.0
    told = [index for index, place in enumerate(places) if place is not None]
    filled: list[float] = []
    for index in range(count):
        before = max(one for one in told if one <= index)
        after = min(one for one in told if one >= index)
        low, high = places[before] or 0.0, places[after] or 0.0
        filled.append(low if before == after else low + (high - low) * (index - before) / (after - before))
    placed: list[_Place] = []
    for stop, place in zip(stops, filled, strict=True):
        least = placed[-1][0] if placed else 0.0
        placed.append((min(max(place, least), 1.0), drawing.rgba(stop.color)))
    return placed


def _ended(stops: list[_Place], *, extend_start: bool, extend_end: bool) -> list[_Place]:
    """With nothing seen beyond an end that is not extended."""
    if not stops:
        return stops
    first = [] if extend_start else [(0.0, stops[0][1]._replace(alpha=0.0)), (0.0, stops[0][1])]
    last = [] if extend_end else [(1.0, stops[-1][1]), (1.0, stops[-1][1]._replace(alpha=0.0))]
    return first + stops + last


def _markup(stops: Sequence[_Place]) -> str:
    parts: list[str] = []
    for place, rgba in stops:
        seen = "" if rgba.alpha >= 1 else f' stop-opacity="{number(rgba.alpha, 3)}"'
        parts.append(f'<stop offset="{number(place)}" stop-color="{rgba.web}"{seen}/>')
    return "".join(parts)


def _named(key: str, value: float) -> str:
    return f' {key}="{number(value)}"'
