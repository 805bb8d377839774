"""What becomes of each element and attribute: take it away, and see whether the reader and the drawing notice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from lxml import etree

from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.rendering.pages import PageRenderer, Purpose
from jiban.standards.ofd.rendering.stamps import SealPicture
from jiban.standards.ofd.rendering.standing_in import StandIns
from tests.standards.ofd.conformance.everything import picture
from tests.standards.ofd.reading.foreign import zipped

SEAL = SealPicture(picture("red"))
# Files that nothing on a page depends on.
NEVER_DRAWN = tuple(f"Doc_0/{name}" for name in ("Attachs", "Tags", "Exts", "Versions"))
SLOW_PAGE = 2  # shadings of many triangles, which no other file says anything about
VENDORED = StandIns(folders=())  # the same faces on every machine


class Item(NamedTuple):
    """An element in its parent, or one of its attributes, in a kind of file (named by its root element)."""

    file: str
    element: str
    attribute: str = ""


@dataclass(slots=True)
class Effect:
    read: bool = False
    rendered: bool = False


def items_of(root: etree._Element) -> Iterator[tuple[Item, etree._Element, str]]:
    """Every element below the root and every attribute, with where it stands."""
    file = etree.QName(root).localname
    for node in root.iter(etree.Element):
        name = etree.QName(node).localname
        above = node.getparent()
        element = name if above is None else f"{etree.QName(above).localname}/{name}"
        if above is not None:
            yield Item(file, element), node, ""
        for attribute in node.attrib:
            yield Item(file, element, str(attribute)), node, str(attribute)


def effects(entries: dict[str, bytes]) -> dict[Item, Effect]:
    read = what_is_read(entries)
    found: dict[Item, Effect] = {}
    for entry, content in entries.items():
        if not entry.endswith(".xml") or content == b"<a/>":
            continue
        drawn = [] if entry.startswith(NEVER_DRAWN) else what_is_drawn(entries, entry)
        for item, changed in _each_taken_away(content):
            effect = found.setdefault(item, Effect())
            if effect.read and (effect.rendered or not drawn):
                continue
            less = {**entries, entry: changed}
            # What is not read cannot be drawn.
            if what_is_read(less) != read:
                effect.read = True
                effect.rendered = effect.rendered or (bool(drawn) and what_is_drawn(less, entry) != drawn)
    return found


def _each_taken_away(content: bytes) -> Iterator[tuple[Item, bytes]]:
    count = sum(1 for _ in items_of(etree.fromstring(content)))
    for number in range(count):
        root = etree.fromstring(content)
        item, node, attribute = list(items_of(root))[number]
        if attribute:
            del node.attrib[attribute]
        else:
            node.getparent().remove(node)
        yield item, etree.tostring(root)


def what_is_read(entries: dict[str, bytes]) -> str:
    package = open_package(zipped(entries))
    noticed = sorted((finding.code, finding.entry) for finding in package.findings)
    return repr((replace(package, entries={}, findings=()), noticed))


def what_is_drawn(entries: dict[str, bytes], changed: str) -> list[str]:
    """The pages that the entry `changed` may have to do with."""
    package = open_package(zipped(entries))
    # Only annotations know a difference between looking and printing.
    purposes: tuple[Purpose, ...] = ("view", "print") if "Annot" in changed else ("view",)
    return [
        PageRenderer(package, document, seal_picture=lambda _: SEAL, purpose=purpose, stand_ins=VENDORED)
        .render(number)
        .svg
        for document in package.documents
        for number, page in enumerate(document.pages)
        if changed == page.entry or not (changed.startswith("Doc_0/Pages/Page_") or number == SLOW_PAGE)
        for purpose in purposes
    ]
