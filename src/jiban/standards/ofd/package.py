"""A package as a value: its files in order, not yet an archive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jiban.standards.ofd.archive_writing import write_archive
from jiban.standards.ofd.digest import sm3
from jiban.standards.ofd.shared_files import SUFFIXES, sm3_of_shared

DOCUMENT_FOLDER = "Doc_0"
DOCUMENT_ROOT = "Doc_0/Document.xml"
SIGNATURES = "Doc_0/Signs/Signatures.xml"
SIGNED_VALUE = "SignedValue.dat"
ATTACHMENTS = "Doc_0/Attachs/Attachments.xml"
_ATTACHMENT_FOLDER = ATTACHMENTS.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Package:
    """The files of one document and what later stages must know of it.

    entries      file name (no leading slash) -> content, in the order of the archive
    created      the day of the document; every entry of the archive carries it
    page_ids     object ID of each page, in order
    unsealed     names of the files that no signature covers
    signatures   one row a signature, in order: (signature ID, kind, path of its Signature.xml)
    closed       a signature covers everything; nothing may be added
    """

    entries: Mapping[str, bytes]
    created: date | None
    page_ids: tuple[int, ...]
    unsealed: frozenset[str] = frozenset()
    signatures: tuple[tuple[str, str, str], ...] = ()
    closed: bool = False
    _digests: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def digest(self, name: str) -> bytes:
        """SM3 of a file, computed once although every signature refers to it."""
        if name not in self._digests:
            digest = sm3_of_shared if name.endswith(SUFFIXES) else sm3
            self._digests[name] = digest(self.entries[name])
        return self._digests[name]

    def attachment(self, file_name: str) -> bytes | None:
        """The content of an attachment, or None."""
        return self.entries.get(f"{_ATTACHMENT_FOLDER}/{file_name}")

    def with_entries(
        self,
        changed: Mapping[str, bytes],
        *,
        signatures: tuple[tuple[str, str, str], ...] | None = None,
        closed: bool | None = None,
    ) -> "Package":
        """A package with these files added or replaced, and perhaps another state of signing."""
        return Package(
            entries={**self.entries, **changed},
            created=self.created,
            page_ids=self.page_ids,
            unsealed=self.unsealed,
            signatures=self.signatures if signatures is None else signatures,
            closed=self.closed if closed is None else closed,
            _digests={name: digest for name, digest in self._digests.items() if name not in changed},
        )


def write(package: Package) -> bytes:
    """The package as an .ofd file. Equal packages give equal bytes."""
    return write_archive(package.entries, dated=package.created)
