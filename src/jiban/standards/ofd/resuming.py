"""Take up a package again after it was a file: between two signatures, or to replace an unsealed attachment."""

import re
from binascii import b2a_base64
from collections.abc import Mapping
from datetime import date

from jiban.standards.ofd.archive_reading import read_archive, read_directory
from jiban.standards.ofd.archive_rereading import read_written
from jiban.standards.ofd.archive_splicing import splice
from jiban.standards.ofd.errors import AlteredError, BadXmlError, MissingEntryError, SigningOrderError
from jiban.standards.ofd.locations import resolve
from jiban.standards.ofd.package import ATTACHMENTS, DOCUMENT_ROOT, SIGNATURES, SIGNED_VALUE, Package
from jiban.standards.ofd.writer import UNSEALED_USAGE
from jiban.standards.ofd.xml_text import DECLARATION

# The files of this writer have one fixed form, in which text never holds a bare angle bracket or quotation mark: to look
# for that form takes a hundredth of the time that building trees does.
_START = DECLARATION.encode()
_CREATED = re.compile(rb"<ofd:CreationDate>([^<]*)</ofd:CreationDate>")
_PAGE = re.compile(rb'<ofd:Page ID="(\d+)" ')
_SIGNATURE = re.compile(rb'<ofd:Signature ID="([^"]*)" Type="([^"]*)" BaseLoc="([^"]*)"/>')
_UNSEALED = re.compile(
    rb'<ofd:Attachment [^>]* Usage="%s"><ofd:FileLoc>([^<]*)</ofd:FileLoc>' % UNSEALED_USAGE.encode()
)
_REFERENCE = re.compile(rb'<ofd:Reference FileRef="/([^"]*)"><ofd:CheckValue>([^<]*)<')
_COVERS_THE_LIST = f'<ofd:Reference FileRef="/{SIGNATURES}">'.encode()


def resume(data: bytes) -> Package:
    """The package as `finish` gave it, from the file that `write` made of it. Only for files of this writer.

    `closed` is told from the References of the signatures: the one that closes a package names Signatures.xml.

    Raises what `read_archive` raises, MissingEntryError, and BadXmlError for a file that is not of this writer.
    """
    entries = read_written(data) or read_archive(data)
    signatures = _signatures(entries)
    return Package(
        entries=entries,
        created=_created(entries),
        page_ids=_page_ids(entries),
        unsealed=frozenset(_unsealed(entries.get(ATTACHMENTS, b""))),
        signatures=signatures,
        closed=any(_COVERS_THE_LIST in _file(entries, path) for _, _, path in signatures),
    )


def check_unaltered(package: Package) -> None:
    """Every file is one that the signatures have signed, and says what it said then. Costs no key operation.

    Whether a signed value is good is not decided here: whoever alters a file has to forge it.

    Raises AlteredError naming the first file that is not as it was signed.
    """
    accounted = {SIGNATURES, *package.unsealed}
    for _, _, path in package.signatures:
        value_path = f"{path.rpartition('/')[0]}/{SIGNED_VALUE}"
        for name, stated in _REFERENCE.findall(_file(package.entries, path)):
            covered = name.decode()
            if covered not in package.entries or b2a_base64(package.digest(covered), newline=False) != stated:
                raise AlteredError(f"{covered} is not the file that was signed")
            accounted.add(covered)
        if package.digest(path) not in package.entries.get(value_path, b""):
            raise AlteredError(f"{path} is not the file that was signed")
        accounted |= {path, value_path}
    for name in package.entries:
        if name not in accounted:
            raise AlteredError(f"{name} was not there when the package was signed")


def replace_unsealed(ofd: bytes, file_name: str, data: bytes) -> bytes:
    """The same file with other content for one attachment that is declared unsealed; all else stays as it is.

    Raises SigningOrderError if there is no such attachment, or a signature covers it.
    """
    records = {record.name: record for record in read_directory(ofd)}
    table = records.get(ATTACHMENTS)
    declared = _unsealed(b"" if table is None else table.content(ofd))
    entry = resolve(file_name, seen_from=ATTACHMENTS)
    if entry not in declared or entry not in records:
        raise SigningOrderError(f"{file_name} is not declared as an unsealed attachment")
    return splice(ofd, list(records.values()), entry, data)


def _unsealed(table: bytes) -> list[str]:
    return [resolve(location.decode(), seen_from=ATTACHMENTS) for location in _UNSEALED.findall(table)]


def _created(entries: Mapping[str, bytes]) -> date | None:
    told = _CREATED.search(_file(entries, "OFD.xml"))
    try:
        return date.fromisoformat(told[1].decode()) if told else None
    except ValueError as error:
        raise BadXmlError("OFD.xml: the date of creation is no date") from error


def _page_ids(entries: Mapping[str, bytes]) -> tuple[int, ...]:
    return tuple(map(int, _PAGE.findall(_file(entries, DOCUMENT_ROOT))))


def _signatures(entries: Mapping[str, bytes]) -> tuple[tuple[str, str, str], ...]:
    if SIGNATURES not in entries:
        return ()
    return tuple(
        (name.decode(), kind.decode(), resolve(location.decode(), seen_from=SIGNATURES))
        for name, kind, location in _SIGNATURE.findall(_file(entries, SIGNATURES))
    )


def _file(entries: Mapping[str, bytes], name: str) -> bytes:
    if name not in entries:
        raise MissingEntryError(f"{name} is not in the package")
    if not entries[name].startswith(_START):
        raise BadXmlError(f"{name} is not of this writer")
    return entries[name]
