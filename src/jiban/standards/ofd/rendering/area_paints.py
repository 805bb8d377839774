"""Patterns and Gouraud shadings, which SVG cannot use as paint: drawn, and cut to the outline they fill."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jiban.standards.ofd.reading.matrices import mapped, times
from jiban.standards.ofd.reading.objects import (
    Box,
    Color,
    GouraudShading,
    Matrix,
    PageObject,
    Point,
    TilingPattern,
    Vertex,
)
from jiban.standards.ofd.rendering.colors import Rgba
from jiban.standards.ofd.rendering.findings import Code
from jiban.standards.ofd.rendering.geometry import IDENTITY, inverse, number, rectangle, transform
from jiban.standards.ofd.rendering.state import Drawing

MOST_TILES = 20_000
_SHADES = 24  # steps of colour across a triangle at most

DrawObjects = Callable[[tuple[PageObject, ...], Drawing], None]


@dataclass(frozen=True, slots=True)
class Area:
    """What is to be painted.

    clip      name of a `clipPath` in the object's space
    box       holds it, in the object's space
    to_page   from the object's space to the page
    """

    clip: str
    box: Box
    to_page: Matrix


def paint_area(color: Color, area: Area, drawing: Drawing, draw_objects: DrawObjects) -> None:
    """Fill an area with a pattern or a Gouraud shading; with nothing for any other colour."""
    canvas = drawing.canvas
    seen = "" if color.alpha >= 255 else f' opacity="{number(color.alpha / 255, 3)}"'
    canvas.open_group(f' clip-path="url(#{area.clip})"{seen}')
    if isinstance(color.paint, TilingPattern):
        _tile(color.paint, area, drawing, draw_objects)
    elif isinstance(color.paint, GouraudShading):
        _shade(color.paint, area, drawing)
    canvas.close_group()


def _tile(pattern: TilingPattern, area: Area, drawing: Drawing, draw_objects: DrawObjects) -> None:
    base = IDENTITY
    if pattern.relative_to == "Page":
        base = inverse(area.to_page) or IDENTITY
    placed = times(pattern.ctm, base)
    back = inverse(placed)
    x_step, y_step = abs(pattern.x_step) or pattern.width, abs(pattern.y_step) or pattern.height
    if back is None or not (x_step > 0 and y_step > 0 and pattern.width > 0 and pattern.height > 0):
        return
    reach = _mapped_box(back, area.box)
    columns = range(math.floor((reach.x - pattern.width) / x_step), math.ceil((reach.x + reach.width) / x_step) + 1)
    rows = range(math.floor((reach.y - pattern.height) / y_step), math.ceil((reach.y + reach.height) / y_step) + 1)
    if len(columns) * len(rows) > MOST_TILES:
        drawing.findings.add(Code.PATTERN_TOO_FINE, f"{len(columns)} x {len(rows)}")
        return
    inside = drawing.deeper(layer=None, to_page=times(placed, area.to_page))
    if inside is None:
        return
    before = drawing.canvas.left
    name = _define_cell(pattern, inside, draw_objects)
    # Patterns within patterns multiply: what a cell costs is paid for every tile.
    drawing.canvas.charge((before - drawing.canvas.left) * len(columns) * len(rows))
    drawing.canvas.open_group(transform(placed))
    for row in rows:
        for column in columns:
            mirrored = _mirrored(pattern, column, row)
            place = Matrix(e=column * x_step, f=row * y_step)
            drawing.canvas.draw(f'<use href="#{name}"{transform(times(mirrored, place))}/>')
    drawing.canvas.close_group()


def _define_cell(pattern: TilingPattern, inside: Drawing, draw_objects: DrawObjects) -> str:
    canvas = inside.canvas
    drawn = canvas.apart(lambda: draw_objects(pattern.cell, inside))
    box = rectangle(Box(0, 0, pattern.width, pattern.height))
    edge = canvas.define(("cell", box), lambda name: f'<clipPath id="{name}"><path d="{box}"/></clipPath>')
    key = ("pattern", id(pattern), drawn)
    return canvas.define(key, lambda name: f'<g id="{name}" clip-path="url(#{edge})">{drawn}</g>')


def _mirrored(pattern: TilingPattern, column: int, row: int) -> Matrix:
    """Every other column (Row: every other row) is the mirror image of its neighbour (table 29)."""
    flip_x = pattern.reflect in {"Column", "RowAndColumn"} and column % 2
    flip_y = pattern.reflect in {"Row", "RowAndColumn"} and row % 2
    matrix = Matrix(a=-1.0, e=pattern.width) if flip_x else IDENTITY
    return times(matrix, Matrix(d=-1.0, f=pattern.height)) if flip_y else matrix


def _mapped_box(matrix: Matrix, box: Box) -> Box:
    corners = [mapped(matrix, x, y) for x in (box.x, box.x + box.width) for y in (box.y, box.y + box.height)]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    return Box(left, top, max(x for x, _ in corners) - left, max(y for _, y in corners) - top)


_Corner = tuple[Point, Rgba]


def _shade(shading: GouraudShading, area: Area, drawing: Drawing) -> None:
    """Triangles of one colour each, small enough that the steps are not seen."""
    if shading.background is not None:
        rgba = drawing.rgba(shading.background)
        drawing.canvas.draw(f'<path d="{rectangle(area.box)}" fill="{rgba.web}"/>')
    for triangle in triangles(shading):
        corners = [(vertex.point, drawing.rgba(vertex.color)) for vertex in triangle]
        steps = _steps(corners)
        parts = [_small(corners, steps, *place) for place in _lattice(steps)]
        drawing.canvas.draw("".join(parts))


def triangles(shading: GouraudShading) -> Iterator[tuple[Vertex, ...]]:
    """The triangles of vertices with edge flags, or of a lattice (section 8.3.4.4, 8.3.4.5)."""
    vertices = shading.vertices
    if shading.per_row > 1:
        for row in range(len(vertices) // shading.per_row - 1):
            for column in range(shading.per_row - 1):
                at = row * shading.per_row + column
                below = at + shading.per_row
                yield vertices[at], vertices[at + 1], vertices[below]
                yield vertices[at + 1], vertices[below], vertices[below + 1]
        return
    last: list[Vertex] = []
    for vertex in vertices:
        if len(last) == 3 and vertex.edge_flag in {1, 2}:
            last = [last[1] if vertex.edge_flag == 1 else last[0], last[2], vertex]
        else:
            last = [*last, vertex] if len(last) < 3 else [vertex]
        if len(last) == 3:
            yield tuple(last)


def _steps(corners: list[_Corner]) -> int:
    colours = [rgba for _, rgba in corners]
    contrast = max(max(one[i] for one in colours) - min(one[i] for one in colours) for i in range(3))
    return max(1, min(_SHADES, round(contrast / 5)))


def _lattice(steps: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """The corners of the small triangles, counted along two sides of the large one."""
    for i in range(steps):
        for j in range(steps - i):
            yield (i, j), (i + 1, j), (i, j + 1)
            if i + j < steps - 1:
                yield (i + 1, j), (i, j + 1), (i + 1, j + 1)


def _small(corners: list[_Corner], steps: int, *places: tuple[int, int]) -> str:
    shares = [(1 - (i + j) / steps, i / steps, j / steps) for i, j in places]
    points = [
        (
            sum(s * p.x for s, (p, _) in zip(share, corners, strict=True)),
            sum(s * p.y for s, (p, _) in zip(share, corners, strict=True)),
        )
        for share in shares
    ]
    middle = [sum(column) / 3 for column in zip(*shares, strict=True)]
    red, green, blue, alpha = (sum(m * rgba[i] for m, (_, rgba) in zip(middle, corners, strict=True)) for i in range(4))
    web = Rgba(round(red), round(green), round(blue)).web
    data = "L".join([f"{number(x)} {number(y)}" for x, y in points])
    seen = "" if alpha >= 1 else f' opacity="{number(alpha, 3)}"'
    # A thin line of the same colour hides the seams between neighbours.
    return f'<path d="M{data}Z" fill="{web}" stroke="{web}" stroke-width="0.05"{seen}/>'
