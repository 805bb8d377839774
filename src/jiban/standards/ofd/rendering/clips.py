"""Outlines as the shape of something else: clips (GB/T 33190-2016 section 8.4), and what a pattern fills."""

from collections.abc import Sequence

from jiban.standards.ofd.reading.matrices import moved, times
from jiban.standards.ofd.reading.objects import Box, Clip, ClipArea, Matrix, PathObject, TextObject, Unit
from jiban.standards.ofd.rendering.findings import Code
from jiban.standards.ofd.rendering.geometry import bounds, path_data, transform
from jiban.standards.ofd.rendering.state import Drawing
from jiban.standards.ofd.rendering.text_layout import PlacedGlyph, glyph_matrix, place_glyphs

MOST_CLIPS = 8  # each is a group within the last


def clip_groups(unit: Unit, drawing: Drawing) -> str:
    """Opening tags of one group for every clip of an object, in the space its clips are given in."""
    if len(unit.clips) > MOST_CLIPS:
        drawing.findings.add(Code.NESTED_TOO_DEEP, f"{len(unit.clips)} clips", unit.id)
    return "".join([f'<g clip-path="url(#{_clip_path(clip, drawing)})">' for clip in unit.clips[:MOST_CLIPS] if clip])


def _clip_path(clip: Clip, drawing: Drawing) -> str:
    shapes = "".join([_shape(area, drawing) for area in clip])
    return clip_path(shapes, drawing)


def clip_path(shapes: str, drawing: Drawing) -> str:
    """The name of a `clipPath` of these shapes; without any, nothing shows."""
    return drawing.canvas.define(("clip", shapes), lambda name: f'<clipPath id="{name}">{shapes}</clipPath>')


def _shape(area: ClipArea, drawing: Drawing) -> str:
    outline = area.outline
    placed = times(moved(outline.ctm, outline.boundary.x, outline.boundary.y), area.ctm)
    if isinstance(outline, PathObject):
        return path_shape(outline, placed)
    return text_shape(outline, drawing, placed)


def path_shape(path: PathObject, placed: Matrix) -> str:
    """The outline of a path, moved by `placed`, as a shape of a `clipPath`."""
    rule = ' clip-rule="evenodd"' if path.rule == "Even-Odd" else ""
    return f'<path d="{path_data(path.steps)}"{rule}{transform(placed)}/>'


def text_shape(text: TextObject, drawing: Drawing, placed: Matrix) -> str:
    """The outlines of glyphs as shapes of a `clipPath`."""
    font = drawing.resources.fonts.get(text.font)
    face = drawing.fonts.face(font, drawing.findings, bold=text.weight >= 600, italic=text.italic)
    return "".join([_glyph_shape(text, one, placed) for one in place_glyphs(text, face, drawing.findings)])


def _glyph_shape(text: TextObject, one: PlacedGlyph, placed: Matrix) -> str:
    data = one.glyph.program.outline(one.glyph.number)
    indented = times(Matrix(e=one.glyph.indent), moved(glyph_matrix(text, one.glyph), *one.at))
    matrix = times(indented, placed)
    return f'<path d="{data}"{transform(matrix)}/>' if data else ""


def reach(unit: PathObject | TextObject, glyphs: Sequence[PlacedGlyph] = ()) -> Box:
    """A box that holds an object, in its own space."""
    if isinstance(unit, PathObject):
        return bounds(unit.steps) or Box(0, 0, 0, 0)
    if not glyphs:
        return Box(0, 0, 0, 0)
    margin = unit.size * 1.5
    left, top = min(one.at.x for one in glyphs) - margin, min(one.at.y for one in glyphs) - margin
    right, bottom = max(one.at.x for one in glyphs) + margin, max(one.at.y for one in glyphs) + margin
    return Box(left, top, right - left, bottom - top)
