"""Colours, patterns and shadings (GB/T 33190-2016 section 8.3)."""

from collections.abc import Callable

from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.objects import (
    AxialShading,
    Color,
    GouraudShading,
    PageObject,
    Point,
    RadialShading,
    Shading,
    Stop,
    TilingPattern,
    Vertex,
)

# Reads what stands in the cell of a pattern, one level deeper: (element, depth) -> objects.
ReadCell = Callable[[Node, int], tuple[PageObject, ...]]
_MAP_TYPES = ("Direct", "Repeat", "Reflect")
_ORIGIN = Point(0.0, 0.0)


def read_color(node: Node | None, read_cell: ReadCell, depth: int = 0) -> Color | None:
    """CT_Color; None if there is no element. A colour within a shading has no shading of its own."""
    if node is None:
        return None
    node = node.under("8.3.2")
    alpha = node.number_or("Alpha", 255.0)
    return Color(
        values=_components(node),
        color_space=node.ref("ColorSpace"),
        index=node.whole("Index"),
        alpha=int(min(max(alpha, 0.0), 255.0)),
        paint=_paint(node, read_cell, depth),
    )


def _components(node: Node) -> tuple[float, ...]:
    text = node.told("Value").strip()
    if "#" not in text:
        return node.as_numbers(text, "Value") if text else ()
    # Components may be hexadecimal; some writers put the three of them into one word.
    words = [word.removeprefix("#") for word in text.replace(",", " ").split()]
    if len(words) == 1 and len(words[0]) >= 6:
        words = [words[0][at : at + 2] for at in range(0, len(words[0]), 2)]
    try:
        return tuple(float(int(word, 16)) for word in words if len(word) <= 4)
    except ValueError:
        node.bad("Value", text)
        return ()


def _paint(node: Node, read_cell: ReadCell, depth: int) -> TilingPattern | Shading | None:
    for one in node.each():
        if one.name == "Pattern":
            return _pattern(one.under("8.3.3"), read_cell, depth)
        if one.name == "AxialShd":
            return _axial(one.under("8.3.4.2"), read_cell)
        if one.name == "RadialShd":
            return _radial(one.under("8.3.4.3"), read_cell)
        if one.name == "GouraudShd":
            return _gouraud(one.under("8.3.4.4"), read_cell)
        if one.name in {"LaGouraudShd", "LaGourandShd"}:  # the second is how the standard's own schema spells it
            return _gouraud(one.under("8.3.4.5"), read_cell)
        node.note(Code.ELEMENT_UNKNOWN, one.name)
    return None


def _pattern(node: Node, read_cell: ReadCell, depth: int) -> TilingPattern:
    for name in ("Width", "Height"):
        if not node.told(name):
            node.missing(name)
    width, height = node.number_or("Width", 0.0), node.number_or("Height", 0.0)
    cell = node.first("CellContent")
    return TilingPattern(
        width=width,
        height=height,
        x_step=node.number_or("XStep", width),
        y_step=node.number_or("YStep", height),
        cell=() if cell is None else read_cell(cell, depth + 1),
        reflect=node.one_of("ReflectMethod", "Normal", "Row", "Column", "RowAndColumn"),
        relative_to=node.one_of("RelativeTo", "Object", "Page"),
        ctm=node.matrix(),
    )


def _stops(node: Node, read_cell: ReadCell) -> tuple[Stop, ...]:
    # "Seqment" is a misprint of the standard's drafts that writers have copied.
    segments = list(node.each("Segment", "Seqment"))
    if not segments:
        node.note(Code.ELEMENT_MISSING, "Segment")
    colors = [(one.number("Position"), read_color(one.first("Color"), read_cell)) for one in segments]
    return tuple(Stop(position, color) for position, color in colors if color is not None)


def _axial(node: Node, read_cell: ReadCell) -> AxialShading:
    extend = node.whole("Extend") or 0
    return AxialShading(
        start=_corner(node, "StartPoint"),
        end=_corner(node, "EndPoint"),
        stops=_stops(node, read_cell),
        map_type=node.one_of("MapType", *_MAP_TYPES),
        map_unit=node.number("MapUnit"),
        extend_start=bool(extend & 1),
        extend_end=bool(extend & 2),
    )


def _radial(node: Node, read_cell: ReadCell) -> RadialShading:
    extend = node.whole("Extend") or 0
    return RadialShading(
        start=_corner(node, "StartPoint"),
        start_radius=node.number_or("StartRadius", 0.0),
        end=_corner(node, "EndPoint"),
        end_radius=node.number_or("EndRadius", 0.0),
        stops=_stops(node, read_cell),
        eccentricity=node.number_or("Eccentricity", 0.0),
        angle=node.number_or("Angle", 0.0),
        map_type=node.one_of("MapType", *_MAP_TYPES),
        map_unit=node.number("MapUnit"),
        extend_start=bool(extend & 1),
        extend_end=bool(extend & 2),
    )


def _corner(node: Node, name: str) -> Point:
    if not node.told(name):
        node.missing(name)
    return node.point(name) or _ORIGIN


def _gouraud(node: Node, read_cell: ReadCell) -> GouraudShading:
    per_row = node.whole("VerticesPerRow") or 0
    if node.name.startswith("La") and per_row < 2:
        node.bad("VerticesPerRow", node.told("VerticesPerRow"))
    return GouraudShading(
        vertices=tuple(vertex for one in node.each("Point") if (vertex := _vertex(one, read_cell)) is not None),
        per_row=max(per_row, 0),
        extend=bool(node.whole("Extend") or 0),
        background=read_color(node.first("BackColor"), read_cell),
    )


def _vertex(one: Node, read_cell: ReadCell) -> Vertex | None:
    color = read_color(one.first("Color"), read_cell)
    if color is None:
        one.note(Code.ELEMENT_MISSING, "Color")
        return None
    return Vertex(Point(one.number_or("X", 0.0), one.number_or("Y", 0.0)), color, one.whole("EdgeFlag") or 0)
