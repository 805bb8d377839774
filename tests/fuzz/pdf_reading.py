"""Coverage-guided fuzzing of everything that reads a PDF: python -m tests.fuzz.pdf_reading SEEDS [libFuzzer options].

The first byte of an input says what follows: whole files, or edits to a signed file with all that may be in it, since
few random bytes ever form a file that gets past its cross-references. Whatever comes, nothing but a PdfError comes out,
and no changed file is called genuine.
"""

import sys
from datetime import timedelta
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["jiban.standards.pdf", "jiban.standards.der"]):
    from jiban.standards.pdf import validation
    from jiban.standards.pdf.byte_range import rooms
    from jiban.standards.pdf.countersigning import countersign
    from jiban.standards.pdf.errors import PdfError
    from jiban.standards.pdf.evidence import add_evidence
    from jiban.standards.pdf.revision import Revision
    from jiban.standards.pdf.timestamping import stamped_imprint
    from jiban.standards.pdf.unsigned_attributes import LOG_PROOF_OID, add_unsigned_attribute, read_unsigned_attribute
    from jiban.standards.pdf.verify import verify_pdf

from jiban.standards.pdf.signature import Signing
from jiban.standards.pdf.writer import compose_and_sign
from jiban.standards.typeset.page import Page
from tests.standards.pdf.authority import Authority
from tests.standards.pdf.long_term import ARCHIVED, SEAL_FIELD, SEALED, SEALING, Cast
from tests.standards.pdf.paper import INFO, ISSUED, RECORD_FILE

assert validation  # loaded before the clock runs
WHOLE_FILE, OURS_ALONE, EDITS = 0, 1, 2
AUTHORITY = Authority()
CAST = Cast.of(AUTHORITY)
LATER = ARCHIVED + timedelta(days=1)


def _rich() -> bytes:
    """Two stamped signatures, evidence, and a stamp over all of it, on an empty page."""
    reviewing = Signing(at=ISSUED, field_name="Review")
    draft = compose_and_sign(
        [Page()],
        info=INFO,
        signer=CAST.reviewer,
        signing=reviewing,
        attachments=[RECORD_FILE],
        awaited=[SEAL_FIELD],
        timestamps=AUTHORITY.timestamps(ISSUED),
    )
    stamps = AUTHORITY.timestamps(SEALED)
    sealed = countersign(draft, signer=CAST.committee, signing=SEALING, timestamps=stamps)
    return CAST.archived(CAST.with_evidence(sealed))


RICH = _rich()
PLAIN = compose_and_sign([Page()], info=INFO, signer=CAST.reviewer, signing=SEALING)


def read_one(data: bytes) -> None:
    """All that is asked of a file from outside, and of one that is to be appended to."""
    kind, content = data[:1], data[1:]
    if kind == bytes([WHOLE_FILE]):
        judge(content)
    elif kind == bytes([OURS_ALONE]):
        read_ours(content)
    else:
        original = PLAIN if kind < b"\x80" else RICH
        changed = edited(original, content)
        read_ours(changed)
        if judge(changed) and not differs_in_holes_alone(original, changed):
            raise AssertionError("a changed file that is called genuine")


def judge(data: bytes) -> bool:
    try:
        return verify_pdf(data, roots=[AUTHORITY.root], at=LATER).genuine
    except PdfError:
        return False


def read_ours(data: bytes) -> None:
    for read in (
        Revision.newest,
        rooms,
        stamped_imprint,
        lambda pdf: read_unsigned_attribute(pdf, LOG_PROOF_OID),
        lambda pdf: add_unsigned_attribute(pdf, LOG_PROOF_OID, b"proof"),
        lambda pdf: add_evidence(pdf, CAST.authority.evidence(at=ARCHIVED)),
        lambda pdf: countersign(pdf, signer=CAST.committee, signing=SEALING),
    ):
        try:
            read(data)
        except PdfError:
            continue


def edited(original: bytes, edits: bytes) -> bytes:
    """Each edit: three bytes of offset, a count of bytes to leave out, a count of bytes to put in, those bytes."""
    data = bytearray(original)
    while len(edits) >= 5:
        offset = int.from_bytes(edits[:3], "big") % len(data)
        out, into = edits[3], edits[4] % 64
        data[offset : offset + out] = edits[5 : 5 + into]
        edits = edits[5 + into :]
    return bytes(data)


def differs_in_holes_alone(original: bytes, changed: bytes) -> bool:
    """The places of containers, and nothing else, are covered by no signature; bytes of an old one are checked in it."""
    if len(original) != len(changed):
        return False
    holes = rooms(original).values()
    differing = [place for place, (old, new) in enumerate(zip(original, changed, strict=True)) if old != new]
    return all(any(hole.start < place < hole.end - 1 for hole in holes) for place in differing)


def write_seeds(folder: Path) -> None:
    """Files as they are, and one edit of each kind."""
    (folder / "whole").write_bytes(bytes([WHOLE_FILE]) + PLAIN)
    (folder / "rich").write_bytes(bytes([OURS_ALONE]) + RICH)
    for kind in (EDITS, 0x80):
        original = PLAIN if kind < 0x80 else RICH
        for name in (b"/ByteRange", b"/Contents<", b"xref", b"trailer", b"/Prev", b"/Annots", b"/Reference", b"/V "):
            place = max(original.find(name), 0)
            (folder / f"edit-{kind}-{name[1:5].decode()}").write_bytes(
                bytes([kind]) + place.to_bytes(3, "big") + b"\x02\x02//"
            )


if __name__ == "__main__":
    write_seeds(Path(sys.argv[1]))
    atheris.Setup(sys.argv, read_one)
    atheris.Fuzz()
