"""Read one Signature.xml for verifying (GB/T 33190-2016 section 18.2): what counts must stand once, and only once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from math import isfinite

from jiban.standards.ofd.errors import BadXmlError, UnsafePathError
from jiban.standards.ofd.locations import Locations, resolve
from jiban.standards.ofd.xml_tree import Element, children, local_name, parse_xml, text_of
from jiban.standards.verifying.findings import Findings

NAMESPACE = "http://www.ofdspec.org/2016"
MAX_XML_BYTES = 8 * 1024 * 1024  # a tree takes many times the room of its text


class Places(Locations):
    """The entries of a package, to be found by location."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(names)
        self.names = names


@dataclass(frozen=True, slots=True)
class Reference:
    """A file and its digest as written; `entry` is None if the file is not in the package."""

    location: str
    entry: str | None
    check_value: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where the seal is shown: the page's object ID and a box in millimetres, both as written."""

    page: str
    boundary: str


@dataclass(slots=True)
class SignatureFile:
    """One signature as its files say. Entries are None where a file is missing.

    seal_location   as written; "" if the signature names no seal file
    """

    id: str
    listed_kind: str
    base: str
    entry: str
    xml: bytes = field(repr=False)
    check_method: str = ""
    method: str = ""
    written_time: str = ""
    references: tuple[Reference, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    value_entry: str | None = None
    seal_location: str = ""
    seal_entry: str | None = None

    @property
    def path(self) -> str:
        """What propertyInfo should say."""
        return f"/{self.entry}"

    @property
    def own_entries(self) -> frozenset[str]:
        """What a signature cannot protect by itself."""
        return frozenset(name for name in (self.entry, self.value_entry) if name)


def read_signature_file(signature: SignatureFile, places: Places, findings: Findings) -> bool:
    """Take in what the file says. False, with a finding, if nothing can be made of it."""
    try:
        root = parse_xml(small_enough(signature.xml), signature.entry)
    except BadXmlError as broken:
        findings.add("signature-file-broken", entry=signature.entry, detail=str(broken))
        return False
    if local_name(root) != "Signature":
        findings.add("signature-file-broken", entry=signature.entry, detail=f"its root is {local_name(root)}")
        return False
    if not root.tag.startswith(f"{{{NAMESPACE}}}"):
        findings.add("namespace-other", entry=signature.entry)
    reading = _Reading(signature.entry, places, findings)
    info = reading.only(root, "SignedInfo")
    table = reading.only(info, "References")
    signature.check_method = "" if table is None else table.get("CheckMethod", "").strip()
    signature.references = tuple(reading.references(table))
    signature.method = reading.text(info, "SignatureMethod")
    signature.written_time = reading.text(info, "SignatureDateTime")
    signature.stamps = tuple(_stamps(info))
    value = reading.text(root, "SignedValue")
    signature.value_entry = reading.entry(value) if value else None
    signature.seal_location = reading.text(reading.only(info, "Seal"), "BaseLoc")
    signature.seal_entry = reading.entry(signature.seal_location) if signature.seal_location else None
    return True


def small_enough(xml: bytes) -> bytes:
    """The same bytes, if a tree may be made of them. Raises BadXmlError."""
    if len(xml) > MAX_XML_BYTES:
        raise BadXmlError(f"{len(xml)} bytes of XML are more than the {MAX_XML_BYTES} that are read")
    return xml


class _Reading:
    def __init__(self, name: str, places: Places, findings: Findings) -> None:
        self._name = name
        self._places = places
        self._findings = findings

    def only(self, parent: Element | None, name: str) -> Element | None:
        """The one child called `name`. A second one is how two readers come to see two different things."""
        found = [] if parent is None else list(children(parent, name))
        if len(found) > 1:
            self._findings.add("signature-file-ambiguous", element=name)
        return found[0] if found else None

    def text(self, parent: Element | None, name: str) -> str:
        return text_of(self.only(parent, name)).strip()

    def entry(self, location: str) -> str | None:
        return locate(location, self._places, self._findings, seen_from=self._name)

    def references(self, table: Element | None) -> Iterator[Reference]:
        for one in () if table is None else children(table, "Reference"):
            location = one.get("FileRef", "")
            # One child, without children of its own, is how everybody writes it: no need to look for others.
            plain = len(one) == 1 and len(one[0]) == 0 and local_name(one[0]) == "CheckValue"
            value = (one[0].text or "").strip() if plain else self.text(one, "CheckValue")
            yield Reference(location, self.entry(location), value)


def locate(location: str, places: Places, findings: Findings, *, seen_from: str) -> str | None:
    """The entry that a location means, None if there is none; another case is noted."""
    plain = location.strip()
    if plain[:1] == "/" and plain[1:] in places.names:  # as nearly every one is
        return plain[1:]
    try:
        found = places.find(location, seen_from=seen_from)
        if found is not None and found != resolve(location, seen_from=seen_from):
            findings.add("location-case", location=location)
    except UnsafePathError:
        return None
    return found


def _stamps(info: Element | None) -> Iterator[Stamp]:
    for one in () if info is None else children(info, "StampAnnot"):
        yield Stamp(one.get("PageRef", "").strip(), one.get("Boundary", ""))


def box_of(boundary: str) -> tuple[float, float, float, float] | None:
    """Left, top, width and height in millimetres; None for what is no box of some size."""
    try:
        numbers = tuple(map(float, boundary.split()))
    except ValueError:
        return None
    if len(numbers) != 4 or not all(map(isfinite, numbers)) or min(numbers[2:]) <= 0:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]
