"""Making and reading seals: law, layout, lie."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import encode, parse
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki.certificate import parsed
from jiban.standards.ses.errors import MalformedSealError, SealContentError, UnsupportedVersionError
from jiban.standards.ses.seal import SealInfo, SealKind, assemble_seal, parse_seal, seal_info_to_be_signed
from jiban.standards.ses.signer_list import ListKind, SignerList
from tests.standards.ses.scene import COMMITTEE, NOW, PICTURE, YEAR, scene

ascii_text = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
validities = st.tuples(moments, moments).map(sorted)


@st.composite
def seal_infos(draw) -> SealInfo:
    valid_from, valid_to = draw(validities)
    return SealInfo(
        seal_id=draw(ascii_text),
        name=draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=40)),
        kind=draw(st.sampled_from(SealKind)),
        picture=b"\x89PNG\r\n\x1a\n" + draw(st.binary(max_size=2000)),
        width_mm=draw(st.integers(1, 200)),
        height_mm=draw(st.integers(1, 200)),
        signer_certificates=draw(st.lists(st.binary(min_size=1, max_size=600), min_size=1, max_size=4)),
        created=draw(moments),
        valid_from=valid_from,
        valid_to=valid_to,
        vendor=draw(ascii_text),
        list_kind=draw(st.sampled_from(ListKind)),
    )


@given(seal_infos(), st.binary(max_size=600), st.binary(min_size=1, max_size=80))
def test_what_a_seal_is_made_of_can_be_read_back(info, maker_certificate, signature):
    signed_part = seal_info_to_be_signed(info)
    der = assemble_seal(signed_part, maker_certificate=maker_certificate, signature=signature)
    seal = parse_seal(der)
    assert seal.der == der
    assert seal.info_der == signed_part
    assert (seal.version, seal.vendor, seal.seal_id, seal.name) == (4, info.vendor, info.seal_id, info.name)
    assert (seal.kind, seal.method) == (info.kind, "1.2.156.10197.1.501")
    assert (seal.created, seal.valid_from, seal.valid_to) == (info.created, info.valid_from, info.valid_to)
    assert (seal.picture.format, seal.picture.data) == ("PNG", info.picture)
    assert (seal.picture.width_mm, seal.picture.height_mm) == (info.width_mm, info.height_mm)
    assert (seal.maker_certificate, seal.signature) == (maker_certificate, signature)
    assert all(certificate in seal.signers for certificate in info.signer_certificates)
    assert b"another certificate" * 40 not in seal.signers


def test_the_signed_part_has_the_layout_of_the_standard():
    info = SealInfo(
        seal_id="S1",
        name="村",
        kind=SealKind.ORGANISATION,
        picture=b"\x89PNG\r\n\x1a\n",
        width_mm=42,
        height_mm=42,
        signer_certificates=[b"\xca\xfe"],
        created=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        valid_from=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        valid_to=datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
        vendor="V",
    )
    by_hand = (
        "306D"  # SES_SealInfo
        "300A 1602 4553 020104 1601 56"  # header: "ES", version 4, Vid "V"
        "1602 5331"  # esID "S1"
        "3044 020101 0C03 E69D91 020101"  # property: type 1, name, certListType 1
        "3004 0402 CAFE"  # certList: one certificate
        "180F 32303236303130323033303430355A"  # createDate 20260102030405Z
        "180F 32303236303130323033303430355A"  # validStart
        "180F 32303237303130323033303430355A"  # validEnd 20270102030405Z
        "3015 1603 504E47 0408 89504E470D0A1A0A 02012A 02012A"  # picture: "PNG", data, 42, 42
    )
    assert seal_info_to_be_signed(info) == bytes.fromhex(by_hand)


def test_a_list_of_digests_has_the_layout_of_the_standard():
    listed = SignerList.of_digests([b"certificate"])
    by_hand = bytes.fromhex("3029 3027 1303 534D33 0420") + sm3(b"certificate")
    assert listed.to_der() == by_hand


@pytest.mark.parametrize("stored", [sm3(b"c"), sm3(b"c").hex().encode(), sm3(b"c").hex().upper().encode()])
def test_a_digest_counts_in_bytes_and_in_hexadecimal_letters(stored):
    assert b"c" in SignerList(digests=(("SM3", stored),))
    assert b"d" not in SignerList(digests=(("SM3", stored),))


def test_openssl_reads_the_seal_and_verifies_its_makers_signature(tmp_path):
    seal = parse_seal(scene().seal)
    (tmp_path / "seal.der").write_bytes(seal.der)
    listing = run("openssl", "asn1parse", "-inform", "DER", "-in", "seal.der", cwd=tmp_path)
    shown = [line.split("prim:")[-1].strip() if "prim:" in line else "cons" for line in listing.splitlines()]
    kinds = [re.split(r"[:\[]", entry)[0].strip() for entry in shown if entry != "cons"]
    assert kinds == [
        *["IA5STRING", "INTEGER", "IA5STRING", "IA5STRING"],
        *["INTEGER", "UTF8STRING", "INTEGER", "OCTET STRING"],
        *["GENERALIZEDTIME", "GENERALIZEDTIME", "GENERALIZEDTIME"],
        *["IA5STRING", "OCTET STRING", "INTEGER", "INTEGER"],
        *["OCTET STRING", "OBJECT", "BIT STRING"],
    ]
    verify_with_openssl(tmp_path, seal.maker_certificate, seal.info_der, seal.signature)


def verify_with_openssl(folder, certificate: bytes, signed: bytes, signature: bytes) -> None:
    """Let the openssl command check an SM2 signature under the standard user id."""
    (folder / "spki.der").write_bytes(parsed(certificate).public_key_spki)
    (folder / "signed").write_bytes(signed)
    (folder / "signature").write_bytes(signature)
    run("openssl", "pkey", "-pubin", "-inform", "DER", "-in", "spki.der", "-out", "key.pem", cwd=folder)
    command = ["openssl", "dgst", "-sm3", "-verify", "key.pem", "-sigopt", "distid:1234567812345678"]
    assert "Verified OK" in run(*command, "-signature", "signature", "signed", cwd=folder)
    (folder / "signed").write_bytes(signed + b"\0")
    refused = subprocess.run(
        [*command, "-signature", "signature", "signed"], check=False, cwd=folder, capture_output=True
    )
    assert refused.returncode


def run(*command: str, cwd) -> str:
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(
    "wrong",
    [
        {"signer_certificates": []},
        {"picture": b"GIF89a"},
        {"width_mm": 0},
        {"valid_to": NOW - 2 * YEAR},
        {"seal_id": "印章"},
        {"created": NOW.replace(tzinfo=None)},
    ],
)
def test_values_that_make_no_seal_are_refused(wrong):
    with pytest.raises(SealContentError):
        seal_info_to_be_signed(replace(scene().info, **wrong))


def test_the_whole_last_second_belongs_to_the_validity():
    seal = parse_seal(scene().seal)
    assert seal.is_valid_at(seal.valid_to + timedelta(microseconds=999_999))
    assert not seal.is_valid_at(seal.valid_to + timedelta(seconds=1))
    assert seal.is_valid_at(seal.valid_from)
    assert not seal.is_valid_at(seal.valid_from - timedelta(seconds=1))


def rebuilt(*, version=4, header=b"ES", extensions=b"", stamp=b"", kind=1) -> bytes:
    """A seal put together by hand, in shapes that `make_seal` does not write."""
    time = encode.generalized_time(NOW)
    info = encode.sequence(
        encode.sequence(encode.ia5_string(header.decode()), encode.integer(version), encode.ia5_string("V")),
        encode.ia5_string("S1"),
        encode.sequence(
            *[encode.integer(3), encode.utf8_string(COMMITTEE), encode.integer(kind)],
            *[encode.sequence(encode.octet_string(b"c")), time, time, time],
        ),
        encode.sequence(
            *[encode.ia5_string("png"), encode.octet_string(PICTURE), encode.integer(42), encode.integer(42)]
        ),
        extensions,
    )
    tail = [encode.octet_string(b"maker"), encode.oid("1.2.156.10197.1.501"), encode.bit_string(b"signature")]
    return encode.sequence(info, *tail, stamp)


EXTENSION_LIST = encode.sequence(
    encode.sequence(encode.oid("1.2.3"), encode.boolean(True), encode.octet_string(b"a")),
    encode.sequence(encode.oid("1.2.4"), encode.boolean(False), encode.octet_string(b"b")),
    encode.sequence(encode.oid("1.2.5"), encode.octet_string(b"c")),
)


@pytest.mark.parametrize("stored", [EXTENSION_LIST, encode.explicit(0, EXTENSION_LIST)])
def test_extensions_are_read_with_and_without_a_tag(stored):
    read = [
        (extension.oid, extension.critical, extension.value)
        for extension in parse_seal(rebuilt(extensions=stored)).extensions
    ]
    assert read == [("1.2.3", True, b"a"), ("1.2.4", False, b"b"), ("1.2.5", False, b"c")]


def test_a_seal_of_version_5_is_read_with_its_time_stamp():
    seal = parse_seal(rebuilt(version=5, stamp=encode.explicit(0, encode.bit_string(b"token"))))
    assert (seal.version, seal.time_stamp) == (5, b"token")
    assert parse_seal(rebuilt(version=5)).time_stamp is None


@pytest.mark.parametrize("version", [0, 2, 3, 6])
def test_other_versions_are_refused_by_their_number(version):
    with pytest.raises(UnsupportedVersionError) as refused:
        parse_seal(rebuilt(version=version))
    assert refused.value.version == version


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x30\x00",
        rebuilt(header=b"EX"),
        rebuilt(version=10**5000),
        rebuilt(version=1),
        rebuilt(kind=3),
        rebuilt(stamp=encode.explicit(0, encode.bit_string(b"token"))),
        rebuilt() + b"\0",
        rebuilt()[:-1],
        rebuilt(extensions=encode.sequence(encode.sequence(encode.oid("1.2.3")))),
    ],
)
def test_what_is_not_a_seal_is_refused(broken):
    with pytest.raises(MalformedSealError):
        parse_seal(broken)


@given(st.data())
def test_a_changed_byte_never_raises_anything_but_a_seal_error(data):
    stored = bytearray(scene().seal)
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= data.draw(st.integers(1, 255))
    try:
        seal = parse_seal(bytes(stored))
    except (MalformedSealError, UnsupportedVersionError):
        return
    assert seal.der == bytes(stored)


def test_signed_bytes_are_kept_as_stored():
    node = parse(scene().seal)
    assert parse_seal(scene().seal).info_der == node[0].raw
