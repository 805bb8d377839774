"""Draw text objects: outlines of glyphs, defined once and used where they stand (GB/T 33190-2016 section 11)."""

from dataclasses import replace
from html import escape
from itertools import groupby

from jiban.standards.ofd.reading.matrices import mapped, moved, times
from jiban.standards.ofd.reading.objects import Color, TextObject, TextRun
from jiban.standards.ofd.reading.styles import Style, style_of
from jiban.standards.ofd.rendering.area_paints import Area, DrawObjects, paint_area
from jiban.standards.ofd.rendering.clips import clip_path, reach, text_shape
from jiban.standards.ofd.rendering.fonts import Glyph
from jiban.standards.ofd.rendering.geometry import IDENTITY, inverse, number, stretch, transform
from jiban.standards.ofd.rendering.lines import line_attributes
from jiban.standards.ofd.rendering.paints import is_drawn_apart, paint
from jiban.standards.ofd.rendering.state import Drawing
from jiban.standards.ofd.rendering.text_layout import (
    BOLD_FROM,
    PlacedGlyph,
    glyph_matrix,
    place_glyphs,
    swelling_mm,
)

_BLACK = Color((0.0, 0.0, 0.0), color_space=0)


def draw_text(text: TextObject, drawing: Drawing, draw_objects: DrawObjects) -> None:
    """Draw a text object in its own space. Raises FullError."""
    font = drawing.resources.fonts.get(text.font)
    face = drawing.fonts.face(font, drawing.findings, bold=text.weight >= BOLD_FROM, italic=text.italic)
    if font is not None and font.italic and not text.italic:
        text = replace(text, italic=True)
    glyphs = list(place_glyphs(text, face, drawing.findings))
    if not glyphs:
        return
    style = style_of(text, drawing.resources, layer=drawing.layer)
    if text.fill and is_drawn_apart(style.fill_color) and style.fill_color is not None:
        whole = times(moved(text.ctm, text.boundary.x, text.boundary.y), drawing.to_page)
        area = Area(clip_path(text_shape(text, drawing, IDENTITY), drawing), reach(text, glyphs), whole)
        paint_area(style.fill_color, area, drawing, draw_objects)
    for _, same in groupby(glyphs, key=_likeness):
        _draw_run(text, list(same), style, drawing)
    if drawing.selectable:
        drawing.canvas.draw("".join([_unseen(run, text.size) for run in text.runs]))


def _unseen(run: TextRun, size: float) -> str:
    """Text that can be selected where its outlines are seen; positions count UTF-16 units."""
    places = [at for char, at in zip(run.text, run.positions(), strict=True) for _ in range(1 + (ord(char) > 0xFFFF))]
    xs, ys = (" ".join([number(at[axis]) for at in places]) for axis in (0, 1))
    return (
        f'<text x="{xs}" y="{ys}" font-size="{number(size)}" fill-opacity="0" xml:space="preserve">'
        f"{escape(run.text)}</text>"
    )


def _likeness(one: PlacedGlyph) -> tuple[int, bool, bool, float]:
    """Glyphs alike in this are drawn in one group."""
    return id(one.glyph.program), one.glyph.bold, one.glyph.italic, one.glyph.squeeze


def _draw_run(text: TextObject, glyphs: list[PlacedGlyph], style: Style, drawing: Drawing) -> None:
    """One group in font units, so that a glyph needs no more than its place."""
    matrix = glyph_matrix(text, glyphs[0].glyph)
    back = inverse(matrix)
    if back is None:
        return
    uses: list[str] = []
    for one in glyphs:
        name = _define(one.glyph, drawing)
        if name is not None:
            x, y = mapped(back, *one.at)
            uses.append(f'<use href="#{name}" x="{number(x + one.glyph.indent, 2)}" y="{number(y, 2)}"/>')
    if uses:
        attributes = _attributes(text, glyphs[0].glyph, style, drawing, scale=stretch(matrix))
        drawing.canvas.draw(f"<g{transform(matrix)}{attributes}>{''.join(uses)}</g>")


def _define(glyph: Glyph, drawing: Drawing) -> str | None:
    """The name of a glyph's outline; None for a blank."""
    data = glyph.program.outline(glyph.number)
    if not data:
        return None
    drawing.canvas.charge(len(data) // 4)  # an outline is painted as often as it is used
    key = ("glyph", id(glyph.program), glyph.number)
    return drawing.canvas.define(key, lambda name: f'<path id="{name}" d="{data}"/>')


def _attributes(text: TextObject, glyph: Glyph, style: Style, drawing: Drawing, *, scale: float) -> str:
    alpha = text.alpha / 255
    color = _BLACK if style.fill_color is None else style.fill_color
    fill = paint("fill", color, drawing, alpha=alpha) if text.fill else ' fill="none"'
    if text.stroke and style.stroke_color is not None:
        return fill + line_attributes(style, drawing, alpha=alpha, scale=scale)
    swelling = swelling_mm(text, glyph)
    if swelling and text.fill and not is_drawn_apart(color):
        around = replace(Style(), line_width=swelling, stroke_color=color, join="Round")
        return fill + line_attributes(around, drawing, alpha=alpha, scale=scale)
    return fill
