"""What came after a signature, and whether the signature allows it (ISO 32000-1 clause 12.8.2.2, ETSI EN 319 142-1 5.4).

Allowed are further signatures in fields that waited or lie on no page, evidence and document time stamps. Stricter than
viewers are: titles, dates and other fields may not change either, and nothing may lie in the file that nothing refers to.
"""

import re

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from jiban.standards.pdf.byte_range import Room, container_in, rooms
from jiban.standards.pdf.errors import PdfError

MAX_REVISIONS = 16
_LATER = ModificationLevel.LTA_UPDATES
_POLICY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(frozenset({"/AcroForm", "/DSS", "/Extensions"})),  # type: ignore[no-untyped-call]
        XrefStreamRule().as_qualified(_LATER),
        ObjectStreamRule().as_qualified(_LATER),
        DSSCompareRule().as_qualified(_LATER),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]  # type: ignore[no-untyped-call]
    ),
    ignore_orphaned_objects=False,
)
_END = re.compile(rb"startxref\s{1,3}\d{1,10}\s{1,3}%%EOF(?:\r\n|\r|\n)?\Z")


def is_whole_file_covered(signature: EmbeddedPdfSignature) -> bool:
    """Whether nothing comes after the signature."""
    return bool(signature.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE)


def only_allowed(data: bytes, reader: PdfFileReader, signatures: list[EmbeddedPdfSignature]) -> bool:
    """Whether every signature has its own hole, covers all up to its end, and allows what follows."""
    if reader.xrefs.total_revisions > MAX_REVISIONS:
        return False
    try:
        holes = rooms(data)
        for room in holes.values():
            container_in(data, room)
    except PdfError:
        return False
    for signature in signatures:
        start, end, rest = list(signature.byte_range)[1:] if len(signature.byte_range) == 4 else (0, 0, 0)
        if holes.pop(int(end + rest), Room(0, 0)) != Room(start, end):
            return False
        signature.compute_integrity_info(diff_policy=_POLICY)  # type: ignore[no-untyped-call]
        if not signature.summarise_integrity_info()["docmdp_ok"]:
            return False
    return not holes and _keeps_its_evidence(reader) and _ends_with_a_revision(data, reader, signatures[-1])


def _keeps_its_evidence(reader: PdfFileReader) -> bool:
    """Whether a store of evidence, once there, stays: signatures before it cannot say so."""
    stored = ["/DSS" in reader.get_historical_root(revision) for revision in range(reader.xrefs.total_revisions)]
    return stored == sorted(stored)


def _ends_with_a_revision(data: bytes, reader: PdfFileReader, last: EmbeddedPdfSignature) -> bool:
    """Whether what follows the last signature are revisions to their last byte, not bytes that nothing refers to."""
    covered = last.byte_range[2] + last.byte_range[3]
    if covered == len(data):
        return True
    newest = reader.xrefs.total_revisions - 1
    if newest <= last.signed_revision:
        return False
    table_end = reader.xrefs.get_xref_container_info(newest).end_location
    return data.count(b"startxref", table_end) == 1 and _END.search(data, table_end) is not None
