"""Annotations: what lies over a page without being part of it (GB/T 33190-2016 section 15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiban.standards.ofd.errors import IllegalTextError
from jiban.standards.ofd.package import DOCUMENT_FOLDER
from jiban.standards.ofd.page_content import NextId, Resources, drawn_items
from jiban.standards.ofd.xml_text import DECLARATION, NAMESPACE, attribute, element_text, number
from jiban.standards.typeset.faces import face
from jiban.standards.typeset.page import Colour, Item, Line, Modules, Operator, Page, Path, Picture, Turned

ANNOTATIONS = f"{DOCUMENT_FOLDER}/Annots/Annotations.xml"
_XMLNS = f'xmlns:ofd="{NAMESPACE}"'
_KINDS = frozenset({"Link", "Path", "Highlight", "Stamp", "Watermark"})


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation; its appearance is drawn from paths in a box of the page.

    kind      Link, Path, Highlight, Stamp or Watermark
    items     paths, perhaps turned and see-through, that count from the corner of the box
    remark    what it says, for those who do not see it
    address   where a Link leads
    prints    it shows on paper too
    """

    kind: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    items: tuple[Item, ...] = ()
    remark: str = ""
    address: str = ""
    prints: bool = True


def outlined(item: Item) -> Item:
    """A line of text as the path of its letters: words that search, copying and reading aloud pass over."""
    if isinstance(item, Turned):
        if not isinstance(item.item, Line):
            return item
        path = _letters(item.item)
        return Turned(path, item.degrees, item.about_x_mm, item.about_y_mm, item.opacity)
    return _letters(item) if isinstance(item, Line) else item


def link(address: str, *, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> Annotation:
    """A box of the page that leads to an address when it is clicked."""
    return Annotation("Link", x_mm, y_mm, width_mm, height_mm, remark=address, address=address, prints=False)


def highlight(
    *, x_mm: float, y_mm: float, width_mm: float, height_mm: float, colour: Colour = (255, 230, 0), remark: str = ""
) -> Annotation:
    """A box marked as with a felt pen."""
    corners: list[tuple[Operator, tuple[float, ...]]] = [("M", (0.0, 0.0)), ("L", (width_mm, 0.0))]
    corners += [("L", (width_mm, height_mm)), ("L", (0.0, height_mm)), ("C", ())]
    box = Turned(Path(tuple(corners), fill=colour), 0.0, 0.0, 0.0, opacity=0.4)
    return Annotation("Highlight", x_mm, y_mm, width_mm, height_mm, (box,), remark)


def annotation_entries(
    annotations: Mapping[int, Sequence[Annotation]],
    *,
    page_ids: Sequence[int],
    creator: str,
    modified: date,
    next_id: NextId,
) -> dict[str, bytes]:
    """The list of annotated pages and a file for each.

    annotations   page index -> its annotations

    Raises IllegalTextError for an unknown kind, and an appearance that holds more than paths.
    """
    files: dict[str, bytes] = {}
    listed: list[str] = []
    for index, of_page in sorted(annotations.items()):
        location = f"Page_{index}/Annotation.xml"
        drawn = "".join([_annotation(one, creator, modified, next_id) for one in of_page])
        files[f"{DOCUMENT_FOLDER}/Annots/{location}"] = (
            f"{DECLARATION}<ofd:PageAnnot {_XMLNS}>{drawn}</ofd:PageAnnot>".encode()
        )
        listed.append(f'<ofd:Page PageID="{page_ids[index]}"><ofd:FileLoc>{location}</ofd:FileLoc></ofd:Page>')
    table = f"{DECLARATION}<ofd:Annotations {_XMLNS}>{''.join(listed)}</ofd:Annotations>"
    return {ANNOTATIONS: table.encode(), **files}


def _annotation(annotation: Annotation, creator: str, modified: date, next_id: NextId) -> str:
    if annotation.kind not in _KINDS:
        raise IllegalTextError(f"there is no kind of annotation {annotation.kind!r}")
    if any(isinstance(one, Line | Picture | Modules) for one in Page(items=annotation.items).plain_items()):
        raise IllegalTextError("an annotation is drawn from paths: see `outlined`")
    object_id = next_id()
    size = Page(annotation.width_mm, annotation.height_mm, annotation.items)
    box = " ".join(map(number, (annotation.x_mm, annotation.y_mm, annotation.width_mm, annotation.height_mm)))
    remark = f"<ofd:Remark>{element_text(annotation.remark)}</ofd:Remark>" if annotation.remark else ""
    return (
        f'<ofd:Annot ID="{object_id}" Type="{annotation.kind}" Creator="{attribute(creator)}"'
        f' LastModDate="{modified.isoformat()}"{"" if annotation.prints else " Print=" + chr(34) + "false" + chr(34)}>'
        f'{remark}<ofd:Appearance Boundary="{box}">{_link(annotation, next_id)}'
        f"{drawn_items(size, Resources({}, {}), next_id)}</ofd:Appearance></ofd:Annot>"
    )


def _link(annotation: Annotation, next_id: NextId) -> str:
    """An invisible path over the whole box that carries the action: actions hang on objects (section 14.1)."""
    if not annotation.address:
        return ""
    width, height = number(annotation.width_mm), number(annotation.height_mm)
    return (
        f'<ofd:PathObject ID="{next_id()}" Boundary="0 0 {width} {height}" Stroke="false" Fill="false">'
        f'<ofd:Actions><ofd:Action Event="CLICK"><ofd:URI URI="{attribute(annotation.address)}"/></ofd:Action>'
        f"</ofd:Actions><ofd:AbbreviatedData>M 0 0 L {width} 0 L {width} {height} L 0 {height} C</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )


def _letters(line: Line) -> Path:
    setting = face(line.face)
    scale = line.size_mm / setting.units_per_em
    steps: list[tuple[Operator, tuple[float, ...]]] = []
    x = line.x_mm
    for char, advance in zip(line.text, (*line.advances_mm, 0.0), strict=True):
        for operator, values in setting.outline(char):
            points = [x + v * scale if place % 2 == 0 else line.y_mm - v * scale for place, v in enumerate(values)]
            steps.append((operator, tuple([round(point, 3) for point in points])))
        x += advance
    return Path(tuple(steps), fill=line.colour)
