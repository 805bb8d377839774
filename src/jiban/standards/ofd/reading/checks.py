"""Whether everything that is referred to by object ID is there, and nothing refers to itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.model import Document, Page
from jiban.standards.ofd.reading.objects import (
    Color,
    CompositeObject,
    ImageObject,
    PageBlock,
    PageObject,
    PathObject,
    TextObject,
    TilingPattern,
    Unit,
)
from jiban.standards.ofd.reading.resources import Resources
from jiban.standards.ofd.reading.session import Reading


def check_references(reading: Reading, document: Document) -> None:
    """Note every object ID that leads nowhere, and every circle, in one document."""
    home = document.entry or ""
    _check_resources(reading, document, home)
    for page in (*document.templates.values(), *document.pages):
        entry = page.entry or home
        for use in page.templates:
            if use.template not in document.templates:
                reading.note(Code.REFERENCE_DANGLING, entry, f"TemplateID {use.template}", "7.7")
        for layer in page.layers:
            if layer.draw_param is not None and layer.draw_param not in page.resources.draw_params:
                reading.note(Code.REFERENCE_DANGLING, entry, f"DrawParam {layer.draw_param}", "8.2")
            _check_objects(reading, layer.objects, page.resources, entry)
    _check_annotations(reading, document, home)
    _check_stamps(reading, document)


def every_object(objects: Iterable[PageObject]) -> Iterator[Unit]:
    """All objects with those inside groups and inside the cells of patterns; not those of composite graphic units."""
    for one in objects:
        if isinstance(one, PageBlock):
            yield from every_object(one.objects)
            continue
        yield one
        for color in _colors(one):
            if isinstance(color.paint, TilingPattern):
                yield from every_object(color.paint.cell)


def _check_objects(reading: Reading, objects: Iterable[PageObject], resources: Resources, entry: str) -> None:
    for one in every_object(objects):
        for name, number in _referred(one, resources):
            reading.note(Code.REFERENCE_DANGLING, entry, f"{type(one).__name__} {one.id}: {name} {number}")


def _referred(one: Unit, resources: Resources) -> Iterator[tuple[str, int]]:
    """What an object refers to and is not there."""
    if one.draw_param is not None and one.draw_param not in resources.draw_params:
        yield "DrawParam", one.draw_param
    if isinstance(one, TextObject) and one.font not in resources.fonts:
        yield "Font", one.font
    if isinstance(one, CompositeObject) and one.resource not in resources.composite_units:
        yield "ResourceID", one.resource
    if isinstance(one, ImageObject):
        for name, number in (("ResourceID", one.resource), ("ImageMask", one.mask), ("Substitution", one.substitution)):
            if number is not None and number not in resources.media:
                yield name, number
    for color in _colors(one):
        if color.color_space is not None and color.color_space not in resources.color_spaces:
            yield "ColorSpace", color.color_space


def _colors(one: Unit) -> Iterator[Color]:
    if isinstance(one, TextObject | PathObject):
        yield from (color for color in (one.fill_color, one.stroke_color) if color is not None)


def _check_resources(reading: Reading, document: Document, entry: str) -> None:
    resources = document.resources
    for unit in resources.composite_units.values():
        _check_objects(reading, unit.objects, resources, entry)
    shows = {
        number: [one.resource for one in every_object(unit.objects) if isinstance(one, CompositeObject)]
        for number, unit in resources.composite_units.items()
    }
    for number in _circles(shows):
        reading.note(Code.REFERENCE_CIRCLE, entry, f"CompositeGraphicUnit {number}", "13")
    follows = {number: () if one.relative is None else (one.relative,) for number, one in resources.draw_params.items()}
    for number in _circles(follows):
        reading.note(Code.REFERENCE_CIRCLE, entry, f"DrawParam {number}", "8.2")
    for number, one in resources.draw_params.items():
        if one.relative is not None and one.relative not in resources.draw_params:
            reading.note(Code.REFERENCE_DANGLING, entry, f"DrawParam {number}: Relative {one.relative}", "8.2")


def _circles(leads: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """Each number at which a way comes back to where it already was; every number is looked at once."""
    done: set[int] = set()
    for start in leads:
        way: dict[int, Iterator[int]] = {} if start in done else {start: iter(leads[start])}
        while way:
            here = next(reversed(way))
            following = next(way[here], None)
            if following is None:
                way.pop(here)
                done.add(here)
            elif following in way:
                yield following
            elif following in leads and following not in done:
                way[following] = iter(leads[following])


def _check_annotations(reading: Reading, document: Document, entry: str) -> None:
    pages: dict[int, Page] = {page.id: page for page in document.pages}
    for one in document.annotations:
        page = pages.get(one.page)
        if page is None:
            reading.note(Code.REFERENCE_DANGLING, entry, f"annotation {one.id}: PageID {one.page}", "15.1")
        resources = document.resources if page is None else page.resources
        _check_objects(reading, one.objects, resources, entry)


def _check_stamps(reading: Reading, document: Document) -> None:
    pages = {page.id for page in document.pages}
    for signature in document.signatures:
        for stamp in signature.stamps:
            if stamp.page not in pages:
                detail = f"StampAnnot {stamp.id}: PageRef {stamp.page}"
                reading.note(Code.REFERENCE_DANGLING, signature.entry or "", detail, "18.2.3")
