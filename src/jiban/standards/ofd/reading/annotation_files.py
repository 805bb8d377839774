"""Annotations: the list of pages that have some, and a file for each (GB/T 33190-2016 section 15)."""

from collections.abc import Iterator

from jiban.standards.ofd.reading.drawing import read_objects
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.model import Annotation
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.session import LimitReachedError
from jiban.standards.ofd.reading.xml_files import read_xml_at

_KINDS = ("Watermark", "Link", "Path", "Highlight", "Stamp")


def read_annotations(root: Node) -> Iterator[Annotation]:
    """Every annotation of the document with this root element, page after page as the list has them."""
    for listed in root.each("Annotations"):
        table = read_xml_at(root.reading, listed.text(), root.entry, {"Annotations"}, "15.1")
        for page in () if table is None else table.each("Page"):
            number = page.id("PageID")
            for location in page.each("FileLoc"):
                yield from _annotations_at(location, number)


def _annotations_at(location: Node, page: int) -> Iterator[Annotation]:
    file = read_xml_at(location.reading, location.text(), location.entry, {"PageAnnot"}, "15.2")
    if file is None:
        return
    for one in file.each("Annot"):
        try:
            yield _annotation(one, page)
        except LimitReachedError as error:
            one.reading.note(Code.LIMIT_REACHED, one.entry, str(error), "15.2")
            return


def _annotation(node: Node, page: int) -> Annotation:
    appearance = node.first("Appearance")
    if appearance is None:
        node.note(Code.ELEMENT_MISSING, "Appearance")
    parameters = node.first("Parameters")
    return Annotation(
        id=node.id(),
        page=page,
        kind=node.one_of("Type", *_KINDS),
        subtype=node.told("Subtype"),
        creator=node.told("Creator"),
        modified=node.told("LastModDate"),
        remark=node.text_at("Remark"),
        visible=node.flag_or("Visible", default=True),
        printed=node.flag_or("Print", default=True),
        no_zoom=node.flag_or("NoZoom", default=False),
        no_rotate=node.flag_or("NoRotate", default=False),
        read_only=node.flag_or("ReadOnly", default=True),
        parameters=() if parameters is None else read_parameters(parameters),
        boundary=None if appearance is None else appearance.box("Boundary"),
        objects=() if appearance is None else read_objects(appearance),
    )


def read_parameters(table: Node) -> tuple[tuple[str, str], ...]:
    """Names and values of a table of parameters."""
    return tuple((one.told("Name"), one.text()) for one in table.each("Parameter"))
