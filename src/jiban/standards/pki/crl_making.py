"""Lists of revoked certificates, made (RFC 5280 section 5)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from jiban.standards.der import encode
from jiban.standards.gm.signer import Signer
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate, parsed
from jiban.standards.pki.crl_scope import WHOLE, Scope
from jiban.standards.pki.errors import IssueError
from jiban.standards.pki.issue import ALGORITHMS, authority_key, extension, sm2_sign, x509_time
from jiban.standards.pki.revoked import NUMBERS, Revocation
from jiban.standards.pki.signing import MessageSigner

VERSION_2 = encode.integer(1)


def issue_crl(
    *,
    issuer_certificate: bytes,
    issuer_signer: Signer,
    revoked: Iterable[Revocation],
    number: int,
    this_update: datetime,
    next_update: datetime,
) -> bytes:
    """DER of a complete list, signed with SM2.

    number    grows with every list of this issuer

    Raises IssueError if the signer's key is not the issuer's or the times are in the wrong order.
    """
    issuer = parsed(issuer_certificate)
    if issuer_signer.public_key.spki != issuer.public_key_spki:
        raise IssueError("the signer's key is not the key of the issuer's certificate")
    return _signed_list(
        issuer, oids.SM2_WITH_SM3, sm2_sign(issuer_signer), _inside(issuer, revoked, this_update, next_update, number)
    )


def sign_crl(
    signer: MessageSigner,
    revoked: Iterable[Revocation],
    *,
    number: int,
    this_update: datetime,
    next_update: datetime,
    scope: Scope = WHOLE,
) -> bytes:
    """DER of a list by the authority whose key and certificate `signer` holds, with SM2 or ECDSA.

    number    grows with every list of this issuer
    scope     the part of the certificates that the list is for

    Raises IssueError if the times are in the wrong order or the certificate does not say its key identifier.
    """
    issuer = parsed(signer.certificate)
    inside = _inside(issuer, revoked, this_update, next_update, number, scope)
    return _signed_list(issuer, signer.algorithm, signer.sign, inside)


def _signed_list(issuer: Certificate, algorithm: str, sign: Callable[[bytes], bytes], inside: bytes) -> bytes:
    tbs = encode.sequence(VERSION_2, ALGORITHMS[algorithm], issuer.subject, inside)
    return encode.sequence(tbs, ALGORITHMS[algorithm], encode.bit_string(sign(tbs)))


def _inside(  # noqa: PLR0917 - private, and each argument is of a type of its own
    issuer: Certificate,
    revoked: Iterable[Revocation],
    this_update: datetime,
    next_update: datetime,
    number: int,
    scope: Scope = WHOLE,
) -> bytes:
    """What follows the issuer's name in a TBSCertList."""
    if issuer.ski is None:
        raise IssueError("the issuer's certificate does not say its key identifier")
    if next_update < this_update:
        raise IssueError("the next list would come before this one")
    lines = [_line(revocation) for revocation in revoked]
    parts = [authority_key(issuer.ski), extension(oids.CRL_NUMBER, encode.integer(number))]
    if scope != WHOLE:
        parts.append(extension(oids.ISSUING_DISTRIBUTION_POINT, scope.to_der(), critical=True))
    return b"".join(
        (
            x509_time(this_update),
            x509_time(next_update),
            encode.sequence(*lines) if lines else b"",  # an empty list of lines must be absent (section 5.1.2.6)
            encode.explicit(0, encode.sequence(*parts)),
        )
    )


def _line(revocation: Revocation) -> bytes:
    parts = []
    if revocation.reason != "unspecified":
        if revocation.reason not in NUMBERS:
            raise IssueError(f"no such reason: {revocation.reason[:40]!r}")
        parts.append(extension(oids.CRL_REASON, encode.tlv(0x0A, bytes((NUMBERS[revocation.reason],)))))
    if revocation.invalid_since is not None:
        parts.append(extension(oids.INVALIDITY_DATE, encode.generalized_time(revocation.invalid_since)))
    return encode.sequence(
        encode.integer(revocation.serial), x509_time(revocation.at), encode.sequence(*parts) if parts else b""
    )
