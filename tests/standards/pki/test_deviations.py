"""What real authorities write although X.690 or RFC 5280 forbid it: strictly an error, tolerantly named."""

import pytest

from jiban.standards.der import encode, parse
from jiban.standards.pki import name, oids
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.errors import CertificateFormatError, NameConstraintError, PkiError, UntrustedError
from jiban.standards.pki.issue import ALGORITHMS, ROOT, SIGNING, Profile, extension, issue, key_identifier
from tests.standards.pki.hierarchy import KEYS, NOW, YEAR, root

ROOT_CA = root()
USAGE = encode.octet_string(encode.named_bits(0, 1))
CONSTRAINTS = encode.octet_string(encode.sequence())
SKI = encode.octet_string(encode.octet_string(key_identifier(KEYS[1].public_key.spki)))


def bent(*changes, subject=None, profile=SIGNING):
    """A certificate with parts exchanged and signed again by its issuer."""
    made = issue(
        subject=subject or name.name(common_name="测试"),
        spki=KEYS[1].public_key.spki,
        issuer_certificate=ROOT_CA.certificate,
        issuer_signer=ROOT_CA,
        serial=7,
        not_before=NOW - YEAR,
        not_after=NOW + YEAR,
        profile=profile,
    )
    tbs = parse(made)[0].raw
    for old, new in changes:
        assert tbs.count(old) == 1
        assert len(old) == len(new)
        tbs = tbs.replace(old, new)
    signature = encode.bit_string(KEYS[0].sign(tbs))
    return encode.sequence(tbs, ALGORITHMS[oids.SM2_WITH_SM3], signature)


ODD_NAME = encode.sequence(
    encode.set_of(encode.sequence(encode.oid(oids.COMMON_NAME), encode.tlv(0x13, "测试*".encode())))
)
AIA = extension(oids.AUTHORITY_INFORMATION_ACCESS, b"\x30\x01")

SAN = extension(oids.SUBJECT_ALTERNATIVE_NAME, b"\x30\x00")
CHINESE_ADDRESS = encode.sequence(
    encode.set_of(encode.sequence(encode.oid(oids.EMAIL_ADDRESS), encode.tlv(0x16, "测试@example.cn".encode())))
)

DEVIATIONS = [
    (bent((USAGE, encode.octet_string(b"\x03\x02\x00\xc0"))), "keyUsage ends in zero bits"),
    (bent((USAGE, encode.octet_string(b"\x03\x02\x05\xc0"))), "keyUsage ends in zero bits"),
    (bent((b"\x02\x01\x07", b"\x02\x01\x00")), "a serial number below 1 or above 20 octets"),
    (bent((b"\x02\x01\x07", b"\x02\x01\x87")), "a serial number below 1 or above 20 octets"),
    (bent(subject=ODD_NAME), "a name with characters that its string type forbids"),
    (bent(subject=CHINESE_ADDRESS), "a name with characters that its string type forbids"),
    (bent(profile=Profile(SIGNING.key_usage, more=(SAN,))), "unreadable extension 2.5.29.17"),
    (bent(profile=Profile(SIGNING.key_usage, more=(AIA,))), "unreadable extension 1.3.6.1.5.5.7.1.1"),
    (bent((SKI, SKI[:2] + b"\x05" + SKI[3:])), "unreadable extension 2.5.29.14"),
]


@pytest.mark.parametrize(("der", "text"), DEVIATIONS, ids=[text for _, text in DEVIATIONS])
def test_a_deviation_is_an_error_strictly_and_named_tolerantly(der, text):
    with pytest.raises(CertificateFormatError):
        Certificate.parse(der)
    read = Certificate.parse(der, tolerant=True)
    assert read.deviations == (text,)
    assert read.key_usage == {"digitalSignature", "nonRepudiation"}
    assert read.subject_text


@pytest.mark.parametrize("der", [der for der, _ in DEVIATIONS[:4]])
def test_a_tolerant_chain_holds_and_tells_what_was_overlooked(der):
    asked = {"intermediates": [], "roots": [ROOT_CA.certificate], "at": NOW, "purpose": "seal"}
    with pytest.raises(CertificateFormatError):
        check_chain(der, **asked)
    path = check_chain(der, **asked, tolerant=True)
    assert path[0].deviations
    assert path[1].deviations == ()


def test_a_path_length_without_the_right_to_issue_changes_nothing():
    odd = extension(oids.BASIC_CONSTRAINTS, encode.sequence(encode.integer(0)), critical=True)
    plain = extension(oids.BASIC_CONSTRAINTS, encode.sequence(), critical=True)
    *before, extensions = parse(bent())[0].children
    changed = [odd if part.raw == plain else part.raw for part in extensions.only_child().children]
    assert odd in changed
    grown = encode.sequence(*(part.raw for part in before), encode.explicit(3, encode.sequence(*changed)))
    whole = encode.sequence(grown, ALGORITHMS[oids.SM2_WITH_SM3], encode.bit_string(KEYS[0].sign(grown)))
    with pytest.raises(CertificateFormatError):
        Certificate.parse(whole)
    read = Certificate.parse(whole, tolerant=True)
    assert (read.is_ca, read.path_length) == (False, None)
    assert read.deviations == ("a path length on a certificate that may not issue",)


@pytest.mark.parametrize(
    "der",
    [
        bent((USAGE, encode.octet_string(b"\x03\x02\x07\xc0"))),
        bent((USAGE, encode.octet_string(b"\x03\x02\x00\x00"))),
        bent((CONSTRAINTS, encode.octet_string(b"\x31\x00"))),
        bent(profile=Profile(SIGNING.key_usage, more=(extension(oids.CERTIFICATE_POLICIES, b"\x30\x01"),))),
        bent(
            profile=Profile(SIGNING.key_usage, more=(extension(oids.AUTHORITY_INFORMATION_ACCESS, b"", critical=True),))
        ),
    ],
    ids=["bits that are not zero", "no use at all", "no sequence", "policies", "critical"],
)
def test_what_decides_is_never_overlooked(der):
    with pytest.raises(CertificateFormatError):
        Certificate.parse(der, tolerant=True)


def test_names_that_cannot_be_read_do_not_slip_past_name_constraints():
    base = encode.explicit(0, encode.sequence(encode.implicit(2, encode.ia5_string("village.example"))))
    more = (extension(oids.NAME_CONSTRAINTS, encode.sequence(base), critical=True),)
    bound = root(profile=Profile(ROOT.key_usage, is_ca=True, more=more))
    der = bent(profile=Profile(SIGNING.key_usage, more=(SAN,)))
    with pytest.raises(NameConstraintError):
        check_chain(der, intermediates=[], roots=[bound.certificate], at=NOW, purpose="seal", tolerant=True)


def test_a_tolerant_reader_still_refuses_a_wrong_signature():
    der = bytearray(DEVIATIONS[0][0])
    der[-1] ^= 1
    with pytest.raises(PkiError) as refusal:
        check_chain(bytes(der), intermediates=[], roots=[ROOT_CA.certificate], at=NOW, purpose="seal", tolerant=True)
    assert not isinstance(refusal.value, UntrustedError)
