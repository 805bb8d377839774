"""Open an OFD file: ours, and those of other writers as far as they keep to GB/T 33190-2016."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiban.standards.ofd.archive_limits import DEFAULT_LIMITS, Limits
from jiban.standards.ofd.archive_reading import read_archive, unlisted_bytes
from jiban.standards.ofd.document import Attachment, DocInfo
from jiban.standards.ofd.errors import BadXmlError, NotOfdError, OfdError
from jiban.standards.ofd.findings import Code, Finding
from jiban.standards.ofd.locations import Locations
from jiban.standards.ofd.signatures import PackageSignature, Surroundings, read_signatures
from jiban.standards.ofd.writer import UNSEALED_USAGE
from jiban.standards.ofd.xml_tree import Element, child, children, descendants, parse_xml, text_of


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in a package.

    page_ids     object ID of each page, in order
    page_texts   the text of each page, one line a text run, in the order of the file
    entries      every file, name -> content
    findings     what speaks against the document as a whole; each signature has its own
    """

    info: DocInfo
    page_ids: tuple[int, ...]
    page_texts: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    signatures: tuple[PackageSignature, ...]
    entries: Mapping[str, bytes]
    findings: tuple[Finding, ...]

    def attachment(self, file_name: str) -> Attachment | None:
        """The attachment with this file name, or None."""
        return next((one for one in self.attachments if one.file_name == file_name), None)


def open_ofd(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a whole package.

    Raises an OfdError: NotOfdError, TruncatedError, TooLargeError, DuplicateEntryError, UnsafePathError,
    EncryptedEntryError or CorruptEntryError for the archive; MissingEntryError or BadXmlError for a file without which
    nothing can be said. Anything else that is wrong becomes a finding.
    """
    entries = read_archive(data, limits)
    places = Locations(entries)
    start = places.find("OFD.xml")
    if start is None:
        raise NotOfdError("the archive has no OFD.xml")
    bodies = list(children(parse_xml(entries[start], start), "DocBody"))
    if not bodies:
        raise BadXmlError("OFD.xml names no document")
    findings = [Finding(Code.SEVERAL_DOCUMENTS, start)] if len(bodies) > 1 else []
    if hidden := unlisted_bytes(data, limits):
        findings.append(Finding(Code.BYTES_OUTSIDE, "", detail=str(hidden)))
    reading = _Reading(entries, places, findings)
    root_name = places.need(text_of(child(bodies[0], "DocRoot")), seen_from=start)
    root = parse_xml(entries[root_name], root_name)
    pages = list(reading.pages(root, root_name))
    attachments = list(reading.attachments(root, root_name))
    page_ids = tuple(page_id for page_id, _ in pages)
    unsealed = {entry: table for entry, table, one in attachments if not one.sealed}
    signature_list = text_of(child(bodies[0], "Signatures")).strip()
    signatures = (
        read_signatures(places.need(signature_list, seen_from=start), Surroundings(entries, places, page_ids, unsealed))
        if signature_list
        else ()
    )
    return Document(
        info=_doc_info(child(bodies[0], "DocInfo")),
        page_ids=page_ids,
        page_texts=tuple(text for _, text in pages),
        attachments=tuple(one for _, _, one in attachments),
        signatures=tuple(signatures),
        entries=entries,
        findings=tuple(findings),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """The parts that may be damaged without making the rest unreadable."""

    entries: Mapping[str, bytes]
    places: Locations
    findings: list[Finding]

    def pages(self, root: Element, root_name: str) -> Iterator[tuple[int, str]]:
        pages = child(root, "Pages")
        for page in () if pages is None else children(pages, "Page"):
            tree = self._tree(page.get("BaseLoc", ""), root_name)
            lines = [] if tree is None else [text_of(code) for code in descendants(tree[0], "TextCode")]
            yield _integer(page.get("ID", ""), root_name), "\n".join(lines)

    def attachments(self, root: Element, root_name: str) -> Iterator[tuple[str, str, Attachment]]:
        """Each attachment with its entry and the table that lists it."""
        location = text_of(child(root, "Attachments")).strip()
        tree = self._tree(location, root_name) if location else None
        if tree is None:
            return
        table, table_name = tree
        for one in children(table, "Attachment"):
            file_location = text_of(child(one, "FileLoc"))
            entry = self._entry(file_location, table_name)
            if entry is not None:
                sealed = one.get("Usage") != UNSEALED_USAGE
                name = entry.rpartition("/")[2]
                yield entry, table_name, Attachment(one.get("Name", name), name, self.entries[entry], sealed)

    def _tree(self, location: str, seen_from: str) -> tuple[Element, str] | None:
        entry = self._entry(location, seen_from)
        if entry is None:
            return None
        try:
            return parse_xml(self.entries[entry], entry), entry
        except BadXmlError as error:
            self.findings.append(Finding(Code.XML_BAD, entry, detail=str(error)))
            return None

    def _entry(self, location: str, seen_from: str) -> str | None:
        try:
            return self.places.need(location, seen_from=seen_from)
        except OfdError as error:
            self.findings.append(Finding(Code.ENTRY_MISSING, location, detail=str(error)))
            return None


def _doc_info(info: Element | None) -> DocInfo:
    def told(name: str) -> str:
        return text_of(child(info, name))

    keywords = child(info, "Keywords")
    return DocInfo(
        title=told("Title"),
        doc_id=told("DocID"),
        creator=told("Creator"),
        created=_date(told("CreationDate")),
        custom=_custom(child(info, "CustomDatas")),
        author=told("Author"),
        subject=told("Subject"),
        creator_version=told("CreatorVersion"),
        abstract=told("Abstract"),
        modified=_date(told("ModDate")),
        usage=told("DocUsage"),
        keywords=tuple(map(text_of, children(keywords, "Keyword"))) if keywords is not None else (),
    )


def _custom(table: Element | None) -> dict[str, str]:
    rows: Sequence[Element] = [] if table is None else list(children(table, "CustomData"))
    return {row.get("Name", ""): text_of(row) for row in rows}


def _date(text: str) -> date | None:
    """Some writers add a time of day after the date."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _integer(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BadXmlError(f"{name}: {text!r} is no object ID") from error
