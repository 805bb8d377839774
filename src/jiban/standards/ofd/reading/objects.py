"""What is painted on a page (GB/T 33190-2016 sections 8 to 13), as plain values.

Lengths are millimetres, y grows downwards. An attribute that the file leaves out is None where a drawing parameter may
supply it (see `styles.style_of`), else it is the default of the standard.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """ST_Box: position of the upper left corner and size, in millimetres."""

    x: float
    y: float
    width: float
    height: float


class Matrix(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f (section 8.1, row vectors)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0


IDENTITY = Matrix()


class Point(NamedTuple):
    """A position in millimetres."""

    x: float
    y: float


class Stop(NamedTuple):
    """A colour of an axial or radial shading; `position` 0..1, or None where the file states none (spread evenly)."""

    position: float | None
    color: "Color"


class Vertex(NamedTuple):
    """A corner of a Gouraud shading. `edge_flag` 0 opens a triangle, 1 and 2 go on from the last one."""

    point: Point
    color: "Color"
    edge_flag: int = 0


@dataclass(frozen=True, slots=True)
class AxialShading:
    """Section 8.3.4.2. map_type Direct, Repeat or Reflect; map_unit is the length of one repetition."""

    start: Point
    end: Point
    stops: tuple[Stop, ...]
    map_type: str = "Direct"
    map_unit: float | None = None
    extend_start: bool = False
    extend_end: bool = False


@dataclass(frozen=True, slots=True)
class RadialShading:
    """Section 8.3.4.3. Two ellipses of one `eccentricity` (0 is a circle), turned by `angle` degrees."""

    start: Point
    start_radius: float
    end: Point
    end_radius: float
    stops: tuple[Stop, ...]
    eccentricity: float = 0.0
    angle: float = 0.0
    map_type: str = "Direct"
    map_unit: float | None = None
    extend_start: bool = False
    extend_end: bool = False


@dataclass(frozen=True, slots=True)
class GouraudShading:
    """Sections 8.3.4.4 and 8.3.4.5. With `per_row` the vertices form a lattice, else triangles by edge flags."""

    vertices: tuple[Vertex, ...]
    per_row: int = 0
    extend: bool = False
    background: "Color | None" = None


@dataclass(frozen=True, slots=True)
class TilingPattern:
    """Section 8.3.3. reflect Normal, Row, Column or RowAndColumn; relative_to Page or Object."""

    width: float
    height: float
    x_step: float
    y_step: float
    cell: "tuple[PageObject, ...]"
    reflect: str = "Normal"
    relative_to: str = "Object"
    ctm: Matrix = IDENTITY


Shading = AxialShading | RadialShading | GouraudShading


@dataclass(frozen=True, slots=True)
class Color:
    """Section 8.3.2. `values` are the components as written (0 .. 2^bits - 1), () if `index` names one of a palette.

    color_space   object ID, or None for the document's default
    alpha         0..255
    """

    values: tuple[float, ...] = ()
    color_space: int | None = None
    index: int | None = None
    alpha: int = 255
    paint: TilingPattern | Shading | None = None


@dataclass(frozen=True, slots=True)
class ClipArea:
    """Section 8.4: one outline of a clip. `draw_param` is an object ID."""

    outline: "PathObject | TextObject"
    ctm: Matrix = IDENTITY
    draw_param: int | None = None


# The areas of one clip are united; an object is shown only within all of its clips.
Clip = tuple[ClipArea, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """CT_GraphicUnit (section 8.5): what every painted object has.

    boundary     on the page, or in the space of the group it stands in
    ctm          from the object's own space to the space of its boundary
    clips_move   TransFlag: the clips are moved by `ctm` too
    """

    id: int
    boundary: Box
    ctm: Matrix = IDENTITY
    name: str = ""
    visible: bool = True
    draw_param: int | None = None
    line_width: float | None = None
    cap: str | None = None
    join: str | None = None
    miter_limit: float | None = None
    dash_offset: float | None = None
    dash_pattern: tuple[float, ...] | None = None
    alpha: int = 255
    blend_mode: str = ""
    clips: tuple[Clip, ...] = ()
    clips_move: bool = True
    actions: "tuple[Action, ...]" = ()


class Step(NamedTuple):
    """One operator of an outline: M x y · L x y · Q x1 y1 x y · B x1 y1 x2 y2 x y · A rx ry angle large sweep x y · C."""

    operator: str
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathObject(Unit):
    """CT_Path (section 9.1). `rule` is NonZero or Even-Odd. S of the file has become M."""

    steps: tuple[Step, ...]
    stroke: bool = True
    fill: bool = False
    rule: str = "NonZero"
    stroke_color: Color | None = None
    fill_color: Color | None = None


class Glyphs(NamedTuple):
    """CGTransform (section 11.4): `code_count` characters from `position` are drawn by glyphs of the font file."""

    position: int
    code_count: int
    glyphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TextRun:
    """TextCode (section 11.3). Character i of `text` stands at the sum of the first i deltas from (x, y).

    x, y       base line origin of the first character, in the space of the object
    delta_x    at most len(text) - 1 advances, already unfolded; () if the file states none. Fewer than needed: the
               last one goes on
    glyphs     positions are counted from the first character of this run
    """

    text: str
    x: float
    y: float
    delta_x: tuple[float, ...] = ()
    delta_y: tuple[float, ...] = ()
    glyphs: tuple[Glyphs, ...] = ()

    def positions(self) -> tuple[Point, ...]:
        """The base line origin of each character; without deltas all stand at the first (the font must advance)."""
        places = [Point(self.x, self.y)]
        for number in range(len(self.text) - 1):
            x, y = places[-1]
            places.append(Point(x + _delta(self.delta_x, number), y + _delta(self.delta_y, number)))
        return tuple(places[: len(self.text)])


@dataclass(frozen=True, slots=True, kw_only=True)
class TextObject(Unit):
    """CT_Text (section 11.2). `font` is an object ID, `size` in millimetres, directions in degrees (0, 90, 180, 270)."""

    font: int
    size: float
    runs: tuple[TextRun, ...]
    stroke: bool = False
    fill: bool = True
    h_scale: float = 1.0
    read_direction: int = 0
    char_direction: int = 0
    weight: int = 400
    italic: bool = False
    stroke_color: Color | None = None
    fill_color: Color | None = None


@dataclass(frozen=True, slots=True)
class Border:
    """The frame of an image (section 10)."""

    line_width: float = 0.353
    horizontal_radius: float = 0.0
    vertical_radius: float = 0.0
    dash_offset: float = 0.0
    dash_pattern: tuple[float, ...] = ()
    color: Color | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageObject(Unit):
    """CT_Image (section 10): the unit square, mapped by `ctm`. Numbers are object IDs of media."""

    resource: int
    substitution: int | None = None
    mask: int | None = None
    border: Border | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeObject(Unit):
    """CT_Composite (section 13): the composite graphic unit of object ID `resource`."""

    resource: int


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A group of objects (section 7.7, table 16), in the order of painting."""

    id: int
    objects: "tuple[PageObject, ...]"


PageObject = TextObject | PathObject | ImageObject | CompositeObject | PageBlock


@dataclass(frozen=True, slots=True)
class Destination:
    """CT_Dest (section 14): kind XYZ, Fit, FitH, FitV or FitR on the page of object ID `page`."""

    page: int
    kind: str = "XYZ"
    left: float | None = None
    top: float | None = None
    right: float | None = None
    bottom: float | None = None
    zoom: float | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """CT_Action (section 14). kind Goto, URI, GotoA, Sound or Movie; event DO, PO or CLICK; `region` in page space.

    target   the bookmark's name, the address, or the object ID of attachment or medium as text
    """

    event: str
    kind: str
    target: str = ""
    destination: Destination | None = None
    region: tuple[Step, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()


def _delta(deltas: tuple[float, ...], number: int) -> float:
    if not deltas:
        return 0.0
    return deltas[number] if number < len(deltas) else deltas[-1]
