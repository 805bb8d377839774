"""Document.xml and all that hangs on it (GB/T 33190-2016 section 7.5)."""

from collections.abc import Iterator
from dataclasses import replace

from jiban.standards.ofd.reading.actions import read_actions, read_destination
from jiban.standards.ofd.reading.annotation_files import read_annotations
from jiban.standards.ofd.reading.attached_files import read_attachments, read_custom_tags, read_extensions
from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.model import (
    Bookmark,
    Document,
    OutlineNode,
    Page,
    PageArea,
    Permissions,
)
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.page_files import read_area, read_page
from jiban.standards.ofd.reading.resource_files import read_resources
from jiban.standards.ofd.reading.resources import Resources
from jiban.standards.ofd.reading.session import LimitReachedError

_KNOWN = frozenset({"CommonData", "Pages", "Outlines", "Permissions", "Actions", "VPreferences", "Bookmarks"})
_LISTS = frozenset({"Annotations", "CustomTags", "Attachments", "Extensions"})


def read_document(document: Document, root: Node) -> Document:
    """The document whose DocBody is already in `document`, filled from its root file.

    What the limits cut off is left out, with a finding; what was read before that is kept.
    """
    document = _with_common_data(document, root)
    document = replace(document, pages=tuple(_pages(document, root)))
    for part in (_with_navigation, _with_lists):
        try:
            document = part(document, root)
        except LimitReachedError as error:
            root.reading.note(Code.LIMIT_REACHED, root.entry, str(error))
    for one in root.each():
        if one.name not in _KNOWN | _LISTS:
            root.note(Code.ELEMENT_UNKNOWN, one.name)
    return document


def _with_common_data(document: Document, root: Node) -> Document:
    common = root.first("CommonData")
    if common is None:
        root.note(Code.ELEMENT_MISSING, "CommonData")
        return document
    area = common.first("PageArea")
    if area is None:
        common.note(Code.ELEMENT_MISSING, "PageArea")
    document = replace(document, area=read_area(area))
    default = common.text_at("DefaultCS")
    try:
        # The public ones first: a document's own of the same ID lies over them.
        resources = read_resources((*common.each("PublicRes"), *common.each("DocumentRes")), Resources())
        document = replace(
            document,
            resources=resources,
            default_color_space=common.as_ref(default, "DefaultCS") if default else None,
            templates=dict(_templates(common, document.area, resources)),
        )
    except LimitReachedError as error:
        root.reading.note(Code.LIMIT_REACHED, root.entry, str(error))
    return document


def _templates(common: Node, area: PageArea, resources: Resources) -> Iterator[tuple[int, Page]]:
    seen: set[int] = set()
    for one in common.each("TemplatePage"):
        page = read_page(one, area, resources)
        if page.id in seen:
            one.note(Code.ID_REPEATED, str(page.id))
        seen.add(page.id)
        yield page.id, page


def _pages(document: Document, root: Node) -> Iterator[Page]:
    pages = root.first("Pages")
    if pages is None:
        root.note(Code.ELEMENT_MISSING, "Pages")
        return
    pages = pages.under("7.6")
    seen: set[int] = set()
    for one in pages.each("Page"):
        try:
            page = read_page(one, document.area, document.resources, document.templates)
        except LimitReachedError as error:
            root.reading.note(Code.LIMIT_REACHED, root.entry, str(error), "7.6")
            return
        if page.id in seen:
            one.note(Code.ID_REPEATED, str(page.id))
        seen.add(page.id)
        yield page
    if not seen:
        pages.note(Code.ELEMENT_MISSING, "Page")


def _with_navigation(document: Document, root: Node) -> Document:
    outlines, bookmarks = root.first("Outlines"), root.first("Bookmarks")
    preferences = root.first("VPreferences")
    permissions = root.first("Permissions")
    return replace(
        document,
        outline=() if outlines is None else tuple(_outline(outlines.under("7.8"), 0)),
        bookmarks=() if bookmarks is None else tuple(_bookmarks(bookmarks)),
        permissions=None if permissions is None else _permissions(permissions),
        actions=read_actions(root),
        preferences=() if preferences is None else tuple((one.name, one.text()) for one in preferences.each()),
    )


def _with_lists(document: Document, root: Node) -> Document:
    return replace(
        document,
        annotations=tuple(read_annotations(root)),
        attachments=tuple(read_attachments(root)),
        custom_tags=tuple(read_custom_tags(root)),
        extensions=tuple(read_extensions(root)),
    )


def _outline(parent: Node, depth: int) -> Iterator[OutlineNode]:
    if depth >= parent.reading.limits.depth:
        parent.note(Code.LIMIT_REACHED, f"more than {parent.reading.limits.depth} deep")
        return
    for one in parent.each("OutlineElem"):
        yield OutlineNode(
            title=one.told("Title"),
            expanded=one.flag_or("Expanded", default=True),
            count=one.whole("Count"),
            actions=read_actions(one),
            children=tuple(_outline(one, depth + 1)),
        )


def _bookmarks(table: Node) -> Iterator[Bookmark]:
    for one in table.each("Bookmark"):
        destination = one.first("Dest")
        if destination is None:
            one.note(Code.ELEMENT_MISSING, "Dest")
        else:
            yield Bookmark(one.told("Name"), read_destination(destination))


def _permissions(node: Node) -> Permissions:
    printing, period = node.first("Print"), node.first("ValidPeriod")
    copies = None if printing is None else printing.whole("Copies")
    return Permissions(
        edit=_allowed(node, "Edit"),
        annot=_allowed(node, "Annot"),
        export=_allowed(node, "Export"),
        signature=_allowed(node, "Signature"),
        watermark=_allowed(node, "Watermark"),
        print_screen=_allowed(node, "PrintScreen"),
        printable=None if printing is None else printing.flag("Printable"),
        print_copies=-1 if copies is None else copies,
        valid_from="" if period is None else period.told("StartDate"),
        valid_until="" if period is None else period.told("EndDate"),
    )


def _allowed(node: Node, name: str) -> bool | None:
    text = node.text_at(name).lower()
    if text in {"", "true", "1", "false", "0"}:
        return None if not text else text in {"true", "1"}
    node.bad(name, text)
    return None
