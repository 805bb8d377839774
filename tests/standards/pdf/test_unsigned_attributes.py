"""What is added beside a signature, after signing."""

from io import BytesIO

import pytest
from asn1crypto import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from jiban.standards.pdf.byte_range import find_room
from jiban.standards.pdf.errors import NoSignatureError, PdfError, RoomError, SignatureFormError
from jiban.standards.pdf.unsigned_attributes import LOG_PROOF_OID, add_unsigned_attribute, read_unsigned_attribute
from tests.standards.pdf.authority import Authority
from tests.standards.pdf.outside import say
from tests.standards.pdf.paper import ISSUED, certificate

PROOF = b"c2sp.org/tlog-proof@v1\n" + b"index 12\n" * 200
OTHER_OID = "1.3.6.1.4.1.99999.1.2"


def judged_by_pyhanko(data: bytes, root: bytes):
    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    context = ValidationContext(trust_roots=[x509.Certificate.load(root)], moment=ISSUED, allow_fetching=False)
    return validate_pdf_signature(signature, context)


def test_pdfsig_and_pyhanko_still_call_it_valid_with_a_proof_beside(signed, authority, tmp_path):
    assert judged_by_pyhanko(signed, authority.root).bottom_line
    file = tmp_path / "proved.pdf"
    file.write_bytes(add_unsigned_attribute(signed, LOG_PROOF_OID, PROOF))
    said = say("pdfsig", "-nocert", file)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "No syntax" in say("qpdf", "--check", file)
    status = judged_by_pyhanko(file.read_bytes(), authority.root)
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_only_the_hole_changes(signed):
    proved = add_unsigned_attribute(signed, LOG_PROOF_OID, PROOF)
    room = find_room(signed)
    assert len(proved) == len(signed)
    assert proved[: room.start + 1] == signed[: room.start + 1]
    assert proved[room.end - 1 :] == signed[room.end - 1 :]


def test_nothing_is_there_until_it_is_put_there(signed):
    assert read_unsigned_attribute(signed, LOG_PROOF_OID) is None


@settings(max_examples=30)
@given(first=st.binary(max_size=2000), second=st.binary(max_size=2000), other=st.binary(max_size=500))
def test_what_was_put_comes_back_and_the_last_word_counts(signed, first, second, other):
    proved = add_unsigned_attribute(signed, LOG_PROOF_OID, first)
    proved = add_unsigned_attribute(proved, OTHER_OID, other)
    proved = add_unsigned_attribute(proved, LOG_PROOF_OID, second)
    assert read_unsigned_attribute(proved, LOG_PROOF_OID) == second
    assert read_unsigned_attribute(proved, OTHER_OID) == other


def test_a_value_too_large_for_the_room_is_refused_and_a_proof_of_a_large_log_fits(signed):
    add_unsigned_attribute(signed, LOG_PROOF_OID, bytes(5000))
    with pytest.raises(RoomError):
        add_unsigned_attribute(signed, LOG_PROOF_OID, bytes(8000))


def test_a_file_that_grew_after_signing_takes_nothing(signed):
    with pytest.raises(NoSignatureError):
        add_unsigned_attribute(signed + b"\n", LOG_PROOF_OID, PROOF)


@pytest.mark.parametrize("lie", [b"zz", b"3081", b"00", b"0500"])
def test_a_container_that_is_not_one_is_refused(signed, lie):
    room = find_room(signed)
    broken = signed[: room.start + 1] + lie + signed[room.start + 1 + len(lie) :]
    with pytest.raises(SignatureFormError):
        add_unsigned_attribute(broken, LOG_PROOF_OID, PROOF)


def test_something_hidden_behind_the_container_is_refused(signed):
    end = find_room(signed).end
    with pytest.raises(SignatureFormError):
        read_unsigned_attribute(signed[: end - 3] + b"41" + signed[end - 1 :], LOG_PROOF_OID)


@settings(max_examples=200)
@given(place=st.integers(0, 2500), byte=st.integers(0, 255))
def test_no_changed_byte_in_the_container_raises_anything_but_ours(signed, place, byte):
    start = find_room(signed).start + 1 + 2 * place
    broken = signed[:start] + b"%02x" % byte + signed[start + 2 :]
    try:
        read_unsigned_attribute(broken, LOG_PROOF_OID)
        add_unsigned_attribute(broken, LOG_PROOF_OID, b"x")
    except PdfError:
        pass


def test_two_signers_have_two_containers():
    first, second = (certificate(Authority().signer()) for _ in range(2))
    assert first != second
