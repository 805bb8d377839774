"""Draw page objects on a canvas (GB/T 33190-2016 sections 8 to 13)."""

from collections.abc import Iterator
from contextlib import contextmanager

from jiban.standards.ofd.reading.matrices import moved, times
from jiban.standards.ofd.reading.objects import (
    Box,
    CompositeObject,
    ImageObject,
    PageBlock,
    PageObject,
    PathObject,
    TextObject,
    Unit,
)
from jiban.standards.ofd.reading.styles import style_of
from jiban.standards.ofd.rendering.area_paints import Area, paint_area
from jiban.standards.ofd.rendering.canvas import FullError
from jiban.standards.ofd.rendering.clips import clip_groups, clip_path, path_shape, reach
from jiban.standards.ofd.rendering.findings import Code
from jiban.standards.ofd.rendering.geometry import IDENTITY, number, path_data, rectangle, transform
from jiban.standards.ofd.rendering.images import draw_image
from jiban.standards.ofd.rendering.lines import line_attributes
from jiban.standards.ofd.rendering.paints import is_drawn_apart, paint
from jiban.standards.ofd.rendering.state import Drawing
from jiban.standards.ofd.rendering.texts import draw_text

# On white paper these look as the ordinary way, or nearly so.
_QUIET_BLENDS = {"", "Normal", "Darken", "Multiply"}


def draw_objects(objects: tuple[PageObject, ...], drawing: Drawing) -> None:
    """Draw objects in their order, later ones over earlier ones. One that fails is left out, and told. Raises FullError."""
    for one in objects:
        if isinstance(one, PageBlock):
            draw_objects(one.objects, drawing)
            continue
        if not one.visible or one.alpha <= 0:
            continue
        depth = drawing.canvas.depth
        try:
            _draw(one, drawing)
        except (FullError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - a page of a stranger must not bring down what shows it
            drawing.findings.add(Code.OBJECT_FAILED, type(error).__name__, one.id)
        drawing.canvas.close_to(depth)


def _draw(one: TextObject | PathObject | ImageObject | CompositeObject, drawing: Drawing) -> None:
    if one.blend_mode not in _QUIET_BLENDS:
        drawing.findings.add(Code.BLEND_MODE_IGNORED, one.blend_mode, one.id)
    match one:
        case PathObject():
            _draw_path(one, drawing)
        case TextObject():
            with placed(one, drawing):
                draw_text(one, drawing, draw_objects)
        case ImageObject():
            with placed(one, drawing, fade=True):
                draw_image(one, drawing)
        case CompositeObject():
            _draw_composite(one, drawing)


@contextmanager
def placed(unit: Unit, drawing: Drawing, *, fade: bool = False) -> Iterator[None]:
    """Groups around an object: its place, its clips, its own space, and its alpha where it counts for the whole."""
    canvas = drawing.canvas
    depth = canvas.depth
    whole = moved(unit.ctm, unit.boundary.x, unit.boundary.y)
    faded = f' opacity="{number(unit.alpha / 255, 3)}"' if fade and unit.alpha < 255 else ""
    clips = clip_groups(unit, drawing)
    if not clips:
        canvas.open_group(f"{transform(whole)}{faded}")
    elif unit.clips_move:
        canvas.open_group(f"{transform(whole)}{faded}")
        canvas.open_groups(clips)
    else:
        canvas.open_group(f"{transform(moved(IDENTITY, unit.boundary.x, unit.boundary.y))}{faded}")
        canvas.open_groups(clips)
        canvas.open_group(transform(unit.ctm))
    yield
    canvas.close_to(depth)


def _draw_path(path: PathObject, drawing: Drawing) -> None:
    style = style_of(path, drawing.resources, layer=drawing.layer)
    data = path_data(path.steps)
    if not data:
        return
    both = path.fill and path.stroke and path.alpha < 255
    alpha = 1.0 if both else path.alpha / 255
    fill = ' fill="none"'
    if path.fill and style.fill_color is not None:
        fill = paint("fill", style.fill_color, drawing, alpha=alpha)
        if path.rule == "Even-Odd":
            fill += ' fill-rule="evenodd"'
    stroke = line_attributes(style, drawing, alpha=alpha) if path.stroke else ""
    with placed(path, drawing, fade=both):
        if path.fill and style.fill_color is not None and is_drawn_apart(style.fill_color):
            area = Area(
                clip_path(path_shape(path, IDENTITY), drawing),
                reach(path),
                times(moved(path.ctm, path.boundary.x, path.boundary.y), drawing.to_page),
            )
            paint_area(style.fill_color, area, drawing, draw_objects)
        drawing.canvas.draw(f'<path d="{data}"{fill}{stroke}/>')


def _draw_composite(one: CompositeObject, drawing: Drawing) -> None:
    unit = drawing.resources.composite_units.get(one.resource)
    if unit is None:
        drawing.findings.add(Code.UNIT_MISSING, str(one.resource), one.id)
        return
    whole = times(moved(one.ctm, one.boundary.x, one.boundary.y), drawing.to_page)
    layer = drawing.layer if one.draw_param is None else one.draw_param
    inside = drawing.deeper(layer=layer, to_page=whole)
    if inside is None:
        return
    with placed(one, drawing, fade=True):
        if unit.width > 0 and unit.height > 0:
            shape = f'<path d="{rectangle(Box(0, 0, unit.width, unit.height))}"/>'
            drawing.canvas.open_group(f' clip-path="url(#{clip_path(shape, drawing)})"')
        draw_objects(unit.objects, inside)
