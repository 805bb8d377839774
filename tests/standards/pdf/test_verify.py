"""Each way a file can lie, and what the check says to it."""

import subprocess
import sys
import zlib
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from jiban.standards.pdf.attachments import Attachment
from jiban.standards.pdf.byte_range import find_room
from jiban.standards.pdf.errors import NotPdfError, PdfError, TooLargeError
from jiban.standards.pdf.report import Code
from jiban.standards.pdf.unsigned_attributes import LOG_PROOF_OID, add_unsigned_attribute
from jiban.standards.pdf.verify import MAX_SIZE_BYTES, verify_pdf
from jiban.standards.pdf.words import WORDS
from jiban.standards.pdf.writer import compose_and_sign
from tests.standards.pdf.authority import COMMITTEE, IN_FORCE_FROM, IN_FORCE_UNTIL, Authority
from tests.standards.pdf.paper import INFO, ISSUED, RECORD_FILE, SIGNING, certificate, page


@pytest.fixture
def check(authority):
    return lambda data, at=ISSUED: verify_pdf(data, roots=[authority.root], at=at)


def codes(report):
    return [finding.code for finding in report.findings]


def test_a_genuine_file_says_by_whom_and_what(check, signed, authority, signer):
    report = check(signed)
    assert report.genuine
    assert codes(report) == [Code.COVERS_WHOLE_FILE, Code.INTACT, Code.TRUSTED]
    assert report.signer_name == COMMITTEE
    assert report.signer_certificate == signer.certificate
    assert report.chain == (authority.root, authority.issuing, signer.certificate)
    assert report.signed_at == ISSUED
    assert report.attachments == {"record.json": RECORD_FILE.data}
    assert report.log_proof is None


def test_every_finding_has_a_sentence():
    assert set(WORDS) == set(Code)


def test_a_proof_beside_the_signature_is_handed_on(check, signed):
    report = check(add_unsigned_attribute(signed, LOG_PROOF_OID, b"proof"))
    assert report.genuine
    assert report.log_proof == b"proof"


def test_a_changed_byte_is_seen(check, signed):
    place = signed.index(b"/MediaBox") + len(b"/MediaBox[0 0 5")
    changed = signed[:place] + b"1" + signed[place + 1 :]
    report = check(changed)
    assert not report.genuine
    assert report.has(Code.CONTENT_CHANGED)
    assert not report.has(Code.INTACT)
    assert report.signer_name == COMMITTEE


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_changed_byte_outside_the_hole_is_genuine(signed, authority, data):
    room = find_room(signed)
    place = data.draw(st.integers(0, room.start) | st.integers(room.end - 1, len(signed) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != signed[place]))
    try:
        report = verify_pdf(signed[:place] + bytes([byte]) + signed[place + 1 :], roots=[authority.root], at=ISSUED)
    except NotPdfError:
        return
    assert not report.genuine


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_changed_signature_container_never_raises(signed, authority, data):
    start = find_room(signed).start + 1 + 2 * data.draw(st.integers(0, 1200))
    byte = data.draw(st.integers(0, 255))
    verify_pdf(signed[:start] + b"%02x" % byte + signed[start + 2 :], roots=[authority.root], at=ISSUED)


def test_the_signature_of_another_file_is_no_signature_of_this_one(check, signed, signer):
    other = certificate(signer, page("别的字"))
    room, other_room = find_room(signed), find_room(other)
    report = check(signed[: room.start] + other[other_room.start : other_room.end] + signed[room.end :])
    assert not report.genuine
    assert report.has(Code.CONTENT_CHANGED)


def test_a_wrong_signature_value_is_wrong_and_proves_nobody(check, signer):
    class Forger:
        certificate = signer.certificate
        chain = signer.chain

        def sign_digest(self, sha256_digest):
            return Authority().signer().sign_digest(sha256_digest)

    report = check(certificate(Forger()))
    assert codes(report) == [Code.COVERS_WHOLE_FILE, Code.SIGNATURE_WRONG]
    assert report.chain == ()


@pytest.mark.parametrize("tail", [b"\n", b"hidden", b"x" * 5000, b"\n%%EOF\n"])
def test_appended_bytes_are_seen(check, signed, tail):
    report = check(signed + tail)
    assert not report.genuine
    assert codes(report)[0] is Code.CHANGED_AFTER_SIGNING


def test_a_proper_later_revision_is_seen_and_the_signer_still_named(check, signed):
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = pdf_string("en")
    writer.update_root()
    changed = BytesIO()
    writer.write(changed)
    report = check(changed.getvalue())
    assert codes(report) == [Code.CHANGED_AFTER_SIGNING, Code.INTACT, Code.TRUSTED]
    assert not report.genuine
    assert report.signer_name == COMMITTEE


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_called_truncated(check, signed, part):
    assert codes(check(signed[: int(len(signed) * part)])) == [Code.TRUNCATED]


def test_an_unknown_authority_is_not_trusted(check, signed):
    stranger = certificate(Authority().signer())
    assert codes(check(stranger)) == [Code.COVERS_WHOLE_FILE, Code.INTACT, Code.UNKNOWN_AUTHORITY]


