"""The objects of a page: text, paths, images, composites and groups (GB/T 33190-2016 sections 8.5 to 13)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jiban.standards.ofd.reading.actions import read_actions
from jiban.standards.ofd.reading.colors import read_color
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.objects import (
    Border,
    Box,
    Clip,
    ClipArea,
    CompositeObject,
    ImageObject,
    PageBlock,
    PageObject,
    PathObject,
    TextObject,
)
from jiban.standards.ofd.reading.outlines import read_outline
from jiban.standards.ofd.reading.texts import read_runs

_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
_NO_OBJECTS = frozenset({"Clips", "Actions"})


def read_objects(parent: Node, depth: int = 0, *, but: str = "") -> tuple[PageObject, ...]:
    """All objects directly in a layer, a group, an appearance or a pattern's cell, in the order of painting.

    depth   of groups around this one
    but     name of elements that are left out
    """
    if depth >= parent.reading.limits.depth:
        parent.note(Code.LIMIT_REACHED, f"groups within groups more than {parent.reading.limits.depth} deep")
        return ()
    found = (_object(one, depth) for one in parent.each() if one.name != but)
    return tuple(one for one in found if one is not None)


def _object(node: Node, depth: int) -> PageObject | None:
    if node.name in _READERS:
        reader, clause = _READERS[node.name]
        return reader(node.under(clause), depth)
    if node.name not in _NO_OBJECTS:
        node.note(Code.ELEMENT_UNKNOWN)
    return None


def _block(node: Node, depth: int) -> PageBlock:
    return PageBlock(node.ref("ID") or 0, read_objects(node, depth + 1))


def _composite(node: Node, depth: int) -> CompositeObject:
    return CompositeObject(resource=_needed_ref(node, "ResourceID"), **_unit(node, depth))


def _unit(node: Node, depth: int, *, clipping: bool = False) -> dict[str, Any]:
    """What every object has (section 8.5)."""
    boundary = node.box("Boundary")
    if boundary is None and not clipping and not node.told("Boundary"):
        node.missing("Boundary")
    clips = node.first("Clips")
    alpha = node.number_or("Alpha", 255.0)
    return {
        "id": node.ref("ID") or 0,
        "boundary": boundary or _NOWHERE,
        "ctm": node.matrix(),
        "name": node.told("Name"),
        "visible": node.flag_or("Visible", default=True),
        "draw_param": node.ref("DrawParam"),
        "alpha": int(min(max(alpha, 0.0), 255.0)),
        "blend_mode": node.told("BlendMode"),
        "clips": () if clips is None else _clips(clips.under("8.4"), depth),
        "clips_move": True if clips is None else clips.flag_or("TransFlag", default=True),
        "actions": read_actions(node),
        **read_stroke(node),
    }


def read_stroke(node: Node) -> dict[str, Any]:
    """The attributes of a line, which objects and drawing parameters have alike (section 8.2)."""
    return {
        "line_width": node.number("LineWidth"),
        "cap": node.one_of("Cap", "Butt", "Round", "Square") if node.told("Cap") else None,
        "join": node.one_of("Join", "Miter", "Round", "Bevel") if node.told("Join") else None,
        "miter_limit": node.number("MiterLimit"),
        "dash_offset": node.number("DashOffset"),
        "dash_pattern": node.numbers("DashPattern"),
    }


def _colors(node: Node, depth: int) -> dict[str, Any]:
    return {
        "fill_color": read_color(node.first("FillColor"), read_objects, depth),
        "stroke_color": read_color(node.first("StrokeColor"), read_objects, depth),
    }


def _text(node: Node, depth: int, *, clipping: bool = False) -> TextObject:
    size = node.number("Size")
    if size is None:
        node.missing("Size")
    if node.first("TextCode") is None:
        node.note(Code.ELEMENT_MISSING, "TextCode")
    h_scale = node.number_or("HScale", 1.0)
    return TextObject(
        font=_needed_ref(node, "Font"),
        size=size or 0.0,
        runs=read_runs(node),
        stroke=node.flag_or("Stroke", default=False),
        fill=node.flag_or("Fill", default=True),
        h_scale=h_scale if h_scale > 0 else 1.0,
        read_direction=_direction(node, "ReadDirection"),
        char_direction=_direction(node, "CharDirection"),
        weight=node.whole("Weight") or 400,
        italic=node.flag_or("Italic", default=False),
        **_colors(node, depth),
        **_unit(node, depth, clipping=clipping),
    )


def _direction(node: Node, name: str) -> int:
    value = node.whole(name) or 0
    if value % 90:
        node.bad(name, node.told(name))
        return 0
    return value % 360


def _path(node: Node, depth: int, *, clipping: bool = False) -> PathObject:
    data = node.first("AbbreviatedData")
    if data is None:
        node.note(Code.ELEMENT_MISSING, "AbbreviatedData")
    return PathObject(
        steps=() if data is None else read_outline(node, data.text()),
        stroke=node.flag_or("Stroke", default=True),
        fill=node.flag_or("Fill", default=False),
        rule=node.one_of("Rule", "NonZero", "Even-Odd"),
        **_colors(node, depth),
        **_unit(node, depth, clipping=clipping),
    )


def _image(node: Node, depth: int) -> ImageObject:
    return ImageObject(
        resource=_needed_ref(node, "ResourceID"),
        substitution=node.ref("Substitution"),
        mask=node.ref("ImageMask"),
        border=_border(node.first("Border"), depth),
        **_unit(node, depth),
    )


def _border(node: Node | None, depth: int) -> Border | None:
    if node is None:
        return None
    return Border(
        line_width=node.number_or("LineWidth", 0.353),
        horizontal_radius=node.number_or("HorizonalCornerRadius", node.number_or("HorizontalCornerRadius", 0.0)),
        vertical_radius=node.number_or("VerticalCornerRadius", 0.0),
        dash_offset=node.number_or("DashOffset", 0.0),
        dash_pattern=node.numbers("DashPattern") or (),
        color=read_color(node.first("BorderColor"), read_objects, depth),
    )


def _clips(clips: Node, depth: int) -> tuple[Clip, ...]:
    if depth + 1 >= clips.reading.limits.depth:
        clips.note(Code.LIMIT_REACHED, f"clips within clips more than {clips.reading.limits.depth} deep")
        return ()
    read = (tuple(_areas(clip.each("Area"), depth + 1)) for clip in clips.each("Clip"))
    return tuple(clip for clip in read if clip)


def _areas(areas: Iterable[Node], depth: int) -> Iterable[ClipArea]:
    for area in areas:
        for one in area.each():
            if one.name in {"Path", "PathObject"}:
                yield ClipArea(_path(one, depth, clipping=True), area.matrix(), area.ref("DrawParam"))
            elif one.name in {"Text", "TextObject"}:
                yield ClipArea(_text(one, depth, clipping=True), area.matrix(), area.ref("DrawParam"))
            else:
                one.note(Code.ELEMENT_UNKNOWN)


def _needed_ref(node: Node, name: str) -> int:
    found = node.ref(name)
    if found is None and not node.told(name).strip():
        node.missing(name)
    return found or 0


_READERS: Mapping[str, tuple[Callable[[Node, int], PageObject], str]] = {
    "TextObject": (_text, "11.2"),
    "PathObject": (_path, "9.1"),
    "ImageObject": (_image, "10"),
    "CompositeObject": (_composite, "13"),
    "PageBlock": (_block, "7.7"),
    "Layer": (_block, "7.7"),
    "Content": (_block, "13"),
}
