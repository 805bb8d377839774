"""Open a package: the archive, OFD.xml, and each document it names (GB/T 33190-2016 section 7.4)."""

from collections.abc import Iterator

from jiban.standards.ofd.archive_reading import read_archive, unlisted_bytes
from jiban.standards.ofd.errors import (
    CorruptEntryError,
    DuplicateEntryError,
    EncryptedEntryError,
    NotOfdError,
    OfdError,
    TooLargeError,
    TruncatedError,
    UnsafePathError,
)
from jiban.standards.ofd.reading.attached_files import read_versions
from jiban.standards.ofd.reading.checks import check_references
from jiban.standards.ofd.reading.document_files import read_document
from jiban.standards.ofd.reading.findings import Code, Finding
from jiban.standards.ofd.reading.limits import DEFAULT_READING_LIMITS, ReadingLimits
from jiban.standards.ofd.reading.model import Document, DocumentInfo, Package, PageArea
from jiban.standards.ofd.reading.nodes import Node
from jiban.standards.ofd.reading.page_files import A4
from jiban.standards.ofd.reading.session import LimitReachedError, Reading
from jiban.standards.ofd.reading.signature_files import read_signatures
from jiban.standards.ofd.reading.xml_files import read_xml, read_xml_at

_REFUSALS = {
    NotOfdError: Code.ARCHIVE_NOT_ZIP,
    TruncatedError: Code.ARCHIVE_TRUNCATED,
    TooLargeError: Code.ARCHIVE_TOO_LARGE,
    DuplicateEntryError: Code.ARCHIVE_DUPLICATE,
    UnsafePathError: Code.ARCHIVE_UNSAFE_NAME,
    EncryptedEntryError: Code.ARCHIVE_ENCRYPTED,
    CorruptEntryError: Code.ARCHIVE_CORRUPT,
}


def open_package(data: bytes, limits: ReadingLimits = DEFAULT_READING_LIMITS) -> Package:
    """Read whatever can be read of a package. Nothing is raised: all that is wrong is among the findings.

    An archive that is refused (not a ZIP archive, damaged, encrypted, beyond the limits, two files of one name, a name
    that leads out of it) gives a package without documents and entries, and one finding that says so.
    """
    try:
        entries = read_archive(data, limits.archive)
        hidden = unlisted_bytes(data, limits.archive)
    except OfdError as error:
        code = _REFUSALS.get(type(error), Code.ARCHIVE_CORRUPT)
        return Package((), {}, (Finding(code, "", str(error)),))
    reading = Reading(entries, limits)
    if hidden:
        reading.note(Code.ARCHIVE_HIDDEN_BYTES, "", str(hidden))
    start = reading.find("/OFD.xml", "")
    if start is None:
        reading.note(Code.MAIN_ENTRY_MISSING, "OFD.xml")
        return Package((), entries, tuple(reading.findings))
    root = read_xml(reading, start, {"OFD"}, "7.4")
    documents = () if root is None else tuple(_documents(root))
    for document in documents:
        check_references(reading, document)
    return Package(
        documents=documents,
        entries=entries,
        findings=tuple(reading.findings),
        version="" if root is None else root.told("Version"),
        doc_type="" if root is None else root.told("DocType"),
    )


def _documents(root: Node) -> Iterator[Document]:
    bodies = list(root.each("DocBody"))
    if not bodies:
        root.reading.note(Code.MAIN_ENTRY_EMPTY, root.entry)
    most = root.reading.limits.documents
    if len(bodies) > most:
        root.reading.note(Code.LIMIT_REACHED, root.entry, f"{len(bodies)} documents, at most {most} are read")
    for body in bodies[:most]:
        try:
            yield _document(body)
        except LimitReachedError as error:
            root.reading.note(Code.LIMIT_REACHED, root.entry, str(error))


def _document(body: Node) -> Document:
    location = body.text_at("DocRoot")
    if not location:
        body.note(Code.ELEMENT_MISSING, "DocRoot")
    root = read_xml_at(body.reading, location, body.entry, {"Document"}, "7.5")
    signature_list = body.located(body.text_at("Signatures"))
    document = Document(
        info=_info(body.first("DocInfo")),
        entry=None if root is None else root.entry,
        area=PageArea(A4),
        versions=tuple(read_versions(body)),
        signature_list=signature_list,
        signatures=() if signature_list is None else tuple(read_signatures(body, signature_list)),
    )
    return document if root is None else read_document(document, root)


def _info(node: Node | None) -> DocumentInfo:
    if node is None:
        return DocumentInfo()
    keywords, custom = node.first("Keywords"), node.first("CustomDatas")
    return DocumentInfo(
        doc_id=node.text_at("DocID"),
        title=node.text_at("Title"),
        author=node.text_at("Author"),
        subject=node.text_at("Subject"),
        abstract=node.text_at("Abstract"),
        created=node.text_at("CreationDate"),
        modified=node.text_at("ModDate"),
        usage=node.text_at("DocUsage"),
        cover=node.located(node.text_at("Cover")),
        keywords=() if keywords is None else tuple(one.text() for one in keywords.each("Keyword")),
        creator=node.text_at("Creator"),
        creator_version=node.text_at("CreatorVersion"),
        custom=() if custom is None else tuple((one.told("Name"), one.text()) for one in custom.each("CustomData")),
    )
