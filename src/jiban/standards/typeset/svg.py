"""Draw typeset pages as SVG 1.1 for the screen.

Only elements and presentation attributes are used, neither styles nor scripts, so that the picture may stand inside a
page with the strictest content security policy. Pictures are `data:` addresses or what the caller gives.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from jiban.standards.typeset.page import Colour, Item, Line, Modules, Page, Path, Picture, Turned

GAP_MM = 6.0  # between two pages

_FAMILIES = "Noto Serif CJK SC, Noto Serif SC, Source Han Serif SC, Songti SC, SimSun, serif"
_COMMANDS = {"M": "M", "L": "L", "B": "C", "C": "Z"}


@dataclass(frozen=True, slots=True)
class Overlay:
    """A picture laid over a page, such as a seal; `href` is its address (see `data_address`)."""

    page_index: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    href: str


def data_address(picture: bytes) -> str:
    """A PNG or JPEG as a `data:` address."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"


def render_svg(pages: Sequence[Page], stamps: Sequence[Overlay] = (), *, title: str = "") -> str:
    """One SVG with the pages one under the other on white sheets; its user unit is the millimetre.

    title   said by screen readers instead of the single lines
    """
    width = max(page.width_mm for page in pages)
    height = sum(page.height_mm for page in pages) + GAP_MM * (len(pages) - 1)
    drawn: list[str] = []
    top = 0.0
    for index, page in enumerate(pages):
        items = [_draw(item) for item in page.items]
        items += [_image(one.href, one) for one in stamps if one.page_index == index]
        sheet = f'<rect width="{_n(page.width_mm)}" height="{_n(page.height_mm)}" fill="#ffffff"/>'
        drawn.append(f'<g transform="translate(0 {_n(top)})">{sheet}{"".join(items)}</g>')
        top += page.height_mm + GAP_MM
    named = f"<title>{escape(title)}</title>" if title else ""
    role = ' role="img"' if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}"{role}>'
        f"{named}{''.join(drawn)}</svg>"
    )


def _draw(item: Item) -> str:
    match item:
        case Line():
            return _text(item)
        case Path():
            return _path(item)
        case Modules():
            return _modules(item)
        case Picture():
            return _image(data_address(item.data), item)
        case Turned():
            return _turned(item)


def _turned(turned: Turned) -> str:
    about = f"{_n(turned.degrees)} {_n(turned.about_x_mm)} {_n(turned.about_y_mm)}"
    faint = "" if turned.opacity >= 1 else f' opacity="{_n(turned.opacity)}"'
    return f'<g transform="rotate({about})"{faint}>{_draw(turned.item)}</g>'


def _text(line: Line) -> str:
    at = line.x_mm
    places: list[str] = []
    for char, advance in zip(line.text, (*line.advances_mm, 0.0), strict=True):
        # Positions count UTF-16 units: a character beyond the basic plane takes two of them.
        places += [_n(at)] * (2 if ord(char) > 0xFFFF else 1)
        at += advance
    weight = ' font-weight="bold"' if line.face.endswith("-bold") else ""
    return (
        f'<text xml:space="preserve" x="{" ".join(places)}" y="{_n(line.y_mm)}" font-family="{_FAMILIES}"'
        f' font-size="{_n(line.size_mm)}"{weight} fill="{_colour(line.colour)}">{escape(line.text)}</text>'
    )


def _path(path: Path) -> str:
    steps = "".join([f"{_COMMANDS[operator]}{' '.join(map(_n, values))}" for operator, values in path.steps])
    fill = "none" if path.fill is None else _colour(path.fill)
    stroke = "" if path.stroke is None else f' stroke="{_colour(path.stroke)}" stroke-width="{_n(path.line_width_mm)}"'
    return f'<path d="{steps}" fill="{fill}"{stroke}/>'


def _modules(modules: Modules) -> str:
    size = modules.side_mm / len(modules.rows)
    squares = "".join(
        [
            f"M{_n(modules.x_mm + column * size)} {_n(modules.y_mm + number * size)}h{_n(size)}v{_n(size)}h-{_n(size)}z"
            for number, row in enumerate(modules.rows)
            for column, dark in enumerate(row)
            if dark
        ]
    )
    return f'<path d="{squares}" fill="{_colour(modules.colour)}" shape-rendering="crispEdges"/>'


def _image(href: str, box: Overlay | Picture) -> str:
    return (
        f'<image href="{escape(href)}" x="{_n(box.x_mm)}" y="{_n(box.y_mm)}" width="{_n(box.width_mm)}"'
        f' height="{_n(box.height_mm)}" preserveAspectRatio="none"/>'
    )


def _colour(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _n(value: float) -> str:
    return f"{round(value, 2) or 0.0:.10g}"
