"""Resource files: PublicRes, DocumentRes and those of a page (GB/T 33190-2016 section 7.9)."""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TypeVar

from jiban.standards.ofd.reading.colors import read_color
from jiban.standards.ofd.reading.composites import within_bounds
from jiban.standards.ofd.reading.drawing import read_objects, read_stroke
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.resources import ColorSpace, CompositeUnit, DrawParam, Font, Media, Resources
from jiban.standards.ofd.reading.xml_files import read_xml_at

_Kept = TypeVar("_Kept", Font, ColorSpace, DrawParam, Media, CompositeUnit)


class _Gathered:
    """Resources while their files are read, the later over the earlier."""

    def __init__(self) -> None:
        self.fonts: dict[int, Font] = {}
        self.color_spaces: dict[int, ColorSpace] = {}
        self.draw_params: dict[int, DrawParam] = {}
        self.media: dict[int, Media] = {}
        self.composite_units: dict[int, CompositeUnit] = {}

    def take(self, root: Node, base: str) -> None:
        """Everything of one file. `base` is the folder that its files are in, as a location seen from it."""
        for node in root.each():
            if node.name == "Fonts":
                _keep(self.fonts, ((one, _font(one, base)) for one in node.under("11.1").each("Font")))
            elif node.name == "ColorSpaces":
                _keep(self.color_spaces, ((one, _space(one, base)) for one in node.under("8.3.1").each("ColorSpace")))
            elif node.name == "DrawParams":
                _keep(self.draw_params, ((one, _draw_param(one)) for one in node.under("8.2").each("DrawParam")))
            elif node.name == "MultiMedias":
                _keep(self.media, ((one, _media(one, base)) for one in node.each("MultiMedia")))
            elif node.name == "CompositeGraphicUnits":
                units = node.under("13").each("CompositeGraphicUnit")
                _keep(self.composite_units, ((one, _composite_unit(one)) for one in units))
            else:
                node.note(Code.ELEMENT_UNKNOWN)

    def over(self, seen: Resources) -> Resources:
        return Resources(
            _over(self.fonts, seen.fonts),
            _over(self.color_spaces, seen.color_spaces),
            _over(self.draw_params, seen.draw_params),
            _over(self.media, seen.media),
            _over(self.composite_units, seen.composite_units),
        )


def read_resources(locations: Iterable[Node], seen: Resources) -> Resources:
    """The resources of the files that `locations` (elements with an ST_Loc) name, laid over those already seen."""
    gathered: _Gathered | None = None
    for one in locations:
        root = read_xml_at(one.reading, one.text(), one.entry, {"Res"}, "7.9")
        if root is not None:
            gathered = gathered or _Gathered()
            gathered.take(root, root.told("BaseLoc").strip().replace("\\", "/").rstrip("/"))
            _bound(gathered, seen, root)
    return seen if gathered is None else gathered.over(seen)


def _over(own: dict[int, _Kept], seen: Mapping[int, _Kept]) -> Mapping[int, _Kept]:
    """Without copying what was seen: every page may have resources of its own."""
    if not own or not seen:
        return own or seen
    return ChainMap(own, seen)  # type: ignore[arg-type]  # nobody writes into it


def _bound(gathered: _Gathered, seen: Resources, root: Node) -> None:
    """Empty the composite units that would never end. Those seen before are looked at again, which is not free."""
    if gathered.composite_units:
        root.reading.spend_elements(len(seen.composite_units))
        everything = {**seen.composite_units, **gathered.composite_units}
        kept = within_bounds(everything, root.reading.limits.composite_objects, partial(_tell, root))
        gathered.composite_units = {number: kept[number] for number in gathered.composite_units}


def _tell(root: Node, code: Code, detail: str) -> None:
    root.reading.note(code, root.entry, detail, "13")


def _keep(table: dict[int, _Kept], found: Iterable[tuple[Node, _Kept]]) -> None:
    for node, one in found:
        if one.id in table and table[one.id] != one:
            node.note(Code.ID_REPEATED, str(one.id))
        table[one.id] = one


def _file(node: Node, base: str, location: str) -> str | None:
    """A file of the resource folder; looked for beside the resource file too, where some writers mean it."""
    if not location:
        return None
    if location.startswith(("/", "\\")) or not base:
        return node.located(location)
    beside = node.reading.find(location, node.entry)
    inside = f"{base}/{location}"
    return beside if beside and not node.reading.find(inside, node.entry) else node.located(inside)


def _font(node: Node, base: str) -> Font:
    if not node.told("FontName"):
        node.missing("FontName")
    return Font(
        id=node.id(),
        name=node.told("FontName"),
        family=node.told("FamilyName"),
        charset=node.told("Charset", "CharSet", default="unicode"),
        bold=node.flag_or("Bold", default=False),
        italic=node.flag_or("Italic", default=False),
        serif=node.flag_or("Serif", default=False),
        fixed_width=node.flag_or("FixedWidth", default=False),
        file=_file(node, base, node.text_at("FontFile")),
    )


def _space(node: Node, base: str) -> ColorSpace:
    palette = node.first("Palette")
    return ColorSpace(
        id=node.id(),
        kind=node.one_of("Type", "RGB", "GRAY", "CMYK"),
        bits=node.whole("BitsPerComponent") or 8,
        profile=_file(node, base, node.told("Profile").strip()),
        palette=() if palette is None else tuple(one.as_numbers(one.text(), "CV") for one in palette.each("CV")),
    )


def _draw_param(node: Node) -> DrawParam:
    stroke: Mapping[str, object] = read_stroke(node)
    return DrawParam(
        id=node.id(),
        relative=node.ref("Relative"),
        stroke_color=read_color(node.first("StrokeColor"), read_objects),
        fill_color=read_color(node.first("FillColor"), read_objects),
        **stroke,  # type: ignore[arg-type]
    )


def _media(node: Node, base: str) -> Media:
    if node.first("MediaFile") is None:
        node.note(Code.ELEMENT_MISSING, "MediaFile")
    return Media(
        id=node.id(),
        kind=node.one_of("Type", "Image", "Audio", "Video"),
        format=node.told("Format"),
        file=_file(node, base, node.text_at("MediaFile")),
    )


def _composite_unit(node: Node) -> CompositeUnit:
    content = node.first("Content")
    if content is None:
        node.note(Code.ELEMENT_MISSING, "Content")
    thumbnail, substitution = node.text_at("Thumbnail"), node.text_at("Substitution")
    return CompositeUnit(
        id=node.id(),
        width=node.number_or("Width", 0.0),
        height=node.number_or("Height", 0.0),
        objects=() if content is None else read_objects(content),
        thumbnail=node.as_ref(thumbnail, "Thumbnail") if thumbnail else None,
        substitution=node.as_ref(substitution, "Substitution") if substitution else None,
    )
