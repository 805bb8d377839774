"""Seals and signatures of 2014, 2020 and 2025: made, read back, checked, and not to be passed off for one another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jiban.standards.der import encode, parse
from jiban.standards.gm.sm3 import sm3
from jiban.standards.ses.errors import MalformedSealError, SealContentError
from jiban.standards.ses.seal import assemble_seal, make_seal, parse_seal, seal_info_to_be_signed
from jiban.standards.ses.signature import assemble, parse_signature, sign, to_be_signed
from jiban.standards.ses.signer_list import ListKind
from tests.standards.ses.scene import NOW, PROPERTY_INFO, SIGNATURE_XML, YEAR, codes, scene

VERSIONS = [1, 4, 5]


def sealed(version: int, seal: bytes | None = None, **changes) -> bytes:
    known = {"at": NOW, "data_hash": sm3(SIGNATURE_XML), "property_info": PROPERTY_INFO, "signer": scene().committee}
    return sign(seal or seal_of(version), version=version, **(known | changes))


def seal_of(version: int, **changes) -> bytes:
    return make_seal(replace(scene().info, **changes), scene().authority.seal_maker(), version=version)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_seal_of_each_version_can_be_read_back(version):
    seal = parse_seal(seal_of(version))
    info = scene().info
    assert (seal.version, seal.name, seal.seal_id, seal.kind) == (version, info.name, info.seal_id, info.kind)
    assert (seal.created, seal.valid_from, seal.valid_to) == (info.created, info.valid_from, info.valid_to)
    assert (seal.picture.data, seal.picture.width_mm) == (info.picture, 42)
    assert scene().committee.certificate in seal.signers
    assert scene().stranger.certificate not in seal.signers


@pytest.mark.parametrize("version", VERSIONS)
def test_every_step_of_a_document_of_each_version_holds(version):
    findings = scene().findings(sealed(version), seal_esl=None)
    assert codes(findings, "fail", "unknown") == []
    assert "document-signature-fits" in codes(findings, "ok")
    assert "maker-signature-fits" in codes(findings, "ok")


def test_the_maker_of_a_seal_of_2014_signs_certificate_and_method_too():
    node = parse(seal_of(1))
    by_hand = encode.sequence(node[0].raw, *(child.raw for child in node[1].children[:2]))
    assert parse_seal(seal_of(1)).signed_part == by_hand
    assert parse_seal(seal_of(4)).signed_part == parse(seal_of(4))[0].raw


def test_the_signed_part_of_2014_has_its_own_layout():
    tbs = to_be_signed(b"\x30\x00", at=NOW, data_hash=bytes(32), property_info="/S", version=1, certificate=b"\xca\xfe")
    by_hand = (
        "304C 020101 3000"  # version 1, the seal as it is
        "0310 00 170D 3236313132343130303030305A"  # timeInfo: a BIT STRING around UTCTime 261124100000Z
        f"0321 00 {bytes(32).hex()}"  # dataHash
        "1602 2F53 0402 CAFE 0608 2A811CCF55018375"  # propertyInfo, cert, signatureAlgorithm
    )
    assert tbs == bytes.fromhex(by_hand)
    assert assemble(tbs, certificate=b"", signature=b"\x01", version=1) == encode.sequence(
        tbs, encode.bit_string(b"\x01")
    )


def test_a_seal_of_2014_lists_certificates_only():
    with pytest.raises(SealContentError):
        seal_of(1, list_kind=ListKind.DIGESTS)


def test_what_a_version_cannot_carry_is_refused():
    info = seal_info_to_be_signed(scene().info)
    with pytest.raises(SealContentError):
        assemble_seal(info, maker_certificate=b"m", signature=b"s", time_stamp=b"t")
    with pytest.raises(SealContentError):
        assemble(b"\x30\x00", certificate=b"", signature=b"s", version=1, time_stamp=b"t")
    with pytest.raises(SealContentError):
        seal_of(3)
    known = {"at": NOW, "data_hash": bytes(32), "property_info": "/S"}
    for wrong in ({"version": 1}, {"certificate": b"c"}, {"version": 3}):
        with pytest.raises(SealContentError):
            to_be_signed(b"\x30\x00", **known, **wrong)


def test_time_stamps_stand_where_the_versions_put_them():
    info = seal_info_to_be_signed(scene().info, version=5)
    stamped = assemble_seal(info, maker_certificate=b"m", signature=b"s", version=5, time_stamp=b"token")
    assert parse_seal(stamped).time_stamp == b"token"
    seen = []
    read = parse_signature(sealed(4, stamp=lambda signature: seen.append(signature) or b"token"))
    assert (read.time_stamp, [read.signature]) == (b"token", seen)


@pytest.mark.parametrize(("made", "signed"), [(1, 4), (4, 5), (5, 4)])
def test_a_seal_of_one_version_under_a_signature_of_another_is_found(made, signed):
    findings = scene().findings(sealed(signed, seal_of(made)))
    assert codes(findings, "fail") == ["version-differs"]


def test_a_changed_byte_of_a_document_of_2014_is_found():
    whole = sealed(1)
    at = whole.index(scene().info.picture) + 99
    changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    assert codes(scene().findings(changed), "fail") == ["document-signature-wrong", "maker-signature-wrong"]


def of_2014_at(time_info: bytes) -> bytes:
    committee = scene().committee
    tbs = encode.sequence(
        encode.integer(1),
        seal_of(1),
        time_info,
        encode.bit_string(sm3(SIGNATURE_XML)),
        encode.ia5_string(PROPERTY_INFO),
        encode.octet_string(committee.certificate),
        encode.oid("1.2.156.10197.1.501"),
    )
    return assemble(tbs, certificate=b"", signature=committee.private_key.sign(tbs), version=1)


@pytest.mark.parametrize(
    ("written", "hours_off", "noted"),
    [
        (b"2026-11-24 10:00:00", -8, ["time-in-words", "time-without-zone"]),
        (b"2026-11-24T10:00:00.123Z", 0, ["time-in-words"]),
        (b"2026-11-24T10:00:00+08:00", -8, ["time-in-words"]),
        (b"20261124100000Z", 0, ["time-in-words"]),
        (b"261124100000Z", 0, ["time-in-words"]),
        (encode.generalized_time(NOW), 0, []),
        (encode.utc_time(NOW), 0, []),
    ],
)
def test_a_time_of_2014_is_read_in_the_forms_that_are_found(written, hours_off, noted):
    whole = of_2014_at(encode.bit_string(written))
    read = parse_signature(whole, tolerant=True)
    assert read.signed_at == NOW + timedelta(hours=hours_off)
    assert sorted(deviation.code for deviation in read.deviations) == sorted(noted)
    if noted:
        with pytest.raises(MalformedSealError):
            parse_signature(whole)


@pytest.mark.parametrize("written", [b"", b"yesterday", b"2026-13-24 10:00:00", b"\x30\x03\x02\x01\x01", b"\x17\x00"])
def test_a_time_of_2014_that_is_none_is_refused(written):
    with pytest.raises(MalformedSealError):
        parse_signature(of_2014_at(encode.bit_string(written)), tolerant=True)


def test_years_of_two_digits_turn_over_at_fifty():
    old = parse_signature(of_2014_at(encode.bit_string(b"991124100000Z")), tolerant=True)
    assert old.signed_at.year == 1999
    assert YEAR.days == 365
