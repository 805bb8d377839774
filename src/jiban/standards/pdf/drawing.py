"""A typeset page as a PDF content stream (ISO 32000-1 clauses 8.4, 8.5, 9.4).

The stream scales its space to millimetres once, so every figure below is a page millimetre with y upward.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, compress
from operator import sub

from jiban.standards.pdf.errors import PageError
from jiban.standards.pdf.fonts import EmbeddedFace
from jiban.standards.pdf.objects import MM_TO_POINTS, number
from jiban.standards.typeset.page import Colour, Item, Line, Modules, Page, Path, Picture, Turned

_SCALE_TO_MM = f"{MM_TO_POINTS:.6f} 0 0 {MM_TO_POINTS:.6f} 0 0 cm"
_STEPS = {"M": (2, "m"), "L": (2, "l"), "B": (6, "c"), "C": (0, "h")}


def content_stream(page: Page, *, faces: Mapping[str, EmbeddedFace], picture_name: Callable[[bytes], str]) -> bytes:
    """The drawing operators of one page.

    faces          the embedded face of every `Line.face` on the page
    picture_name   gives the resource name under which a picture's bytes are placed

    Raises PageError for a value that cannot be drawn.
    """
    pen = _Pen(page.height_mm)

    def draw(item: Item) -> None:
        match item:
            case Line():
                pen.text(item, faces[item.face])
            case Path():
                pen.path(item)
            case Modules():
                pen.modules(item)
            case Picture():
                pen.picture(item, picture_name(item.data))
            case Turned():
                pen.begin_turned(item)
                draw(item.item)
                pen.end_turned()

    for item in page.items:
        draw(item)
    return "\n".join(pen.operators).encode("ascii")


def opacity_name(opacity: float) -> str:
    """The resource name of the graphics state with this opacity, to the nearest 255th."""
    return f"A{round(opacity * 255)}"


class _Pen:
    def __init__(self, page_height_mm: float) -> None:
        self.operators = [_SCALE_TO_MM]
        self._height = page_height_mm
        self._fill: Colour | None = None

    def text(self, line: Line, face: EmbeddedFace) -> None:
        if not line.text:
            return
        if len(line.advances_mm) != len(line.text) - 1:
            raise PageError("a line needs one advance less than it has characters")
        self._fill_with(line.colour)
        place = f"{number(line.x_mm)} {number(self._height - line.y_mm)}"
        shown = _shown_glyphs(line, face)
        self.operators.append(f"BT/{face.resource} {number(line.size_mm)} Tf {place} Td[<{shown}>]TJ ET")

    def path(self, path: Path) -> None:
        painted = {(True, False): "f", (False, True): "S", (True, True): "B"}.get(
            (path.fill is not None, path.stroke is not None)
        )
        if painted is None or not path.steps:
            return
        if path.fill is not None:
            self._fill_with(path.fill)
        if path.stroke is not None:
            self.operators.append(f"{_colour(path.stroke)} RG {number(path.line_width_mm)} w")
        self.operators.extend(self._steps(path))
        self.operators.append(painted)

    def modules(self, modules: Modules) -> None:
        """Paint every dark run in one path: separate fills would leave hair lines between them."""
        if not modules.rows:
            return
        self._fill_with(modules.colour)
        side, top = number(modules.side_mm / len(modules.rows)), number(self._height - modules.y_mm)
        boxes = [f"{column} {row} {width} 1 re" for column, row, width in dark_runs(modules.rows)]
        self.operators += [f"q {side} 0 0 -{side} {number(modules.x_mm)} {top} cm", *boxes, "f Q"]

    def picture(self, picture: Picture, resource: str) -> None:
        bottom = self._height - picture.y_mm - picture.height_mm
        placed = f"{number(picture.width_mm)} 0 0 {number(picture.height_mm)} {number(picture.x_mm)} {number(bottom)}"
        self.operators.append(f"q {placed} cm/{resource} Do Q")

    def begin_turned(self, turned: Turned) -> None:
        a, b, c, d, e, f = turned.matrix
        upward = (a, -b, -c, d, c * self._height + e, self._height * (1 - d) - f)
        faint = f"/{opacity_name(turned.opacity)} gs" if turned.opacity < 1 else ""
        self.operators.append(f"q {' '.join(f'{value:.6f}' for value in upward)} cm{faint}")

    def end_turned(self) -> None:
        self.operators.append("Q")
        self._fill = None

    def _steps(self, path: Path) -> list[str]:
        if path.steps[0][0] != "M":
            raise PageError("a path begins with a move")
        drawn = []
        for operator, figures in path.steps:
            count, written = _STEPS.get(operator, (-1, ""))
            if len(figures) != count:
                raise PageError(f"a step {operator!r} with {len(figures)} figures")
            upward = (self._height - value if place % 2 else value for place, value in enumerate(figures))
            drawn.append(" ".join([*map(number, upward), written]))
        return drawn

    def _fill_with(self, colour: Colour) -> None:
        if colour != self._fill:
            self.operators.append(f"{_colour(colour)} rg")
            self._fill = colour


def dark_runs(rows: Sequence[Sequence[bool]]) -> list[tuple[int, int, int]]:
    """The stretches of dark modules, row by row: (column, row, width) in modules.

    They are found in one go, for a code has hundreds: with a module a byte and a light one after each row, a run begins
    where the matrix is dark and the matrix moved on by one byte is light, and ends where it is the other way round.
    """
    stride = len(rows[0]) + 1
    dark = int.from_bytes(b"".join([bytes(row) + b"\0" for row in rows]))
    moved, places = dark >> 8, range(stride * len(rows))
    begins = compress(places, (dark & ~moved).to_bytes(len(places)))
    ends = compress(places, (moved & ~dark).to_bytes(len(places)))
    return [(begin % stride, begin // stride, end - begin) for begin, end in zip(begins, ends, strict=True)]


def _shown_glyphs(line: Line, face: EmbeddedFace) -> str:
    """Glyph codes with the corrections of TJ between them, in thousandths of the em.

    Each correction is taken from the place reached so far, so that rounding never adds up along a line.
    """
    codes, widths = zip(*map(face.shown.__getitem__, line.text), strict=True)
    scale = 1000 / line.size_mm
    reached = [round(w - due * scale) for w, due in zip(accumulate(widths), accumulate(line.advances_mm), strict=False)]
    if not any(reached):  # set as the face asks
        return "".join(codes)
    steps = (*map(sub, reached, (0, *reached)), 0)
    return "".join([f"{code}>{step}<" if step else code for code, step in zip(codes, steps, strict=True)])


def _colour(colour: Colour) -> str:
    return " ".join(number(part / 255) for part in colour)
