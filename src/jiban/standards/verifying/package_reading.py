"""Read of a package what verifying needs, and nothing else: entries, signatures, pages, what is declared unprotected.

Pages are not interpreted: whether they can be shown is another question, and a slow one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiban.standards.ofd import errors as ofd
from jiban.standards.ofd.archive_limits import Limits
from jiban.standards.ofd.archive_reading import Record, read_directory, unlisted_bytes
from jiban.standards.ofd.xml_tree import Element, child, children, local_name, parse_xml, text_of
from jiban.standards.verifying.findings import Findings
from jiban.standards.verifying.signature_xml import Places, SignatureFile, locate, read_signature_file, small_enough

START = "OFD.xml"
UNSEALED_USAGE = "unsealed"
"""Attachment@Usage of what a writer leaves unprotected on purpose. Named here too: a checker needs no writer."""

INTEGRITY_LIST = "OFDEntries.xml"
MAX_SIGNATURES = 50
END_RECORD_BYTES = 22  # without a comment
_LIST_ELEMENTS = {"MaxSignId", "Signature", ""}  # the empty name is a comment's
_SIGNATURE_FILES = ("/signatures.xml", "/signature.xml", "/signedvalue.dat")

_ARCHIVE_FAULTS: tuple[tuple[type[ofd.OfdError], str], ...] = (
    (ofd.NotOfdError, "package-not-ofd"),
    (ofd.TooLargeError, "package-too-large"),
    (ofd.EncryptedEntryError, "package-encrypted"),
    (ofd.DuplicateEntryError, "entry-twice"),
    (ofd.UnsafePathError, "entry-name-unsafe"),
    (ofd.OfdError, "package-damaged"),
)


@dataclass(slots=True)
class SignedPackage:
    """A package as far as its signatures go.

    start      the entry of OFD.xml
    lists      entries of the lists of signatures
    unsealed   files declared unprotected -> the table that declares them
    """

    entries: Mapping[str, bytes] = field(repr=False)
    places: Places = field(repr=False)
    start: str
    lists: frozenset[str] = frozenset()
    signatures: tuple[SignatureFile, ...] = ()
    page_ids: frozenset[str] = frozenset()
    unsealed: Mapping[str, str] = field(default_factory=dict)


def read_signed_package(data: bytes, limits: Limits, findings: Findings) -> SignedPackage | None:
    """None, with a finding, if the archive or its start cannot be read."""
    try:
        records = read_directory(data, limits)
        entries = {record.name: record.content(data) for record in records if not record.name.endswith("/")}
        hidden = 0 if _fills(records, data) else unlisted_bytes(data, limits)
    except ofd.OfdError as fault:
        code = next(code for kind, code in _ARCHIVE_FAULTS if isinstance(fault, kind))
        findings.add(code, **({"detail": str(fault)} if code not in {"package-not-ofd", "package-encrypted"} else {}))
        return None
    reading = _Reading(entries, findings)
    start = reading.places.find(START)
    if start is None:
        findings.add("package-not-ofd")
        return None
    if hidden:
        findings.add("bytes-outside-entries", count=hidden)
    root = reading.tree(start, "start-broken")
    if root is None:
        return None
    return reading.package(root, start)


def _fills(records: Sequence[Record], data: bytes) -> bool:
    """Whether entries, directory and end record are all that there is, as in nearly every archive."""
    listed = sum(record.body - record.start + record.packed_bytes + len(record.central) for record in records)
    return listed + END_RECORD_BYTES == len(data)


class _Reading:
    def __init__(self, entries: Mapping[str, bytes], findings: Findings) -> None:
        self.entries = entries
        self.places = Places(entries)
        self.findings = findings
        self.pages: set[str] = set()
        self.unsealed: dict[str, str] = {}

    def package(self, root: Element, start: str) -> SignedPackage:
        bodies = list(children(root, "DocBody"))
        if len(bodies) > 1:
            self.findings.add("several-documents", count=len(bodies))
        lists: dict[str, None] = {}
        for body in bodies:
            self._document(text_of(child(body, "DocRoot")).strip(), start)
            for one in children(body, "Signatures"):
                location = text_of(one).strip()
                entry = locate(location, self.places, self.findings, seen_from=start) if location else None
                if entry is not None:
                    lists[entry] = None
                elif location:
                    self.findings.add("signature-list-missing", entry=location)
        signatures = tuple(signature for name in lists for signature in self._signatures(name))
        if len(signatures) > MAX_SIGNATURES:
            self.findings.add("too-many-signatures", count=MAX_SIGNATURES)
        return SignedPackage(
            entries=self.entries,
            places=self.places,
            start=start,
            lists=frozenset(lists),
            signatures=signatures[:MAX_SIGNATURES],
            page_ids=frozenset(self.pages),
            unsealed=self.unsealed,
        )

    def _document(self, location: str, start: str) -> None:
        """Which pages there are, and which attachments are declared unprotected."""
        entry = self._find(location, start)
        root = self.tree(entry, "start-broken") if entry else None
        if entry is None or root is None:
            return
        pages = child(root, "Pages")
        self.pages.update(page.get("ID", "").strip() for page in (() if pages is None else children(pages, "Page")))
        table_entry = self._find(text_of(child(root, "Attachments")).strip(), entry)
        table = self.tree(table_entry, "start-broken") if table_entry else None
        for one in () if table is None else children(table, "Attachment"):
            if table_entry and one.get("Usage") == UNSEALED_USAGE:
                attached = self._find(text_of(child(one, "FileLoc")), table_entry)
                if attached is not None:
                    self.unsealed[attached] = table_entry

    def _find(self, location: str, seen_from: str) -> str | None:
        try:
            return self.places.find(location, seen_from=seen_from) if location else None
        except ofd.UnsafePathError:
            return None

    def tree(self, entry: str, code: str) -> Element | None:
        try:
            return parse_xml(small_enough(self.entries[entry]), entry)
        except ofd.BadXmlError as broken:
            self.findings.add(code, entry=entry, detail=str(broken))
            return None

    def _signatures(self, list_name: str) -> Iterator[SignatureFile]:
        root = self.tree(list_name, "signature-list-broken")
        if root is not None:
            self._check_list(root)
        seen: set[str] = set()
        for count, one in enumerate(() if root is None else children(root, "Signature")):
            if count == MAX_SIGNATURES:
                self.findings.add("too-many-signatures", count=MAX_SIGNATURES)
                return
            location = one.get("BaseLoc", "")
            entry = locate(location, self.places, self.findings, seen_from=list_name) if location else None
            if entry is None:
                self.findings.add("signature-file-missing", entry=location)
            elif entry in seen:
                self.findings.add("signature-listed-twice", entry=entry)
            else:
                seen.add(entry)
                yield self._signature(one, entry)

    def _check_list(self, root: Element) -> None:
        """A signature must not vanish behind a name that this reader skips and another does not."""
        names = [local_name(root), *(local_name(one) for one in root)]
        if names[0] != "Signatures":
            self.findings.add("signature-list-unknown", element=names[0])
        for name in set(names[1:]) - _LIST_ELEMENTS:
            self.findings.add("signature-list-unknown", element=name)

    def _signature(self, listed: Element, entry: str) -> SignatureFile:
        return SignatureFile(
            id=listed.get("ID", ""),
            listed_kind=listed.get("Type", ""),
            base=listed.get("Relative", ""),
            entry=entry,
            xml=self.entries[entry],
        )


def read_signature(signature: SignatureFile, package: SignedPackage, findings: Findings) -> bool:
    """Take in what a Signature.xml says; see `signature_xml`."""
    return read_signature_file(signature, package.places, findings)


def unlisted_signature_file(package: SignedPackage) -> str | None:
    """A file that is called as those of signatures are, in a package that lists no signature."""
    named = (name for name in package.entries if f"/{name}".casefold().endswith(_SIGNATURE_FILES))
    other = value_of_integrity_list(package)
    return next((name for name in named if name not in package.lists and name != other), None)


def value_of_integrity_list(package: SignedPackage) -> str | None:
    """The signed value of a list of files against smuggling (GM/T 0099-2020 section 7.4), "" if the list names none.

    None if there is no such list. It names files without their digests: it protects no content.
    """
    entry = package.places.find(INTEGRITY_LIST)
    if entry is None:
        return None
    try:
        root = parse_xml(small_enough(package.entries[entry]), entry)
        return package.places.find(text_of(child(root, "SignedValueLoc")), seen_from=entry) or ""
    except ofd.OfdError:
        return ""
