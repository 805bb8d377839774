"""How an object is drawn in the end: its own attributes, its drawing parameter, its layer's, the defaults."""

from dataclasses import dataclass
from typing import Any

from jiban.standards.ofd.reading.objects import Color, PathObject, TextObject, Unit
from jiban.standards.ofd.reading.resources import DrawParam, Resources


@dataclass(frozen=True, slots=True)
class Style:
    """Every attribute of a line filled in, lengths in millimetres (section 8.2, table 23).

    stroke_color   None: black
    fill_color     None: black for text, nothing for paths (sections 9.1 and 11.2)
    """

    line_width: float = 0.353
    cap: str = "Butt"
    join: str = "Miter"
    miter_limit: float = 3.528
    dash_offset: float = 0.0
    dash_pattern: tuple[float, ...] = ()
    stroke_color: Color | None = None
    fill_color: Color | None = None


DEFAULT_STYLE = Style()


def style_of(unit: Unit, resources: Resources, *, layer: int | None = None) -> Style:
    """The style of an object: it comes first, then its drawing parameter, then that of its `layer` (an object ID)."""
    params = (resources.draw_param(unit.draw_param), resources.draw_param(layer))
    sources: tuple[Unit | DrawParam | Style, ...] = (unit, *(one for one in params if one is not None), DEFAULT_STYLE)
    # Images and composites have no colours of their own.
    colored = sources if isinstance(unit, TextObject | PathObject) else sources[1:]
    told: dict[str, Any] = {name: _first(sources, name) for name in Style.__slots__ if not name.endswith("_color")}
    return Style(**told, stroke_color=_first(colored, "stroke_color"), fill_color=_first(colored, "fill_color"))


def _first(sources: tuple[Unit | DrawParam | Style, ...], name: str) -> Any:
    """What the first source tells that tells anything."""
    return next((value for one in sources if (value := getattr(one, name)) is not None), None)
