from datetime import timedelta

import pytest

from jiban.standards.der import encode
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.errors import (
    AlgorithmError,
    BadSignatureError,
    CertificateFormatError,
    ChainError,
    CriticalExtensionError,
    ExpiredError,
    KeyUsageError,
    NotAnAuthorityError,
    NotYetValidError,
    PathTooLongError,
    PkiError,
    UntrustedError,
)
from jiban.standards.pki.issue import ALGORITHMS, AUTHORITY, ROOT, Profile, extension
from tests.standards.pki.hierarchy import (
    KEYS,
    NOW,
    YEAR,
    Validity,
    authority_under,
    check,
    root,
    signing_profile,
    under,
)

ROOT_CA = root()
ISSUING_CA = authority_under(ROOT_CA, KEYS[1])
SEAL = under(ISSUING_CA, KEYS[2])


def test_a_chain_is_found_leaf_first_and_root_last():
    path = check(SEAL, ISSUING_CA, trusted=ROOT_CA)
    assert [link.der for link in path] == [SEAL.certificate, ISSUING_CA.certificate, ROOT_CA.certificate]
    assert path[0].key_usage == {"digitalSignature", "nonRepudiation"}
    assert path[0].public_key == KEYS[2].public_key


def test_the_order_of_intermediates_and_strangers_among_them_do_not_matter():
    strangers = [root(KEYS[3]), authority_under(root(KEYS[3]), KEYS[4]), SoftwareSigner(KEYS[4], b"not a certificate")]
    assert len(check(SEAL, *strangers, ISSUING_CA, ROOT_CA, trusted=ROOT_CA)) == 3


def test_a_seal_directly_below_the_root_and_a_certificate_trusted_by_itself_hold():
    assert len(check(under(ROOT_CA, KEYS[2]), trusted=ROOT_CA)) == 2
    assert len(check(SEAL, trusted=SEAL)) == 1


def test_an_unknown_root_is_not_trusted_even_under_the_same_name():
    with pytest.raises(UntrustedError):
        check(SEAL, ISSUING_CA, trusted=root(KEYS[3]))
    with pytest.raises(UntrustedError):
        check(SEAL, ISSUING_CA, trusted=root(KEYS[3], common_name="另一个测试根"))


def test_a_missing_intermediate_leaves_the_seal_untrusted():
    with pytest.raises(UntrustedError):
        check(SEAL, trusted=ROOT_CA)


def test_a_self_made_authority_sent_along_is_not_trusted():
    own_root = root(KEYS[3])
    with pytest.raises(UntrustedError):
        check(under(own_root, KEYS[4]), own_root, trusted=ROOT_CA)


def test_a_copied_name_and_key_identifier_do_not_replace_a_signature():
    forged_issuer = SoftwareSigner(KEYS[3], resigned(ISSUING_CA.certificate, KEYS[3]))
    with pytest.raises(BadSignatureError):
        check(SEAL, forged_issuer, trusted=ROOT_CA)


def resigned(der, key):
    """The same certificate with another key's signature under it."""
    tbs = Certificate.parse(der).tbs
    return encode.sequence(tbs, ALGORITHMS[oids.SM2_WITH_SM3], encode.bit_string(key.sign(tbs)))


def test_a_chain_signed_with_another_user_id_is_refused():
    tbs = Certificate.parse(SEAL.certificate).tbs
    signature = encode.bit_string(KEYS[1].sign(tbs, b""))
    lie = SoftwareSigner(KEYS[2], encode.sequence(tbs, ALGORITHMS[oids.SM2_WITH_SM3], signature))
    with pytest.raises(BadSignatureError):
        check(lie, ISSUING_CA, trusted=ROOT_CA)


@pytest.mark.parametrize("late", [1, 2])
def test_every_certificate_of_the_chain_has_to_be_valid_at_the_moment(late):
    short = Validity(NOW - timedelta(days=10), NOW + timedelta(days=10))
    issuing = authority_under(ROOT_CA, KEYS[1], validity=short if late == 1 else None)
    seal = under(issuing, KEYS[2], validity=short if late == 2 else None)
    for moment in (short.not_before, NOW, short.not_after, short.not_after.replace(microsecond=999_999)):
        check(seal, issuing, trusted=ROOT_CA, at=moment)
    with pytest.raises(NotYetValidError):
        check(seal, issuing, trusted=ROOT_CA, at=short.not_before - timedelta(microseconds=1))
    with pytest.raises(ExpiredError) as refusal:
        check(seal, issuing, trusted=ROOT_CA, at=short.not_after + timedelta(seconds=1))
    assert refusal.value.certificate.der == (issuing if late == 1 else seal).certificate


