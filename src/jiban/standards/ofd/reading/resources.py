"""What pages refer to by object ID (GB/T 33190-2016 section 7.9, 8.2, 8.3.1, 11.1, 13), as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jiban.standards.ofd.reading.objects import Color, PageObject


@dataclass(frozen=True, slots=True)
class Font:
    """CT_Font (section 11.1). `file` is the entry of the embedded font, None if the viewer must have it."""

    id: int
    name: str
    family: str = ""
    charset: str = "unicode"
    bold: bool = False
    italic: bool = False
    serif: bool = False
    fixed_width: bool = False
    file: str | None = None


@dataclass(frozen=True, slots=True)
class ColorSpace:
    """CT_ColorSpace (section 8.3.1). `kind` GRAY, RGB or CMYK; `profile` the entry of an ICC profile."""

    id: int
    kind: str
    bits: int = 8
    profile: str | None = None
    palette: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DrawParam:
    """CT_DrawParam (section 8.2) as written. What is None comes from `relative`; `Resources.draw_param` follows it."""

    id: int
    relative: int | None = None
    line_width: float | None = None
    cap: str | None = None
    join: str | None = None
    miter_limit: float | None = None
    dash_offset: float | None = None
    dash_pattern: tuple[float, ...] | None = None
    stroke_color: Color | None = None
    fill_color: Color | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """CT_MultiMedia (section 7.9). kind Image, Audio or Video; `format` as written; `file` None if it is missing."""

    id: int
    kind: str
    format: str = ""
    file: str | None = None


@dataclass(frozen=True, slots=True)
class CompositeUnit:
    """CT_VectorG (section 13): a drawing of its own that composite objects show. Numbers are object IDs of media."""

    id: int
    width: float
    height: float
    objects: tuple[PageObject, ...]
    thumbnail: int | None = None
    substitution: int | None = None


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything by object ID that a page can see: its own, the document's and the public ones."""

    fonts: Mapping[int, Font] = field(default_factory=dict)
    color_spaces: Mapping[int, ColorSpace] = field(default_factory=dict)
    draw_params: Mapping[int, DrawParam] = field(default_factory=dict)
    media: Mapping[int, Media] = field(default_factory=dict)
    composite_units: Mapping[int, CompositeUnit] = field(default_factory=dict)

    def draw_param(self, number: int | None) -> DrawParam | None:
        """A drawing parameter with all it inherits filled in, None if there is none of this ID. Circles end."""
        seen: dict[int, DrawParam] = {}
        while number is not None and number not in seen and number in self.draw_params:
            seen[number] = self.draw_params[number]
            number = seen[number].relative
        if not seen:
            return None
        chain = list(seen.values())
        names = [name for name in DrawParam.__slots__ if name not in {"id", "relative"}]
        told = {name: next((v for one in chain if (v := getattr(one, name)) is not None), None) for name in names}
        return DrawParam(chain[0].id, None, **told)
