"""P-256 certificates by the same templates, signed with ECDSA and SHA-256 (RFC 5480, RFC 5758)."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from jiban.standards.pki import oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.errors import IssueError
from jiban.standards.pki.issue import ROOT, SIGNING, Draft, Profile, check_may_issue, key_identifier


def generate_key() -> ec.EllipticCurvePrivateKey:
    """A new key on the curve P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def spki_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The SubjectPublicKeyInfo, DER."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def to_pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The plain PrivateKeyInfo, DER."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def from_pkcs8(pkcs8_der: bytes) -> ec.EllipticCurvePrivateKey:
    """Open a plain PrivateKeyInfo. Raises IssueError if it is not a P-256 key."""
    try:
        key = load_der_private_key(pkcs8_der, password=None)
    except ValueError:
        raise IssueError("not a private key") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise IssueError("not a P-256 key")
    return key


def issue(
    *,
    subject: bytes,
    spki: bytes,
    issuer_certificate: bytes,
    issuer_key: ec.EllipticCurvePrivateKey,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    profile: Profile = SIGNING,
) -> bytes:
    """DER of a certificate for the key `spki`, signed with ECDSA; arguments and errors as in issue.issue."""
    issuer = parsed(issuer_certificate)
    check_may_issue(issuer, spki_of(issuer_key))
    draft = Draft(subject, spki, serial, not_before, not_after, profile)
    return draft.signed(issuer.subject, issuer.ski, oids.ECDSA_WITH_SHA256, lambda tbs: _sign(issuer_key, tbs))


def issue_root(
    *,
    subject: bytes,
    key: ec.EllipticCurvePrivateKey,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    profile: Profile = ROOT,
) -> bytes:
    """DER of a certificate that `key` issues to itself. Raises IssueError."""
    spki = spki_of(key)
    draft = Draft(subject, spki, serial, not_before, not_after, profile)
    return draft.signed(subject, key_identifier(spki), oids.ECDSA_WITH_SHA256, lambda tbs: _sign(key, tbs))


def _sign(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    return key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))
