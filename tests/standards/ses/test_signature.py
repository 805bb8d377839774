"""The seal under a document: law, layout, lie, and the way out of the house and back."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import encode, parse
from jiban.standards.gm.sm3 import sm3
from jiban.standards.ses.errors import MalformedSealError, SealContentError
from jiban.standards.ses.signature import assemble, parse_signature, sign, to_be_signed
from tests.standards.ses.scene import NOW, PROPERTY_INFO, SIGNATURE_XML, scene
from tests.standards.ses.test_seal import EXTENSION_LIST, verify_with_openssl

HASH = sm3(SIGNATURE_XML)
paths = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=80)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(moments, st.binary(min_size=32, max_size=32), paths, st.binary(max_size=600), st.binary(min_size=1, max_size=80))
def test_what_is_signed_can_be_read_back(at, data_hash, path, certificate, signature):
    tbs = to_be_signed(scene().seal, at=at, data_hash=data_hash, property_info=path)
    read = parse_signature(assemble(tbs, certificate=certificate, signature=signature))
    assert read.to_be_signed == tbs
    assert read.seal.der == scene().seal
    assert (read.version, read.method) == (4, "1.2.156.10197.1.501")
    assert (read.signed_at, read.data_hash, read.property_info) == (at.replace(microsecond=0), data_hash, path)
    assert (read.certificate, read.signature, read.time_stamp) == (certificate, signature, None)


def test_the_signed_part_has_the_layout_of_the_standard():
    seal = bytes.fromhex("3000")
    beijing = timezone(timedelta(hours=8))
    tbs = to_be_signed(
        seal, at=datetime(2026, 11, 24, 18, 1, 18, 999_999, tzinfo=beijing), data_hash=HASH, property_info="/S.xml"
    )
    by_hand = (
        "3041 020104 3000"  # version 4, the seal as it is
        "180F 32303236313132343130303131385A"  # timeInfo 20261124100118Z: UTC, no fraction
        f"0321 00 {HASH.hex()}"  # dataHash, no unused bits
        "1606 2F532E786D6C"  # propertyInfo
    )
    assert tbs == bytes.fromhex(by_hand)
    signed_value = assemble(tbs, certificate=b"\xca\xfe", signature=b"\x01")
    assert signed_value == bytes.fromhex("3055") + tbs + bytes.fromhex("0402CAFE 06082A811CCF55018375 0302 0001")


def test_the_digest_leaves_and_the_signature_returns():
    committee = scene().committee
    tbs = to_be_signed(scene().seal, at=NOW, data_hash=HASH, property_info=PROPERTY_INFO)
    e = committee.public_key.digest(tbs)
    assert len(e) == 32
    from_elsewhere = committee.sign_digest(e)
    signed_value = assemble(tbs, certificate=committee.certificate, signature=from_elsewhere)
    assert committee.public_key.verify(parse_signature(signed_value).to_be_signed, from_elsewhere)


@given(moments, st.binary(min_size=32, max_size=32), st.text(st.characters(max_codepoint=0x7E), max_size=200))
def test_what_the_signer_signs_is_the_whole_signed_part(at, data_hash, path):
    """A part of the digest is remembered from one document to the next; none may be signed by the digest of another."""
    committee = scene().committee
    signed_value = sign(scene().seal, at=at, data_hash=data_hash, property_info=path, signer=committee)
    read = parse_signature(signed_value)
    assert read.to_be_signed == to_be_signed(scene().seal, at=at, data_hash=data_hash, property_info=path)
    assert committee.public_key.verify(read.to_be_signed, read.signature)


def test_openssl_verifies_the_signature_over_the_signed_part(tmp_path):
    read = parse_signature(scene().sealed())
    verify_with_openssl(tmp_path, read.certificate, read.to_be_signed, read.signature)


@pytest.mark.parametrize(
    "wrong",
    [{"data_hash": HASH[:31]}, {"property_info": "/文档/Signature.xml"}, {"at": NOW.replace(tzinfo=None)}],
)
def test_values_that_cannot_be_signed_are_refused(wrong):
    known = {"at": NOW, "data_hash": HASH, "property_info": PROPERTY_INFO}
    with pytest.raises(SealContentError):
        to_be_signed(scene().seal, **(known | wrong))


@pytest.mark.parametrize("stored", [EXTENSION_LIST, encode.explicit(0, EXTENSION_LIST)])
def test_extensions_and_a_time_stamp_are_read(stored):
    tbs = to_be_signed(scene().seal, at=NOW, data_hash=HASH, property_info=PROPERTY_INFO)
    parts = [child.raw for child in parse(tbs).children]
    signed_value = encode.sequence(
        encode.sequence(*parts, stored),
        *[encode.octet_string(b"c"), encode.oid("1.2.3"), encode.bit_string(b"s")],
        encode.explicit(0, encode.bit_string(b"token")),
    )
    read = parse_signature(signed_value)
    assert [extension.oid for extension in read.extensions] == ["1.2.3", "1.2.4", "1.2.5"]
    assert read.time_stamp == b"token"


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"\x30\x00",
        encode.sequence(encode.integer(5), encode.integer(6)),
        encode.sequence(encode.oid("1.2.156.10197.6.1.4.2.2"), encode.explicit(0, encode.sequence())),
    ],
    ids=["nothing", "empty", "a bare SM2 signature", "a GB/T 35275 message"],
)
def test_what_is_not_a_seal_signature_is_refused(other):
    with pytest.raises(MalformedSealError):
        parse_signature(other)


def test_writing_a_signature_costs_little_beside_signing():
    tbs = to_be_signed(scene().seal, at=NOW, data_hash=HASH, property_info=PROPERTY_INFO)
    signature = scene().committee.sign_digest(scene().committee.public_key.digest(tbs))
    best = min(_seconds_to_write(signature) for _ in range(20))
    assert best < 0.0005, "five times the aim, for a busy machine"


def _seconds_to_write(signature: bytes) -> float:
    begin = time.perf_counter()
    tbs = to_be_signed(scene().seal, at=NOW, data_hash=HASH, property_info=PROPERTY_INFO)
    assemble(tbs, certificate=scene().committee.certificate, signature=signature)
    return time.perf_counter() - begin
