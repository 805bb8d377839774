"""Signed data under a document: both ways of signing, what foreign makers write, and each lie."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import encode, parse
from jiban.standards.gm.errors import SignatureFormatError
from jiban.standards.gm.signature_value import any_to_der, der_to_raw
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.errors import CertificateFormatError
from jiban.standards.ses.errors import BareSignatureError, MalformedSealError, SealContentError, SealError
from jiban.standards.ses.signed_data import SignedData, is_about, parse_signed_data, signed_message
from jiban.standards.ses.signed_data_making import sign_data
from tests.standards.ses.scene import NOW, SIGNATURE_XML, scene
from tests.standards.ses.test_foreign_makers import put
from tests.standards.ses.test_seal import verify_with_openssl

CMS_DATA = "1.2.840.113549.1.7.1"
CMS_SIGNED_DATA = "1.2.840.113549.1.7.2"
SIGNER = [1, 0, 4, 0]
"""Where the one signer stands: ContentInfo, [0], SignedData, signerInfos, the first."""


def signed(at=NOW, xml=SIGNATURE_XML, **more) -> bytes:
    return sign_data(xml, signer=scene().committee, at=at, certificates=scene().authority.sm2_intermediates, **more)


def holds(data: SignedData, xml: bytes = SIGNATURE_XML) -> bool:
    (signer,) = data.signers
    certificate = data.certificate_of(signer)
    try:
        stored = any_to_der(signer.signature)
    except SignatureFormatError:
        return False
    fits = parsed(certificate).public_key.verify(signed_message(data, signer, xml), stored)
    return fits and is_about(data, signer, xml)


@pytest.mark.parametrize("at", [NOW, None], ids=["attributes", "digest"])
def test_what_was_signed_can_be_read_back_and_holds(at):
    data = parse_signed_data(signed(at))
    assert data.signers[0].signed_at == at
    assert data.certificate_of(data.signers[0]) == scene().committee.certificate
    assert set(scene().authority.sm2_intermediates) < set(data.certificates)
    assert holds(data)
    assert not holds(data, SIGNATURE_XML + b" ")


@pytest.mark.parametrize("at", [NOW, None], ids=["attributes", "digest"])
def test_openssl_verifies_the_signature(tmp_path, at):
    data = parse_signed_data(signed(at))
    (signer,) = data.signers
    message = signed_message(data, signer, SIGNATURE_XML)
    verify_with_openssl(tmp_path, scene().committee.certificate, message, signer.signature)


def test_the_digest_may_stay_away_and_the_file_be_signed_itself():
    committee = scene().committee
    alone = put(signed(None), [1, 0, 2, 1], None)
    direct = put(alone, [*SIGNER, 4], encode.octet_string(committee.private_key.sign(SIGNATURE_XML)))
    data = parse_signed_data(direct)
    assert (data.content, holds(data), holds(data, b"other")) == (None, True, False)


def test_a_raw_signature_of_64_bytes_is_accepted():
    stored = parse(signed(None))[1][0][4][0][4].octets()
    assert holds(parse_signed_data(put(signed(None), [*SIGNER, 4], encode.octet_string(der_to_raw(stored)))))


def test_attributes_speak_of_another_file_when_their_digest_does():
    other = parse_signed_data(signed(xml=b"other"))
    assert not is_about(other, other.signers[0], SIGNATURE_XML)
    mixed = put(signed(), [1, 0, 2, 1, 0], encode.octet_string(sm3(b"other")))
    data = parse_signed_data(mixed)
    assert not is_about(data, data.signers[0], SIGNATURE_XML)


def test_a_signature_by_another_key_does_not_hold():
    forged = signed()
    value = scene().stranger.private_key.sign(signed_message_of(forged))
    assert not holds(parse_signed_data(put(forged, [*SIGNER, 5], encode.octet_string(value))))


def signed_message_of(der: bytes) -> bytes:
    data = parse_signed_data(der)
    return signed_message(data, data.signers[0], SIGNATURE_XML)


def test_a_signer_whose_certificate_is_not_sent_along_is_not_found():
    other = encode.sequence(parse(signed())[1][0][4][0][1][0].raw, encode.integer(7))
    data = parse_signed_data(put(signed(), [*SIGNER, 1], other))
    assert data.certificate_of(data.signers[0]) is None


def deviations(der: bytes) -> list[str]:
    with pytest.raises(MalformedSealError):
        parse_signed_data(der)
    return [deviation.code for deviation in parse_signed_data(der, tolerant=True).deviations]


def test_object_identifiers_of_cms_are_noted():
    assert deviations(put(signed(None), [0], encode.oid(CMS_SIGNED_DATA))) == ["content-type-of-cms"]
    assert deviations(put(signed(None), [1, 0, 2, 0], encode.oid(CMS_DATA))) == ["data-type-of-cms"]
    assert deviations(put(signed(), [1, 0, 2, 0], encode.oid(CMS_DATA))) == [
        "data-type-of-cms",
        "content-type-attribute",
    ]


def test_attributes_out_of_order_are_noted_and_signed_as_they_stand():
    stored = parse(signed())[1][0][4][0][3]
    turned = encode.tlv(0xA0, b"".join(child.raw for child in reversed(stored.children)))
    value = scene().committee.private_key.sign(encode.tlv(0x31, parse(turned).content))
    der = put(put(signed(), [*SIGNER, 3], turned), [*SIGNER, 5], encode.octet_string(value))
    assert deviations(der) == ["set-out-of-order"]
    assert holds(parse_signed_data(der, tolerant=True))


def test_a_digest_in_letters_is_understood():
    from base64 import b64encode

    letters = b64encode(sm3(SIGNATURE_XML))
    value = scene().committee.private_key.sign(letters)
    der = put(signed(None), [1, 0, 2, 1, 0], encode.octet_string(letters))
    assert holds(parse_signed_data(put(der, [*SIGNER, 4], encode.octet_string(value))))


@pytest.mark.parametrize("bare", [None, bytes(range(1, 65))])
def test_a_bare_signature_is_known_for_what_it_is(bare):
    with pytest.raises(BareSignatureError):
        parse_signed_data(bare or scene().committee.private_key.sign(b"m"))


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x30\x00",
        put(signed(), [0], encode.oid("1.2.3")),
        put(signed(), [1, 0, 4], encode.set_of()),
        put(signed(), [*SIGNER, 3], encode.tlv(0xA0, b"")),
        put(signed(), [1, 0, 4], encode.tlv(0x31, parse(signed())[1][0][4].content * 9)),
    ],
    ids=["nothing", "empty", "another content", "no signer", "no digest", "too many signers"],
)
def test_what_is_no_signed_data_is_refused(broken):
    with pytest.raises(MalformedSealError):
        parse_signed_data(broken, tolerant=True)


def test_a_time_stamp_beside_the_signature_is_found():
    token = encode.sequence(encode.integer(1))
    (signer,) = parse_signed_data(signed(stamp=lambda signature: token + signature[:0])).signers
    assert signer.time_stamp == token


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(SealContentError):
        signed(NOW.replace(tzinfo=None))


@given(st.data())
def test_no_changed_byte_of_the_signed_part_goes_unnoticed(data):
    stored = bytearray(ONCE)
    begin = ONCE.index(scene().committee.certificate) + len(scene().committee.certificate)
    at = data.draw(st.integers(min(begin, len(stored) - 160), len(stored) - 1))
    stored[at] ^= data.draw(st.integers(1, 255))
    try:
        read = parse_signed_data(bytes(stored))
        assert not (read.certificate_of(read.signers[0]) and holds(read) and changes_meaning(read))
    except (SealError, CertificateFormatError):
        return


def changes_meaning(read: SignedData) -> bool:
    """The names of the methods are outside the signature; a verifier refuses every other name."""
    told = parse_signed_data(ONCE).signers[0]
    (signer,) = read.signers
    neutral = replace(signer, digest_method=told.digest_method, signature_method=told.signature_method)
    return neutral != told


ONCE = signed()