def test_an_expired_root_is_no_anchor():
    old = root(validity=Validity(NOW - 2 * YEAR, NOW - timedelta(days=1)))
    with pytest.raises(ExpiredError):
        check(under(old, KEYS[2]), trusted=old)


def test_a_seal_certificate_cannot_issue_certificates():
    pretending = SoftwareSigner(KEYS[2], as_authority_then_replaced(SEAL))
    with pytest.raises(NotAnAuthorityError):
        check(pretending, SEAL, ISSUING_CA, trusted=ROOT_CA)


def as_authority_then_replaced(signer):
    """A leaf signed by `signer`'s key under its name, though its certificate does not allow that."""
    real = Certificate.parse(signer.certificate)
    authority = under(ROOT_CA, signer.private_key, profile=AUTHORITY)
    assert Certificate.parse(authority.certificate).subject == real.subject
    return under(authority, KEYS[3]).certificate


@pytest.mark.parametrize(
    "profile",
    [
        Profile(key_usage=frozenset({"cRLSign"}), is_ca=True),
        Profile(key_usage=frozenset({"keyCertSign"}), is_ca=False),
    ],
)
def test_an_authority_needs_both_the_constraint_and_the_usage(profile):
    bent = under(ROOT_CA, KEYS[1], common_name="测试签发", profile=profile)
    with pytest.raises(NotAnAuthorityError):
        check(SEAL, bent, trusted=ROOT_CA)


def test_a_path_length_is_kept():
    unlimited = Profile(key_usage=AUTHORITY.key_usage, is_ca=True)
    first = authority_under(ROOT_CA, KEYS[1], common_name="测试一", profile=unlimited)
    second = authority_under(first, KEYS[3], common_name="测试二")
    assert len(check(under(second, KEYS[2]), first, second, trusted=ROOT_CA)) == 4
    limited = authority_under(ROOT_CA, KEYS[1], common_name="测试一", profile=AUTHORITY)
    with pytest.raises(PathTooLongError):
        check(under(second, KEYS[2]), limited, second, trusted=ROOT_CA)


def test_a_root_can_limit_what_stands_below_it():
    narrow = root(profile=Profile(key_usage=ROOT.key_usage, is_ca=True, path_length=0))
    check(under(narrow, KEYS[2]), trusted=narrow)
    with pytest.raises(PathTooLongError):
        check(SEAL, ISSUING_CA, trusted=narrow)


def test_a_chain_without_end_is_cut_off():
    unlimited = Profile(key_usage=AUTHORITY.key_usage, is_ca=True)
    links = [ROOT_CA]
    for number in range(8):
        links.append(authority_under(links[-1], KEYS[1 + number % 3], common_name=f"测试{number}", profile=unlimited))
    assert len(check(under(links[6], KEYS[4]), *links, trusted=ROOT_CA)) == 8
    with pytest.raises(PathTooLongError):
        check(under(links[7], KEYS[4]), *links, trusted=ROOT_CA)


def test_a_mesh_of_authorities_that_vouch_for_each_other_is_left_soon():
    unlimited = Profile(key_usage=AUTHORITY.key_usage, is_ca=True)
    false_root = root(KEYS[3], common_name="测试签发")
    mesh = [
        under(
            false_root,
            KEYS[3],
            common_name="测试签发",
            profile=unlimited,
            validity=Validity(NOW - day * timedelta(days=1)),
        )
        for day in range(30)
    ]
    with pytest.raises(ChainError):
        check(under(false_root, KEYS[2]), *mesh, trusted=ROOT_CA)


@pytest.mark.parametrize("purpose", ["seal", "sign", "maker"])
@pytest.mark.parametrize("usage", ["digitalSignature", "nonRepudiation", "keyEncipherment"])
def test_signing_documents_needs_signature_and_non_repudiation(purpose, usage):
    with pytest.raises(KeyUsageError):
        check(under(ROOT_CA, KEYS[2], profile=signing_profile(usage)), trusted=ROOT_CA, purpose=purpose)


