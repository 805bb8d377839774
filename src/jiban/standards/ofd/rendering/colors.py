"""Colours of any colour space as sRGB (GB/T 33190-2016 section 8.3)."""

from typing import NamedTuple

from jiban.standards.ofd.reading.objects import Color
from jiban.standards.ofd.reading.resources import ColorSpace, Resources
from jiban.standards.ofd.rendering.findings import Code, Findings

_COMPONENTS = {"GRAY": 1, "RGB": 3, "CMYK": 4}
_RGB = ColorSpace(0, "RGB")


class Rgba(NamedTuple):
    """A colour of the screen; `red`, `green`, `blue` 0..255, `alpha` 0..1."""

    red: int
    green: int
    blue: int
    alpha: float = 1.0

    @property
    def web(self) -> str:
        """As SVG writes it, without the alpha."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


BLACK = Rgba(0, 0, 0)


def to_rgba(color: Color, resources: Resources, default_space: int | None, findings: Findings) -> Rgba:
    """What a plain colour looks like. CMYK is taken as pure inks on white paper; profiles are not used."""
    space = _space(color, resources, default_space, findings)
    values = color.values
    if not values and color.index is not None and space.palette:
        values = space.palette[min(max(color.index, 0), len(space.palette) - 1)]
    wanted = _COMPONENTS.get(space.kind, 3)
    if len(values) != wanted:
        findings.add(Code.COLOR_BAD, f"{space.kind} {' '.join(map(str, values))}")
        kind = {1: "GRAY", 3: "RGB", 4: "CMYK"}.get(len(values))
        if kind is None:
            return BLACK._replace(alpha=_alpha(color))
        space = ColorSpace(space.id, kind, space.bits)
    top = float(2 ** max(1, min(space.bits, 16)) - 1)
    return _screen(space.kind, [min(max(value / top, 0.0), 1.0) for value in values], _alpha(color))


def _space(color: Color, resources: Resources, default_space: int | None, findings: Findings) -> ColorSpace:
    wanted = default_space if color.color_space is None else color.color_space
    space = resources.color_spaces.get(wanted) if wanted is not None else None
    if space is None:
        # Zero is what some writers put for "none".
        if wanted:
            findings.add(Code.COLOR_SPACE_MISSING, str(wanted))
        return _RGB
    if space.profile is not None:
        findings.add(Code.PROFILE_IGNORED, space.profile)
    return space


def _alpha(color: Color) -> float:
    return min(max(color.alpha, 0), 255) / 255


def _screen(kind: str, shares: list[float], alpha: float) -> Rgba:
    match kind, shares:
        case "GRAY", [gray]:
            lights = [gray] * 3
        case "CMYK", [*inks, black]:
            lights = [(1 - ink) * (1 - black) for ink in inks]
        case _:
            lights = shares
    red, green, blue = (round(light * 255) for light in lights)
    return Rgba(red, green, blue, alpha)
