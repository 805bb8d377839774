from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.standards.der import encode
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.pki import name, oids
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.errors import CertificateFormatError, IssueError, PkiError
from jiban.standards.pki.issue import SIGNING, Profile, extension, issue, new_serial
from tests.standards.pki.hierarchy import KEYS, NOW, YEAR, Validity, root, signing_profile, under

ROOT_CA = root()
SUBJECT = name.name(
    organization="某某村村民委员会",
    organization_identifier="NTRCN-54130100MF12345670",
    organizational_unit="便民服务站",
    common_name="某某村村民委员会（测试）",
)


def issued(**bent):
    said = {
        "subject": SUBJECT,
        "spki": KEYS[1].public_key.spki,
        "issuer_certificate": ROOT_CA.certificate,
        "issuer_signer": ROOT_CA,
        "serial": 7,
        "not_before": NOW,
        "not_after": NOW + YEAR,
    }
    return issue(**{**said, **bent})


def test_what_was_written_is_read():
    profile = Profile(key_usage=frozenset({"keyCertSign", "decipherOnly"}), is_ca=True, path_length=3)
    read = Certificate.parse(issued(profile=profile))
    above = Certificate.parse(ROOT_CA.certificate)
    assert read.serial == 7
    assert read.issuer == above.subject
    assert read.subject == SUBJECT
    assert (read.not_before, read.not_after) == (NOW, NOW + YEAR)
    assert read.public_key == KEYS[1].public_key
    assert read.signature_algorithm == oids.SM2_WITH_SM3
    assert read.key_usage == {"keyCertSign", "decipherOnly"}
    assert (read.is_ca, read.path_length) == (True, 3)
    assert read.aki == above.ski
    assert len(read.ski) == 20
    assert read.extended_key_usage is None
    assert read.critical_unknown == ()


def test_a_name_is_shown_narrowest_first_and_asked_by_attribute():
    read = Certificate.parse(issued())
    assert read.subject_text == (
        "CN=某某村村民委员会（测试）,OU=便民服务站,organizationIdentifier=NTRCN-54130100MF12345670,O=某某村村民委员会,C=CN"
    )
    assert read.issuer_text == "CN=测试根,C=CN"
    assert name.attribute(read.subject, oids.ORGANIZATION_IDENTIFIER) == "NTRCN-54130100MF12345670"
    assert name.attribute(read.subject, oids.LOCALITY) is None


def test_a_name_cannot_pretend_to_be_another_by_its_characters():
    sly = name.name(country="CN", common_name=' a,O=某\u202e"\n ')
    assert name.as_text(sly) == 'CN=\\ a\\,O\\=某\\E2\\80\\AE\\"\\0A\\ ,C=CN'


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_name_breaks_the_text_form(text):
    shown = name.as_text(name.name(common_name=text))
    assert shown.startswith("CN=")
    assert shown.endswith(",C=CN")
    assert shown.isprintable()


def test_times_after_2049_are_written_and_read():
    far = datetime(2051, 1, 1, tzinfo=UTC)
    assert Certificate.parse(issued(not_after=far)).not_after == far


def test_serial_numbers_have_16_octets_and_differ():
    serials = {new_serial() for _ in range(200)}
    assert len(serials) == 200
    assert {len(encode.integer(serial)) for serial in serials} == {18}


@pytest.mark.parametrize(
    "bent",
    [
        {"serial": 0},
        {"serial": -1},
        {"serial": 1 << 159},
        {"not_after": NOW - timedelta(seconds=1)},
        {"issuer_signer": SoftwareSigner(KEYS[1], b"")},
    ],
)
def test_what_must_not_be_issued_is_not_issued(bent):
    with pytest.raises(IssueError):
        issued(**bent)


def test_a_signing_certificate_cannot_be_used_to_issue():
    signer = under(ROOT_CA, KEYS[1])
    with pytest.raises(IssueError):
        issued(issuer_certificate=signer.certificate, issuer_signer=signer)


def test_an_extension_that_stands_twice_is_refused():
    twice = signing_profile("digitalSignature", more=(extension(oids.KEY_USAGE, encode.named_bits(0)),))
    with pytest.raises(CertificateFormatError, match="twice"):
        Certificate.parse(under(ROOT_CA, KEYS[1], profile=twice).certificate)


@pytest.mark.parametrize(
    ("oid", "value"),
    [
        (oids.EXTENDED_KEY_USAGE, encode.null()),
        (oids.NAME_CONSTRAINTS + ".1", b""),
        (oids.EXTENDED_KEY_USAGE, b""),
        (oids.EXTENDED_KEY_USAGE, encode.sequence(encode.integer(1))),
    ],
)
def test_an_extension_whose_inside_is_broken_is_refused_if_it_matters(oid, value):
    profile = signing_profile("digitalSignature", "nonRepudiation", more=(extension(oid, value),))
    der = under(ROOT_CA, KEYS[1], profile=profile).certificate
    if oid == oids.EXTENDED_KEY_USAGE:
        with pytest.raises(CertificateFormatError):
            Certificate.parse(der)
    else:
        assert Certificate.parse(der).critical_unknown == ()


def test_an_empty_or_unknown_key_usage_and_a_wrong_path_length_are_refused():
    tbs_of = Certificate.parse(issued()).der
    usage = encode.octet_string(encode.named_bits(0, 1))
    constraints = encode.octet_string(encode.sequence())
    assert tbs_of.count(usage) == 1
    for old, new in (
        (usage, encode.octet_string(encode.tlv(3, b"\x00\xc0"))),
        (usage, encode.octet_string(encode.tlv(3, b"\x07\xc0"))),
        (constraints, encode.octet_string(b"\x31\x00")),
    ):
        assert len(old) == len(new)
        with pytest.raises(CertificateFormatError):
            Certificate.parse(tbs_of.replace(old, new))


def test_a_certificate_of_another_key_kind_has_no_sm2_key():
    spki = encode.sequence(
        encode.sequence(encode.oid("1.2.840.113549.1.1.1"), encode.null()), encode.bit_string(b"\x30\x00")
    )
    read = Certificate.parse(issued(spki=spki))
    with pytest.raises(CertificateFormatError):
        _ = read.public_key


def test_a_huge_certificate_is_refused_before_it_is_read():
    padding = extension("1.2.3.4", encode.octet_string(bytes(20_000)))
    with pytest.raises(CertificateFormatError, match="more than"):
        Certificate.parse(under(ROOT_CA, KEYS[1], profile=Profile(SIGNING.key_usage, more=(padding,))).certificate)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_and_never_crash(data):
    with pytest.raises(CertificateFormatError):
        Certificate.parse(data)


WHOLE = issued()


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(0, 2))
def test_a_bent_certificate_is_read_or_refused_and_never_crashes(at, octet, kind):
    bent = bytearray(WHOLE)
    if kind == 0:
        bent[at] = octet
    elif kind == 1:
        del bent[at]
    else:
        bent.insert(at, octet)
    try:
        read = Certificate.parse(bytes(bent))
        _ = (read.subject_text, read.issuer_text, read.is_valid_at(NOW), read.public_key)
    except PkiError:
        return


def test_validity_includes_its_first_and_its_last_second():
    read = Certificate.parse(under(ROOT_CA, KEYS[1], validity=Validity(NOW, NOW)).certificate)
    assert read.is_valid_at(NOW)
    assert read.is_valid_at(NOW.replace(microsecond=999_999))
    assert not read.is_valid_at(NOW + timedelta(seconds=1))
    assert not read.is_valid_at(NOW - timedelta(microseconds=1))