def test_a_pdf_is_signed_with_digital_signature_alone_too():
    signer = under(ROOT_CA, KEYS[2], profile=signing_profile("digitalSignature"))
    assert len(check(signer, trusted=ROOT_CA, purpose="pdf")) == 2


def test_an_authority_does_not_sign_documents():
    with pytest.raises(KeyUsageError):
        check(ISSUING_CA, trusted=ROOT_CA)


@pytest.mark.parametrize(
    ("purposes", "accepted"),
    [
        ([oids.DOCUMENT_SIGNING], True),
        ([oids.ANY_EXTENDED_KEY_USAGE], True),
        (["1.3.6.1.5.5.7.3.1", oids.EMAIL_PROTECTION], True),
        (["1.3.6.1.5.5.7.3.1"], False),
        (["1.3.6.1.5.5.7.3.8"], False),
    ],
)
def test_an_extended_key_usage_that_is_there_has_to_include_documents(purposes, accepted):
    profile = signing_profile("digitalSignature", "nonRepudiation", extended_key_usage=tuple(purposes))
    signer = under(ROOT_CA, KEYS[2], profile=profile)
    if accepted:
        check(signer, trusted=ROOT_CA)
    else:
        with pytest.raises(KeyUsageError):
            check(signer, trusted=ROOT_CA)


def test_an_unknown_extension_is_refused_when_it_is_critical_and_ignored_when_not():
    def with_extension(*, critical):
        more = (extension("1.2.156.10260.4.1.1", encode.null(), critical=critical),)
        return under(ROOT_CA, KEYS[2], profile=signing_profile("digitalSignature", "nonRepudiation", more=more))

    check(with_extension(critical=False), trusted=ROOT_CA)
    with pytest.raises(CriticalExtensionError, match=r"1\.2\.156\.10260\.4\.1\.1"):
        check(with_extension(critical=True), trusted=ROOT_CA)


def test_an_authority_whose_name_constraints_are_broken_is_no_authority():
    constraint = extension(oids.NAME_CONSTRAINTS, encode.sequence())
    constrained = authority_under(
        ROOT_CA, KEYS[1], profile=Profile(AUTHORITY.key_usage, is_ca=True, more=(constraint,))
    )
    with pytest.raises(UntrustedError):
        check(SEAL, constrained, trusted=ROOT_CA)


def test_an_algorithm_that_is_not_the_issuers_is_refused():
    tbs = Certificate.parse(SEAL.certificate).tbs
    ecdsa = ALGORITHMS[oids.ECDSA_WITH_SHA256]
    bent_tbs = encode.tlv(
        0x30, Certificate.parse(SEAL.certificate).tbs[4:].replace(ALGORITHMS[oids.SM2_WITH_SM3], ecdsa)
    )
    lie = encode.sequence(bent_tbs, ecdsa, encode.bit_string(KEYS[1].sign(bent_tbs)))
    with pytest.raises(AlgorithmError):
        check(SoftwareSigner(KEYS[2], lie), ISSUING_CA, trusted=ROOT_CA)
    two_minds = encode.sequence(tbs, ecdsa, encode.bit_string(KEYS[1].sign(tbs)))
    with pytest.raises(CertificateFormatError):
        check(SoftwareSigner(KEYS[2], two_minds), ISSUING_CA, trusted=ROOT_CA)


def test_a_root_that_cannot_be_read_is_a_mistake_of_the_configuration():
    with pytest.raises(CertificateFormatError):
        check_chain(SEAL.certificate, intermediates=[], roots=[b"\x30\x00"], at=NOW, purpose="seal")


@pytest.mark.parametrize("holder", [SEAL, ISSUING_CA], ids=["seal", "issuing authority"])
def test_no_byte_of_a_certificate_can_be_changed(holder):
    der = holder.certificate
    for at in range(len(der)):
        for bit in (0x01, 0x80):
            changed = bytearray(der)
            changed[at] ^= bit
            bent = SoftwareSigner(holder.private_key, bytes(changed))
            leaf, issuing = (bent, ISSUING_CA) if holder is SEAL else (SEAL, bent)
            with pytest.raises(PkiError):
                check(leaf, issuing, trusted=ROOT_CA)
