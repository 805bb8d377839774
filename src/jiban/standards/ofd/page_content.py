"""Draw a typeset page as the Content.xml of a package (GB/T 33190-2016 sections 7.7, 8 to 11)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress

from jiban.standards.ofd.embedding import Run
from jiban.standards.ofd.xml_text import DECLARATION, NAMESPACE, array, element_text, fine_number, number
from jiban.standards.typeset.page import BLACK, Colour, Item, Line, Modules, Page, Path, Picture, StandingLine, Turned

NextId = Callable[[], int]

# Room around the em box for accents above and tails below; a reader may clip at the boundary.
_ABOVE_EM = 1.0
_HEIGHT_EM = 1.35


@dataclass(frozen=True, slots=True)
class Cuts:
    """How the texts of a face are drawn that has two fonts. A text that is not in `runs` is all standing words."""

    standing_id: int
    other_id: int
    runs: Mapping[str, tuple[Run, ...]]


@dataclass(frozen=True, slots=True)
class Resources:
    """What the page refers to: object IDs of fonts by face name and of pictures by their bytes.

    fonts   the font that has every character of the face, unless `cuts` tells how its lines are drawn
    """

    fonts: Mapping[str, int]
    pictures: Mapping[bytes, int]
    cuts: Mapping[str, Cuts] = field(default_factory=dict)


def page_xml(page: Page, resources: Resources, next_id: NextId) -> str:
    """One layer with every item of the page, in order. `next_id` hands out unique object IDs."""
    box = f"0 0 {number(page.width_mm)} {number(page.height_mm)}"
    layer = next_id()
    drawn = drawn_items(page, resources, next_id)
    return (
        f'{DECLARATION}<ofd:Page xmlns:ofd="{NAMESPACE}">'
        f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="{layer}" Type="Body">{drawn}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def drawn_items(page: Page, resources: Resources, next_id: NextId) -> str:
    """The objects of `page` alone, as they stand in a layer or in the appearance of an annotation."""
    box = f"0 0 {number(page.width_mm)} {number(page.height_mm)}"
    return "".join([_draw(item, box, resources, next_id) for item in page.items])


def _draw(item: Item, box: str, resources: Resources, next_id: NextId) -> str:
    match item:
        case Line():
            return _text_objects(item, resources, next_id)
        case Path():
            return _path_object(item, box, next_id())
        case Modules():
            return _modules_object(item, next_id())
        case Picture():
            return _image_object(item, resources.pictures[item.data], next_id())
        case Turned():
            return _turned_object(item, box, resources, next_id())


def _text_objects(line: Line, resources: Resources, next_id: NextId) -> str:
    """One object, or one a run where the line needs both fonts of its face: an object has one font (section 11.2.1)."""
    cuts = resources.cuts.get(line.face)
    runs = None if cuts is None else cuts.runs.get(line.text)
    if cuts is None or runs is None:
        font = resources.fonts[line.face] if cuts is None else cuts.standing_id
        tail = _kept_text_object(line, font) if isinstance(line, StandingLine) else _text_object(line, font)
        return f'<ofd:TextObject ID="{next_id()}"{tail}'
    draw = _kept_runs if isinstance(line, StandingLine) else _drawn_runs
    tails = draw(line, cuts.standing_id, cuts.other_id, runs)
    return "".join([f'<ofd:TextObject ID="{next_id()}"{tail}' for tail in tails])


def _drawn_runs(line: Line, standing_id: int, other_id: int, runs: tuple[Run, ...]) -> list[str]:
    tails: list[str] = []
    x_mm, begin, advances = line.x_mm, 0, line.advances_mm
    for text, end, standing in runs:
        font = standing_id if standing else other_id
        tails.append(_text_run(line, font, text=text, x_mm=x_mm, advances_mm=advances[begin : end - 1]))
        x_mm, begin = x_mm + sum(advances[begin:end]), end
    return tails


def _text_object(line: Line, font: int) -> str:
    return _text_run(line, font, text=line.text, x_mm=line.x_mm, advances_mm=line.advances_mm)


def _text_run(line: Line, font: int, *, text: str, x_mm: float, advances_mm: tuple[float, ...]) -> str:
    """A text object after its ID: a part of `line`, or all of it."""
    size_mm = line.size_mm
    above, height, size = _text_measures(size_mm)
    delta = f' DeltaX="{array(advances_mm)}"' if advances_mm else ""
    return (
        f' Boundary="{number(x_mm)} {number(line.y_mm - _ABOVE_EM * size_mm)}'
        f' {number(sum(advances_mm, size_mm))} {height}" Font="{font}" Size="{size}">'
        f"{'' if line.colour == BLACK else _colour('Fill', line.colour)}"  # text is black by default
        f'<ofd:TextCode X="0" Y="{above}"{delta}>{element_text(text)}</ofd:TextCode></ofd:TextObject>'
    )


@lru_cache(maxsize=256)
def _kept_text_object(line: StandingLine, font: int) -> str:
    return _text_object(line, font)


@lru_cache(maxsize=256)
def _kept_runs(line: StandingLine, standing_id: int, other_id: int, runs: tuple[Run, ...]) -> list[str]:
    return _drawn_runs(line, standing_id, other_id, runs)


@lru_cache(maxsize=64)
def _text_measures(size_mm: float) -> tuple[str, str, str]:
    """How far the baseline stands below the top of the boundary, the height of the boundary, the em."""
    return number(_ABOVE_EM * size_mm), number(_HEIGHT_EM * size_mm), number(size_mm)


def _path_object(path: Path, box: str, object_id: int) -> str:
    stroke = "" if path.stroke is None else f' LineWidth="{number(path.line_width_mm)}"'
    steps = " ".join([" ".join((operator, *map(number, values))) for operator, values in path.steps])
    return (
        f'<ofd:PathObject ID="{object_id}" Boundary="{box}"{stroke}'
        f' Stroke="{_boolean(path.stroke is not None)}" Fill="{_boolean(path.fill is not None)}">'
        f"{'' if path.stroke is None else _colour('Stroke', path.stroke)}"
        f"{'' if path.fill is None else _colour('Fill', path.fill)}"
        f"<ofd:AbbreviatedData>{steps}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _modules_object(modules: Modules, object_id: int) -> str:
    """Each run of dark modules is a stroke as wide as one module: half the data of filled rectangles.

    A code has hundreds of runs, so they are found in one go: with a module a byte, a run begins where the matrix is dark
    and the matrix moved on by one byte is light, and ends where it is the other way round.
    """
    count = len(modules.rows)
    dark = int.from_bytes(b"\0".join(map(bytes, modules.rows)) + b"\0")
    moved, places = dark >> 8, count * (count + 1)
    chosen = bytearray(2 * places)
    chosen[0::2] = (dark & ~moved).to_bytes(places)
    chosen[1::2] = (moved & ~dark).to_bytes(places)
    strokes = " ".join(compress(_module_grid(modules.side_mm / count, count), chosen))
    side = number(modules.side_mm)
    return (
        f'<ofd:PathObject ID="{object_id}" Boundary="{number(modules.x_mm)} {number(modules.y_mm)} {side} {side}"'
        f' LineWidth="{number(modules.side_mm / count)}" Cap="Butt">{_colour("Stroke", modules.colour)}'
        f"<ofd:AbbreviatedData>{strokes}</ofd:AbbreviatedData></ofd:PathObject>"
    )


@lru_cache(maxsize=16)
def _module_grid(size_mm: float, count: int) -> list[str]:
    """For every place of the matrix (rows one after the other, a gap after each) how a stroke begins and how it ends."""
    across = [number(round(at * size_mm, 2)) for at in range(count + 1)]
    down = [number(round((at + 0.5) * size_mm, 2)) for at in range(count)]
    return [f"{operator} {x} {y}" for y in down for x in across for operator in "ML"]


def _image_object(picture: Picture, resource: int, object_id: int) -> str:
    width, height = number(picture.width_mm), number(picture.height_mm)
    return (
        f'<ofd:ImageObject ID="{object_id}" Boundary="{number(picture.x_mm)} {number(picture.y_mm)} {width} {height}"'
        f' CTM="{width} 0 0 {height} 0 0" ResourceID="{resource}"/>'
    )


def _turned_object(turned: Turned, box: str, resources: Resources, object_id: int) -> str:
    """The object's own space is the page, its CTM turns it, and its boundary is the whole page (section 8.5)."""
    item, (a, b, c, d, e, f) = turned.item, turned.matrix
    if isinstance(item, Picture):  # a picture is a unit square: it is stretched and put in place before it is turned
        w, h, x, y = item.width_mm, item.height_mm, item.x_mm, item.y_mm
        a, b, c, d, e, f = a * w, b * w, c * h, d * h, a * x + c * y + e, b * x + d * y + f
    alpha = "" if turned.opacity >= 1 else f' Alpha="{round(turned.opacity * 255)}"'
    shared = f'ID="{object_id}" Boundary="{box}" CTM="{" ".join(map(fine_number, (a, b, c, d, e, f)))}"{alpha}'
    match item:
        case Line():
            delta = f' DeltaX="{array(item.advances_mm)}"' if item.advances_mm else ""
            return (
                f'<ofd:TextObject {shared} Font="{resources.fonts[item.face]}" Size="{number(item.size_mm)}">'
                f"{_colour('Fill', item.colour)}"
                f'<ofd:TextCode X="{number(item.x_mm)}" Y="{number(item.y_mm)}"{delta}>{element_text(item.text)}'
                "</ofd:TextCode></ofd:TextObject>"
            )
        case Path():
            return _path_object(item, box, object_id).replace(f'ID="{object_id}" Boundary="{box}"', shared, 1)
        case Picture():
            return f'<ofd:ImageObject {shared} ResourceID="{resources.pictures[item.data]}"/>'


def _colour(use: str, colour: Colour) -> str:
    red, green, blue = colour
    return f'<ofd:{use}Color Value="{red} {green} {blue}"/>'


def _boolean(value: bool) -> str:  # noqa: FBT001 - it is the value itself
    return "true" if value else "false"
