"""Take up a package again after it was a file: between two signatures, or to replace an unsealed attachment."""

from collections.abc import Mapping
from datetime import date

from jiban.standards.ofd.archive_reading import read_archive, read_directory
from jiban.standards.ofd.archive_splicing import splice
from jiban.standards.ofd.errors import BadXmlError, SigningOrderError
from jiban.standards.ofd.locations import Locations, resolve
from jiban.standards.ofd.package import ATTACHMENTS, DOCUMENT_ROOT, SIGNATURES, Package
from jiban.standards.ofd.writer import UNSEALED_USAGE
from jiban.standards.ofd.xml_tree import Element, child, children, descendants, parse_xml, text_of


def resume(data: bytes) -> Package:
    """The package as `finish` gave it, from the file that `write` made of it. Only for files of this writer.

    `closed` is told from the References of the signatures: the one that closes a package names Signatures.xml.

    Raises what `read_archive` raises, MissingEntryError, and BadXmlError for a file that is not of this writer.
    """
    entries = read_archive(data)
    signatures = _signatures(entries)
    return Package(
        entries=entries,
        created=_created(entries),
        page_ids=_page_ids(entries),
        unsealed=frozenset(_unsealed(entries.get(ATTACHMENTS))),
        signatures=signatures,
        closed=any(_names_the_list(entries, path) for _, _, path in signatures),
    )


def replace_unsealed(ofd: bytes, file_name: str, data: bytes) -> bytes:
    """The same file with other content for one attachment that is declared unsealed; all else stays as it is.

    Raises SigningOrderError if there is no such attachment, or a signature covers it.
    """
    records = {record.name: record for record in read_directory(ofd)}
    table = records.get(ATTACHMENTS)
    declared = _unsealed(None if table is None else table.content(ofd))
    entry = resolve(file_name, seen_from=ATTACHMENTS)
    if entry not in declared or entry not in records:
        raise SigningOrderError(f"{file_name} is not declared as an unsealed attachment")
    return splice(ofd, list(records.values()), entry, data)


def _unsealed(table: bytes | None) -> list[str]:
    if table is None:
        return []
    return [
        resolve(text_of(child(one, "FileLoc")), seen_from=ATTACHMENTS)
        for one in children(parse_xml(table, ATTACHMENTS), "Attachment")
        if one.get("Usage") == UNSEALED_USAGE
    ]


def _created(entries: Mapping[str, bytes]) -> date | None:
    told = text_of(child(_tree(entries, "OFD.xml"), "DocBody", "DocInfo", "CreationDate"))
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise BadXmlError(f"OFD.xml: {told!r} is no date") from error


def _page_ids(entries: Mapping[str, bytes]) -> tuple[int, ...]:
    try:
        return tuple(int(page.get("ID", "")) for page in descendants(_tree(entries, DOCUMENT_ROOT), "Page"))
    except ValueError as error:
        raise BadXmlError(f"{DOCUMENT_ROOT}: a page has no ID") from error


def _signatures(entries: Mapping[str, bytes]) -> tuple[tuple[str, str, str], ...]:
    if SIGNATURES not in entries:
        return ()
    return tuple(
        (one.get("ID", ""), one.get("Type", "Seal"), resolve(one.get("BaseLoc", ""), seen_from=SIGNATURES))
        for one in children(_tree(entries, SIGNATURES), "Signature")
    )


def _names_the_list(entries: Mapping[str, bytes], path: str) -> bool:
    references = descendants(_tree(entries, path), "Reference")
    return any(resolve(one.get("FileRef", ""), seen_from=path) == SIGNATURES for one in references)


def _tree(entries: Mapping[str, bytes], name: str) -> Element:
    return parse_xml(entries[Locations(entries).need(name)], name)
