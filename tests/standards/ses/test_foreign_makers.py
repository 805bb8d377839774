"""What foreign makers write otherwise: a strict reading refuses it, a tolerant one notes it, and neither is fooled."""

import pytest

from jiban.standards.der import encode, parse
from jiban.standards.ses.errors import MalformedSealError
from jiban.standards.ses.seal import parse_seal
from jiban.standards.ses.signature import parse_signature
from tests.standards.ses.scene import NOW, scene

LIST = "SES_ESPropertyInfo.certList"


def put(der: bytes, path: list[int], value: bytes | None) -> bytes:
    """The same value with another element at `path`; None takes it out."""
    if not path:
        return value or b""
    node = parse(der)
    parts = [child.raw for child in node.children]
    parts[path[0]] = put(parts[path[0]], path[1:], value)
    return encode.tlv(node.tag, b"".join(parts))


def at(der: bytes, *path: int) -> bytes:
    node = parse(der)
    for step in path:
        node = node[step]
    return node.content


def noted(der: bytes, read=parse_seal) -> list[tuple[str, str]]:
    with pytest.raises(MalformedSealError):
        read(der)
    return [tuple(deviation) for deviation in read(der, tolerant=True).deviations]


def test_what_keeps_to_the_standard_is_noted_nowhere():
    assert parse_seal(scene().seal, tolerant=True) == parse_seal(scene().seal)
    assert parse_signature(scene().sealed(), tolerant=True).deviations == ()


def test_bytes_after_a_seal_are_noted():
    assert noted(scene().seal + b"\0\0") == [("bytes-after-the-value", "SESeal")]


def test_a_seal_within_an_octet_string_is_noted():
    wrapped = encode.octet_string(scene().seal)
    assert noted(wrapped) == [("wrapped-in-octets", "SESeal")]
    assert parse_seal(wrapped, tolerant=True).der == scene().seal
    inside = put(scene().sealed(), [0, 1], wrapped)
    assert noted(inside, parse_signature) == [("wrapped-in-octets", "TBS_Sign.eseal")]


def test_octets_in_place_of_bits_are_noted():
    signature = at(scene().seal, 3)[1:]
    assert noted(put(scene().seal, [3], encode.octet_string(signature))) == [("octets-for-bits", "SESeal.signedValue")]


def test_a_certificate_as_it_is_in_place_of_octets_is_noted():
    bare = put(scene().seal, [1], at(scene().seal, 1))
    assert noted(bare) == [("sequence-for-octets", "SESeal.cert")]
    assert parse_seal(bare, tolerant=True).maker_certificate == parse_seal(scene().seal).maker_certificate


def test_another_string_type_is_noted():
    printable = put(scene().seal, [0, 1], encode.printable_string("S1"))
    assert noted(printable) == [("another-string-type", "SES_SealInfo.esID")]
    chinese = put(scene().seal, [0, 1], encode.tlv(0x16, "印章".encode()))
    assert noted(chinese) == [("string-encoding", "SES_SealInfo.esID")]
    assert parse_seal(chinese, tolerant=True).seal_id == "印章"


def test_times_of_another_type_or_form_are_noted():
    field = "SES_ESPropertyInfo.createDate"
    assert noted(put(scene().seal, [0, 2, 4], encode.utc_time(NOW))) == [("another-time-type", field)]
    local = put(scene().seal, [0, 2, 4], encode.tlv(0x18, b"20261124180000+0800"))
    assert noted(local) == [("time-form", field)]
    assert parse_seal(local, tolerant=True).created == NOW
    worded = put(scene().seal, [0, 2, 4], encode.utf8_string("2026-11-24 18:00:00"))
    assert noted(worded) == [("another-type-for-time", field), ("time-without-zone", field)]
    assert parse_seal(worded, tolerant=True).created == NOW


def test_a_list_entry_that_is_no_certificate_allows_nobody():
    other = put(scene().seal, [0, 2, 3, 0], encode.ia5_string("1"))
    assert noted(other) == [("list-entry-is-no-certificate", LIST)]
    assert scene().committee.certificate not in parse_seal(other, tolerant=True).signers


def test_another_mark_in_the_header_is_noted():
    assert noted(put(scene().seal, [0, 0, 0], encode.ia5_string("EX"))) == [("header-not-es", "SES_Header.ID")]


def test_a_list_of_digests_announced_as_certificates_is_noted():
    digests = encode.sequence(encode.sequence(encode.printable_string("SM3"), encode.octet_string(bytes(32))))
    changed = put(scene().seal, [0, 2, 3], digests)
    assert noted(changed) == [("list-of-another-kind", "SES_ESPropertyInfo.certListType")]


def test_a_maker_part_of_another_form_leaves_the_seal_readable():
    two_parts = encode.sequence(parse(scene().seal_of_2014)[0].raw, encode.bit_string(b"own form"))
    assert noted(two_parts) == [("maker-part-unreadable", "SESeal.signInfo")]
    assert parse_seal(two_parts, tolerant=True).maker_certificate == b""


def test_a_list_of_a_thousand_faults_is_not_a_report_of_a_thousand():
    strange = encode.sequence(*[encode.ia5_string("1")] * 1000)
    assert noted(put(scene().seal, [0, 2, 3], strange)) == [("list-entry-is-no-certificate", LIST)]


@pytest.mark.parametrize("broken", [b"", b"\x04\x00", b"\x04\x80", b"\x30\x82", b"\x04\x03\x30\x01", bytes(9)])
def test_what_is_no_seal_stays_none(broken):
    for read in (parse_seal, parse_signature):
        with pytest.raises(MalformedSealError):
            read(broken, tolerant=True)