def test_without_roots_nobody_is_trusted(signed):
    report = verify_pdf(signed, roots=[], at=ISSUED)
    assert codes(report) == [Code.COVERS_WHOLE_FILE, Code.INTACT, Code.UNKNOWN_AUTHORITY]


def test_a_certificate_counts_only_in_its_time(check, signed):
    assert check(signed, at=IN_FORCE_UNTIL + timedelta(days=1)).has(Code.CERTIFICATE_EXPIRED)
    assert check(signed, at=IN_FORCE_FROM - timedelta(days=9)).has(Code.CERTIFICATE_NOT_YET_VALID)
    assert check(signed, at=IN_FORCE_UNTIL - timedelta(days=1)).genuine


def test_a_certificate_that_may_not_sign_is_unsuitable(check, authority):
    report = check(certificate(authority.signer(key_usage="agreement")))
    assert codes(report) == [Code.COVERS_WHOLE_FILE, Code.INTACT, Code.CERTIFICATE_UNSUITABLE]


def test_a_file_never_signed_says_so(check):
    assert codes(check(_unsigned())) == [Code.NO_SIGNATURE]


def test_a_byte_range_that_nobody_signed_is_no_signature(check):
    decoy = _unsigned().replace(b"%pad", b"/ByteRange[0 10 20 AAAA]%")
    rest = str(len(decoy) - 20).encode().rjust(4, b"0")
    assert codes(check(decoy.replace(b"AAAA", rest))) == [Code.NO_SIGNATURE]


def test_a_header_alone_is_truncated(check):
    assert codes(check(b"%PDF-1.7\n")) == [Code.TRUNCATED]


def test_rubbish_between_head_and_tail_is_unreadable_or_unsigned(check):
    report = check(b"%PDF-1.7\n/ByteRange[0 40 50 19]" + b"(" * 30 + b"\n%%EOF\n")
    assert not report.genuine


def test_an_attachment_that_unpacks_to_too_much_is_not_unpacked(check, signer):
    bomb = Attachment("record.json", bytes(6_000_000))
    data = compose_and_sign([page()], info=INFO, signer=signer, signing=SIGNING, attachments=[bomb])
    assert len(data) < 100_000
    report = check(data)
    assert codes(report) == [Code.UNREADABLE]
    assert not report.attachments


def test_a_cross_reference_that_unpacks_to_too_much_is_not_unpacked(check):
    bomb = zlib.compress(bytes(40_000_000), 9)
    head = b"%%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 3/W[1 2 2]/Root 2 0 R/ByteRange[0 10 20 %010d]"
    body = b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(bomb), bomb)
    tail = b"startxref\n9\n%%EOF\n"
    rest = len(head % 0) + len(body) + len(tail) - 20
    assert codes(check(head % rest + body + tail)) == [Code.UNREADABLE]


def test_what_is_no_pdf_or_too_large_is_refused(check):
    with pytest.raises(NotPdfError):
        check(b"PK\x03\x04")
    with pytest.raises(NotPdfError):
        check(b"")
    with pytest.raises(TooLargeError):
        check(b"%PDF-1.7" + bytes(MAX_SIZE_BYTES))


def test_a_root_must_be_a_certificate_and_a_time_must_have_a_zone(signed, authority):
    with pytest.raises(PdfError):
        verify_pdf(signed, roots=[b"no certificate"], at=ISSUED)
    with pytest.raises(PdfError):
        verify_pdf(signed, roots=[authority.root], at=datetime(2026, 1, 1))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_rubbish_raises_anything_but_ours(authority, rubbish, reach):
    data = b"%PDF-1.7\n/ByteRange[0 10 20 " + str(reach).encode() + b"]" + rubbish + b"\n%%EOF\n"
    assert not verify_pdf(data, roots=[authority.root], at=ISSUED).genuine


def test_the_names_of_signers_stay_out_of_the_log(check, signed, caplog):
    check(signed, at=IN_FORCE_UNTIL + timedelta(days=1))
    verify_pdf(signed, roots=[], at=ISSUED)
    assert not caplog.records


def test_the_check_works_inside_an_event_loop(authority, signed):
    import asyncio

    async def inside():
        return verify_pdf(signed, roots=[authority.root], at=ISSUED)

    assert asyncio.run(inside()).genuine


def test_the_slow_library_is_loaded_only_for_a_file_that_needs_it():
    story = "import sys, jiban.standards.pdf.verify, jiban.standards.pdf.writer; assert 'pyhanko' not in sys.modules"
    subprocess.run([sys.executable, "-c", story], check=True)


def _unsigned() -> bytes:
    objects = (
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n%pad"
        + b" " * 40
        + b"\n"
    )
    head = b"%PDF-1.7\n"
    first, second = len(head), len(head) + objects.index(b"2 0 obj")
    place = len(head) + len(objects)
    table = b"xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n" % (first, second)
    return head + objects + table + b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % place
