"""Read the XML files of a package: strictly if that works, else what can be rescued, never without bounds."""

from collections.abc import Collection

from lxml import etree

from jiban.standards.ofd.reading.findings import Code
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.session import LimitReachedError, Reading

NAMESPACE = "http://www.ofdspec.org/2016"
_ENCODINGS = ("utf-8", "gb18030")


def read_xml(reading: Reading, entry: str, roots: Collection[str], at: str = "") -> Node | None:
    """The root element of an entry; None, with a finding, if nothing of it can be read.

    roots   local names that are expected of the root element; another one is read too, with a finding
    at      clause of the standard that describes the file
    """
    data = reading.entries[entry]
    try:
        _check_size(reading, entry)
        root = _parse(reading, entry, data)
    except LimitReachedError as error:
        reading.note(Code.LIMIT_REACHED, entry, str(error))
        return None
    if root is None:
        return None
    node = Node(root, entry, reading, at)
    if node.name not in roots:
        reading.note(Code.ROOT_UNEXPECTED, entry, node.name, at)
    namespace = str(root.tag).partition("}")[0].removeprefix("{") if "}" in str(root.tag) else ""
    if namespace != NAMESPACE:
        reading.note(Code.NAMESPACE_OTHER, entry, namespace)
    return node


def read_xml_at(reading: Reading, location: str, seen_from: str, roots: Collection[str], at: str) -> Node | None:
    """As `read_xml`, of the file that `location` means in the file `seen_from`."""
    entry = reading.locate(location, seen_from, at)
    return None if entry is None else read_xml(reading, entry, roots, at)


def _check_size(reading: Reading, entry: str) -> None:
    size = len(reading.entries[entry])
    if size > reading.limits.xml_bytes:
        raise LimitReachedError(f"{size} bytes of XML, at most {reading.limits.xml_bytes} are read")
    reading.spend_elements(reading.weight_of(entry))  # before anything is built


def _parse(reading: Reading, entry: str, data: bytes) -> etree._Element | None:
    if b"<!DOCTYPE" in data or b"<\0!\0D\0O\0C" in data or b"\0<\0!\0D\0O\0C" in data:
        reading.note(Code.XML_DOCTYPE, entry)
        return None
    try:
        return _without_entities(etree.fromstring(data, _parser()))
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = str(error)
    utf8 = _utf8(data)
    if utf8 != data:
        try:
            root = _without_entities(etree.fromstring(utf8, _parser(encoding="utf-8")))
        except (etree.XMLSyntaxError, ValueError) as error:
            reason = str(error)
        else:
            reading.note(Code.XML_ENCODING, entry, "GB 18030")
            return root
    reading.note(Code.XML_BAD, entry, reason)
    try:
        return _without_entities(etree.fromstring(utf8, _parser(encoding="utf-8", recover=True)))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _parser(*, encoding: str | None = None, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        encoding=encoding,
    )


def _without_entities(root: etree._Element | None) -> etree._Element | None:
    """A tree whose document has no type declaration, however it was encoded."""
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        return None
    return root


def _utf8(data: bytes) -> bytes:
    """What is not UTF-8, and does not say what it is, is GB 18030 in this world."""
    for encoding in _ENCODINGS:
        try:
            return data.removeprefix(b"\xef\xbb\xbf").decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    return data
