"""Read XML files that may be hostile, and find elements by local name (real files disagree on the namespace)."""

from collections.abc import Iterator

from lxml import etree

from jiban.standards.ofd.errors import BadXmlError

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type


def parse_xml(data: bytes, name: str) -> Element:
    """The root element of a file called `name`.

    Raises BadXmlError if it is not well-formed or has a document type declaration: no file of a package needs one, and
    entities are how a small XML grows without end.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if b"<!DOCTYPE" in data:
        raise BadXmlError(f"{name} has a document type declaration")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadXmlError(f"{name} is not well-formed XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadXmlError(f"{name} has a document type declaration")
    return root


def local_name(element: Element) -> str:
    """The name without namespace; an empty one for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """The direct children called `name`, in any namespace."""
    return (child for child in element if local_name(child) == name)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along `path`, or None."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def descendants(element: Element, name: str) -> Iterator[Element]:
    """All elements below (or at) `element` called `name`, in the order of the file."""
    return (one for one in element.iter() if local_name(one) == name)


def text_of(element: Element | None) -> str:
    """All text inside an element, as written; an empty one if there is no such element."""
    return "" if element is None else "".join(map(str, element.itertext()))
