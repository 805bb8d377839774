"""Paint the SVG of this library with cairo: groups, paths, uses, images, clips and gradients; nothing else is looked at."""

import importlib
import io
import math
import re
import struct
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from PIL import Image

_STEP = re.compile(r"([MLQCZ])([^MLQCZ]*)")
_INHERITED = (
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
)
_START = {"fill": "#000000", "stroke": "none"}
_DEEPEST = 180  # groups within groups; the drawings of this library stay far below

Look = Mapping[str, str]


@cache
def cairo() -> Any:
    """The binding of cairo, loaded on first use: reading and SVG need no cairo on the machine."""
    return importlib.import_module("cairocffi")


class Painter:
    """Paints one drawing into a cairo context whose user space is the drawing's."""

    def __init__(self, root: Any, context: Any) -> None:
        self._root = root
        self._context = context
        self._lib = cairo()
        self._raster = isinstance(context.get_target(), self._lib.ImageSurface)
        self._named: dict[str, Any] = {}
        self._pointer = context._pointer  # noqa: SLF001 - the documented way to cairo's own functions
        self._images: dict[tuple[str, tuple[int, int]], Any] = {}
        self._depth = 0
        for element in root.iter("{*}defs"):
            self._named |= {one.get("id"): one for one in element if one.get("id")}

    def paint(self) -> None:
        """Paint everything, on white."""
        self._context.set_source_rgb(1, 1, 1)
        self._context.paint()
        for child in self._root:
            self._element(child, _START)

    def _element(self, element: Any, look: Look) -> None:
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        draw = _DRAWN.get(name)
        if draw is None or self._depth > _DEEPEST:
            return
        context, attributes = self._context, element.attrib
        self._depth += 1
        context.save()
        if self._transform(attributes.get("transform")):
            if "clip-path" in attributes:
                self._clip(attributes["clip-path"])
            self._drawn(element, look, draw)
        context.restore()
        self._depth -= 1

    def _drawn(self, element: Any, look: Look, draw: "Draw") -> None:
        context, attributes = self._context, element.attrib
        own = {key: attributes[key] for key in _INHERITED if key in attributes}
        opacity = float(attributes.get("opacity", 1))
        if opacity < 1:
            context.push_group()
        draw(self, element, {**look, **own} if own else look)
        if opacity < 1:
            context.pop_group_to_source()
            context.paint_with_alpha(opacity)

    def _transform(self, value: str | None) -> bool:
        """Change the user space; False, and nothing is changed, if it would be flat or beyond all measure."""
        if value is None:
            return True
        matrix = self._lib.Matrix(*matrix_of(value))
        # Cairo refuses to go on after a matrix that cannot be turned back.
        if not 1e-18 < _area(matrix * self._context.get_matrix()) < 1e18:
            return False
        self._context.transform(matrix)
        return True

    def _group(self, element: Any, look: Look) -> None:
        if len(element) > 1 and self._is_glyphs(element):
            self._glyphs(element, look)
            return
        for child in element:
            self._element(child, look)

    def _is_glyphs(self, element: Any) -> bool:
        """Whether a group is a run of glyphs as `texts` writes it: uses of paths, each with its place."""
        return all("x" in child.attrib for child in element)

    def _glyphs(self, element: Any, look: Look) -> None:
        """Many uses of few outlines, without saving and restoring for each."""
        move, pointer = self._lib.cairo.cairo_translate, self._pointer
        for child in element:
            target = self._named.get(child.get("href", "")[1:])
            if target is None:
                continue
            x, y = float(child.get("x")), float(child.get("y"))
            move(pointer, x, y)
            self._outline(target.get("d"))
            self._ink(look)
            move(pointer, -x, -y)

    def _path(self, element: Any, look: Look) -> None:
        self._outline(element.get("d", ""))
        self._ink(look)

    def _use(self, element: Any, look: Look) -> None:
        target = self._named.get(element.get("href", "")[1:])
        if target is None:
            return
        self._context.translate(float(element.get("x", 0)), float(element.get("y", 0)))
        self._element(target, look)

    def _image(self, element: Any, _look: Look) -> None:
        context, lib = self._context, self._lib
        surface = self._surface(element.get("href", ""))
        if surface is None:
            return
        width, height = surface.get_width(), surface.get_height()
        context.scale(1 / width, 1 / height)
        pattern = lib.SurfacePattern(surface)
        # The rim of a picture must not fade; in a PDF this would keep a JPEG from being taken as it is.
        pattern.set_extend(lib.EXTEND_PAD if self._raster else lib.EXTEND_NONE)
        pattern.set_filter(lib.FILTER_GOOD)
        context.set_source(pattern)
        context.rectangle(0, 0, width, height)
        context.fill()

    def _surface(self, href: str) -> Any:
        """The picture, with about as many pixels as it will cover; a PDF holds 300 to the inch, or a JPEG as it is."""
        kind, _, data = href.partition(";base64,")
        if not data:
            return None
        fineness = 1.0 if self._raster else 300 / 72
        sides = [math.hypot(*self._context.user_to_device_distance(*one)) * fineness for one in ((1, 0), (0, 1))]
        seen = max(1, math.ceil(sides[0])), max(1, math.ceil(sides[1]))
        if (href, seen) not in self._images:
            whole = kind.endswith("jpeg") and not self._raster
            self._images[href, seen] = self._decoded(b64decode(data), None if whole else seen)
        return self._images[href, seen]

    def _decoded(self, data: bytes, seen: tuple[int, int] | None) -> Any:
        lib = self._lib
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            if seen is not None:
                image.draft(None, seen)
            opaque = image.mode in {"L", "RGB"}
            # Light is averaged weighted by alpha, so that what is transparent leaves no fringe.
            shown = image.convert("RGB") if opaque else image.convert("RGBA").convert("RGBa")
        if seen is not None:
            shown = shown.reduce((max(1, shown.width // seen[0]), max(1, shown.height // seen[1])))
        coding, order = (lib.FORMAT_RGB24, "BGRX") if opaque else (lib.FORMAT_ARGB32, "BGRa")
        pixels = bytearray(shown.tobytes("raw", order))
        surface = lib.ImageSurface(coding, *shown.size, data=pixels, stride=shown.width * 4)
        if seen is None:
            surface.set_mime_data("image/jpeg", data)
        return surface

    def _outline(self, data: str) -> None:
        """Add an outline to the current path."""
        self._lib.cairo.cairo_append_path(self._pointer, _outline_of(data).path)

    def _ink(self, look: Look) -> None:
        """Fill and stroke the current path, and forget it."""
        context, lib = self._context, self._lib
        filled, stroked = look["fill"] != "none", look["stroke"] != "none"
        if filled:
            even = look.get("fill-rule") == "evenodd"
            context.set_fill_rule(lib.FILL_RULE_EVEN_ODD if even else lib.FILL_RULE_WINDING)
            self._source(look["fill"], float(look.get("fill-opacity", 1)))
            if stroked:
                context.fill_preserve()
            else:
                context.fill()
        if stroked:
            self._source(look["stroke"], float(look.get("stroke-opacity", 1)))
            self._pen(look)
            context.stroke()
        if not filled:
            context.new_path()

    def _pen(self, look: Look) -> None:
        context, lib = self._context, self._lib
        caps = {"round": lib.LINE_CAP_ROUND, "square": lib.LINE_CAP_SQUARE}
        joins = {"round": lib.LINE_JOIN_ROUND, "bevel": lib.LINE_JOIN_BEVEL}
        context.set_line_width(float(look.get("stroke-width", 1)))
        context.set_line_cap(caps.get(look.get("stroke-linecap", ""), lib.LINE_CAP_BUTT))
        context.set_line_join(joins.get(look.get("stroke-linejoin", ""), lib.LINE_JOIN_MITER))
        context.set_miter_limit(float(look.get("stroke-miterlimit", 4)))
        dashes = [float(one) for one in look.get("stroke-dasharray", "").split()]
        context.set_dash(dashes if sum(dashes) > 0 else [], float(look.get("stroke-dashoffset", 0)))

    def _source(self, value: str, opacity: float) -> None:
        if value.startswith("#"):
            shades = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
            self._context.set_source_rgba(*shades, opacity)
            return
        gradient = self._named.get(value[5:-1])
        if gradient is None:
            self._context.set_source_rgba(0, 0, 0, 0)
        else:
            self._context.set_source(self._gradient(gradient, opacity))

    def _gradient(self, element: Any, opacity: float) -> Any:
        lib = self._lib
        if element.tag.endswith("linearGradient"):
            pattern = lib.LinearGradient(*(float(element.get(key)) for key in ("x1", "y1", "x2", "y2")))
        else:
            cx, cy, r, fx, fy = (float(element.get(key)) for key in ("cx", "cy", "r", "fx", "fy"))
            pattern = lib.RadialGradient(fx, fy, 0, cx, cy, r)
        extends = {"repeat": lib.EXTEND_REPEAT, "reflect": lib.EXTEND_REFLECT}
        pattern.set_extend(extends.get(element.get("spreadMethod"), lib.EXTEND_PAD))
        if element.get("gradientTransform"):
            matrix = lib.Matrix(*matrix_of(element.get("gradientTransform")))
            if _area(matrix) > 1e-9:
                pattern.set_matrix(matrix.inverted())
        for stop in element:
            value = stop.get("stop-color")
            shades = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
            pattern.add_color_stop_rgba(
                float(stop.get("offset")), *shades, float(stop.get("stop-opacity", 1)) * opacity
            )
        return pattern

    def _clip(self, value: str) -> None:
        context, lib = self._context, self._lib
        element = self._named.get(value[5:-1])
        context.new_path()
        even = False
        for shape in element if element is not None else ():
            context.save()
            if self._transform(shape.get("transform")):
                self._outline(shape.get("d", ""))
            context.restore()
            even = even or shape.get("clip-rule") == "evenodd"
        context.set_fill_rule(lib.FILL_RULE_EVEN_ODD if even else lib.FILL_RULE_WINDING)
        context.clip()


Draw = Callable[[Painter, Any, Look], None]
_DRAWN: dict[str, Draw] = {
    "g": Painter._group,  # noqa: SLF001 - the table belongs to the class
    "path": Painter._path,  # noqa: SLF001
    "use": Painter._use,  # noqa: SLF001
    "image": Painter._image,  # noqa: SLF001
}


def _area(matrix: Any) -> float:
    """What a unit square grows to."""
    return abs(float(matrix.xx * matrix.yy - matrix.xy * matrix.yx))


def matrix_of(value: str) -> tuple[float, ...]:
    """The six numbers of `matrix(…)`, `translate(…)` or `scale(…)`."""
    name, _, rest = value.partition("(")
    numbers = tuple(float(one) for one in rest.rstrip(")").split())
    if name == "translate":
        return (1.0, 0.0, 0.0, 1.0, *numbers)
    if name == "scale":
        return (numbers[0], 0.0, 0.0, numbers[-1], 0.0, 0.0)
    return numbers


class Outline:
    """Path data with M, L, Q, C and Z, absolute, as cairo keeps a path; quadratic curves are raised to cubic ones."""

    def __init__(self, data: str) -> None:
        lib = cairo()
        self._memory = b"".join(_records(data))
        self.path = lib.ffi.new("cairo_path_t *")
        self.path.status = 0
        self.path.num_data = len(self._memory) // 16
        self.path.data = lib.ffi.cast("cairo_path_data_t *", lib.ffi.from_buffer(self._memory))


# The pages of a document share most of their glyphs.
_outline_of = lru_cache(maxsize=4096)(Outline)

# A record is a header (kind, number of 16-byte items) and its points.
_ONE, _THREE, _CLOSED = struct.Struct("=ii8x2d"), struct.Struct("=ii8x6d"), struct.pack("=ii8x", 3, 1)
_KINDS = {"M": 0, "L": 1}


def _records(data: str) -> Iterator[bytes]:
    x = y = 0.0
    for command, rest in _STEP.findall(data):
        if command == "Z":
            yield _CLOSED
            continue
        numbers = tuple(map(float, rest.split()))
        if command == "Q":
            cx, cy, to_x, to_y = numbers
            first = (x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3)
            second = (to_x + (cx - to_x) * 2 / 3, to_y + (cy - to_y) * 2 / 3)
            yield _THREE.pack(2, 4, *first, *second, to_x, to_y)
        elif command == "C":
            yield _THREE.pack(2, 4, *numbers)
        else:
            yield _ONE.pack(_KINDS[command], 2, *numbers)
        x, y = numbers[-2:]
