from datetime import timedelta

import pytest

from jiban.standards.der import encode
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.crl import Revocation, RevocationList, check_not_revoked, issue_crl
from jiban.standards.pki.errors import (
    CrlError,
    CrlFormatError,
    CrlOutdatedError,
    CrlSignatureError,
    IssueError,
    RevokedError,
)
from jiban.standards.pki.issue import Profile
from tests.standards.pki.hierarchy import KEYS, NOW, authority_under, root, under

DAY = timedelta(days=1)
ROOT_CA = root()
ISSUING_CA = authority_under(ROOT_CA, KEYS[1])
SEAL = Certificate.parse(under(ISSUING_CA, KEYS[2]).certificate)


def crl_with(*revoked, issuer=ISSUING_CA, this_update=NOW, next_update=NOW + DAY):
    return issue_crl(
        issuer_certificate=issuer.certificate,
        issuer_signer=issuer,
        revoked=revoked,
        number=12,
        this_update=this_update,
        next_update=next_update,
    )


def ask(der, *, at=NOW, now=NOW, issuer=ISSUING_CA):
    check_not_revoked(SEAL, crl=RevocationList.parse(der), issuer=Certificate.parse(issuer.certificate), at=at, now=now)


def test_what_was_written_is_read():
    lines = (
        Revocation(SEAL.serial, NOW, "keyCompromise", NOW - DAY),
        Revocation(1 << 126, NOW - DAY, "superseded"),
        Revocation(5, NOW),
    )
    crl = RevocationList.parse(crl_with(*lines))
    assert tuple(crl.revoked.values()) == lines
    assert crl.number == 12
    assert crl.issuer == SEAL.issuer
    assert (crl.this_update, crl.next_update) == (NOW, NOW + DAY)
    assert crl.aki == Certificate.parse(ISSUING_CA.certificate).ski


def test_a_certificate_that_is_not_listed_passes():
    ask(crl_with())
    ask(crl_with(Revocation(SEAL.serial + 1, NOW - DAY)))


def test_a_revoked_certificate_is_refused_from_the_moment_of_revocation_on():
    der = crl_with(Revocation(SEAL.serial, NOW - DAY, "cessationOfOperation"))
    ask(der, at=NOW - DAY - timedelta(seconds=1))
    for moment in (NOW - DAY, NOW):
        with pytest.raises(RevokedError) as refusal:
            ask(der, at=moment)
    assert refusal.value.reason == "cessationOfOperation"
    assert refusal.value.revoked_at == NOW - DAY
    assert refusal.value.certificate == SEAL


def test_a_lost_key_counts_from_the_day_it_was_lost():
    with pytest.raises(RevokedError):
        ask(crl_with(Revocation(SEAL.serial, NOW, "keyCompromise", NOW - 2 * DAY)), at=NOW - DAY)


def test_a_list_that_is_not_in_force_says_nothing():
    with pytest.raises(CrlOutdatedError):
        ask(crl_with(), now=NOW + DAY + timedelta(seconds=1))
    with pytest.raises(CrlOutdatedError):
        ask(crl_with(), now=NOW - timedelta(seconds=1))


def test_a_list_by_anybody_else_says_nothing():
    with pytest.raises(CrlSignatureError, match="another issuer"):
        ask(crl_with(issuer=ROOT_CA))
    with pytest.raises(CrlSignatureError, match="another key"):
        ask(crl_with(issuer=authority_under(ROOT_CA, KEYS[3])))
    with pytest.raises(CrlSignatureError, match="another issuer"):
        ask(crl_with(), issuer=ROOT_CA)


def test_an_issuer_without_the_usage_may_not_sign_lists():
    mute = authority_under(ROOT_CA, KEYS[1], profile=Profile(frozenset({"keyCertSign"}), is_ca=True))
    with pytest.raises(CrlSignatureError, match="may not sign"):
        ask(crl_with(issuer=mute), issuer=mute)


def test_no_byte_of_a_list_can_be_changed():
    der = crl_with(Revocation(SEAL.serial, NOW, "keyCompromise"))
    for at in range(len(der)):
        changed = bytearray(der)
        changed[at] ^= 0x01
        with pytest.raises(CrlError):
            ask(bytes(changed), at=NOW - DAY)


def test_a_line_cannot_be_left_out():
    der = crl_with(Revocation(SEAL.serial, NOW))
    crl = RevocationList.parse(der)
    line = encode.sequence(encode.integer(SEAL.serial), encode.utc_time(NOW))
    assert line in crl.tbs
    shorter = crl.tbs[crl.tbs.index(b"\x02\x01\x01") :].replace(encode.sequence(line), b"")
    bent = encode.sequence(
        encode.sequence(shorter), encode.sequence(encode.oid(crl.signature_algorithm)), encode.bit_string(crl.signature)
    )
    with pytest.raises(CrlSignatureError):
        ask(bent)


@pytest.mark.parametrize("der", [b"", b"\x30\x00", encode.sequence(encode.null()), SEAL.der])
def test_what_is_no_list_is_refused(der):
    with pytest.raises(CrlFormatError):
        RevocationList.parse(der)


def test_a_list_that_must_not_be_issued_is_not_issued():
    with pytest.raises(IssueError):
        crl_with(next_update=NOW - DAY)
    with pytest.raises(IssueError):
        crl_with(Revocation(1, NOW, "boredom"))
    with pytest.raises(IssueError):
        crl_with(issuer=SoftwareSigner(KEYS[3], ISSUING_CA.certificate))


def test_a_serial_number_that_stands_twice_is_refused():
    with pytest.raises(CrlFormatError, match="twice"):
        RevocationList.parse(crl_with(Revocation(7, NOW), Revocation(7, NOW - DAY)))
