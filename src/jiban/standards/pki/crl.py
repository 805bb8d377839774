"""Lists of revoked certificates (RFC 5280 section 5, GM/T 0015): complete lists by the certificates' own issuer.

Delta lists, indirect lists and lists for a part of the certificates are refused: their extensions are critical.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from jiban.standards.der import DerError, Fields, Node, encode, parse
from jiban.standards.gm.signer import Signer
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate, algorithm, parsed
from jiban.standards.pki.errors import (
    CrlFormatError,
    CrlOutdatedError,
    CrlSignatureError,
    IssueError,
    RevokedError,
)
from jiban.standards.pki.extensions import authority_key_identifier, read_extension
from jiban.standards.pki.issue import ALGORITHMS, authority_key, extension, sm2_sign, x509_time
from jiban.standards.pki.links import signature_fits

REASONS = {
    0: "unspecified",
    1: "keyCompromise",
    2: "cACompromise",
    3: "affiliationChanged",
    4: "superseded",
    5: "cessationOfOperation",
    6: "certificateHold",
    9: "privilegeWithdrawn",
    10: "aACompromise",
}
NUMBERS = {reason: number for number, reason in REASONS.items()}
VERSION_2 = encode.integer(1)


@dataclass(frozen=True, slots=True)
class Revocation:
    """One line of a list.

    at              when the issuer revoked it
    invalid_since   when the key is known or thought to have been lost, if that was earlier (section 5.3.2)
    """

    serial: int
    at: datetime
    reason: str = "unspecified"
    invalid_since: datetime | None = None

    @property
    def effective(self) -> datetime:
        """From when on signatures no longer count."""
        return min(self.at, self.invalid_since) if self.invalid_since else self.at


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list as read; nothing in it is checked against the issuer's signature: see `check_not_revoked`."""

    tbs: bytes
    issuer: bytes
    this_update: datetime
    next_update: datetime
    revoked: Mapping[int, Revocation]
    aki: bytes | None
    number: int | None
    signature_algorithm: str
    signature: bytes

    @classmethod
    def parse(cls, der: bytes) -> RevocationList:
        """Read a list. Raises CrlFormatError for whatever is not strict DER of a complete version 2 list."""
        try:
            return _read(parse(der))
        except DerError as broken:
            raise CrlFormatError(f"not a list of revoked certificates: {broken}") from broken


def check_not_revoked(
    certificate: Certificate, *, crl: RevocationList, issuer: Certificate, at: datetime, now: datetime
) -> None:
    """Check that `certificate` was not revoked at the moment `at`, by a list that is in force `now`.

    issuer      the certificate above it in a checked chain

    A certificate revoked after `at` passes: what was signed before stays signed. Where the key is said to have been
    lost earlier than the revocation, that earlier moment counts.

    Raises RevokedError; CrlSignatureError if the list is not the issuer's; CrlOutdatedError.
    """
    if crl.issuer != certificate.issuer or issuer.subject != certificate.issuer:
        raise CrlSignatureError("the list is by another issuer")
    if crl.aki is not None and issuer.ski is not None and crl.aki != issuer.ski:
        raise CrlSignatureError("the list is signed with another key of the issuer")
    if "cRLSign" not in (issuer.key_usage or ()):
        raise CrlSignatureError("the issuer may not sign lists")
    if not signature_fits(crl.signature_algorithm, issuer.public_key_spki, crl.tbs, crl.signature):
        raise CrlSignatureError("the issuer's signature does not fit the list")
    if not crl.this_update <= now.replace(microsecond=0) <= crl.next_update:
        raise CrlOutdatedError("the list is not in force: from the future, or a newer one is due")
    line = crl.revoked.get(certificate.serial)
    if line is not None and line.effective <= at:
        raise RevokedError(certificate, revoked_at=line.effective, reason=line.reason)


def _read(node: Node) -> RevocationList:
    outer = Fields(node)
    tbs, algorithm_outside, signature = outer.take(0x30), outer.take(0x30), outer.take().bits()
    outer.end()
    fields = Fields(tbs)
    version, algorithm_inside, issuer = fields.take().raw, fields.take(0x30), fields.take(0x30).raw
    this_update, next_update = fields.take().time(), fields.take().time()
    lines = fields.optional(0x30)
    aki, number = _extensions(fields.take(0xA0).only_child())
    fields.end()
    if version != VERSION_2 or algorithm_inside.raw != algorithm_outside.raw:
        raise CrlFormatError("not of version 2, or with two different algorithms")
    return RevocationList(
        tbs=tbs.raw,
        issuer=issuer,
        this_update=this_update,
        next_update=next_update,
        revoked=_read_lines(lines) if lines else {},
        aki=aki,
        number=number,
        signature_algorithm=algorithm(algorithm_outside),
        signature=signature,
    )


def _extensions(node: Node) -> tuple[bytes | None, int | None]:
    aki, number = None, None
    for part in node.expect(0x30).children:
        oid, critical, value = read_extension(part)
        if oid == oids.AUTHORITY_KEY_IDENTIFIER:
            aki = authority_key_identifier(value)
        elif oid == oids.CRL_NUMBER:
            number = parse(value).integer()
        elif critical:
            raise CrlFormatError(f"a critical extension that is not understood: {oid}")
    return aki, number


def _read_lines(node: Node) -> dict[int, Revocation]:
    found = {line.serial: line for line in map(_read_line, node.children)}
    if len(found) != len(node.children):
        raise CrlFormatError("a serial number stands twice")
    return found


def _read_line(node: Node) -> Revocation:
    fields = Fields(node)
    serial, at = fields.take().integer(), fields.take().time()
    extensions = fields.optional(0x30)
    fields.end()
    reason, invalid_since = "unspecified", None
    for part in extensions.children if extensions else ():
        oid, critical, value = read_extension(part)
        if oid == oids.CRL_REASON:
            reason = _reason(parse(value))
        elif oid == oids.INVALIDITY_DATE:
            invalid_since = parse(value).time()
        elif critical:
            raise CrlFormatError(f"a critical extension that is not understood: {oid}")
    return Revocation(serial, at, reason, invalid_since)


def _reason(node: Node) -> str:
    number = node.expect(0x0A).content
    if len(number) != 1 or number[0] not in REASONS:
        raise CrlFormatError("a reason that does not exist in a complete list")
    return REASONS[number[0]]


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
    if issuer_signer.public_key.spki != issuer.public_key_spki or issuer.ski is None:
        raise IssueError("the signer's key is not the key of the issuer's certificate")
    if next_update < this_update:
        raise IssueError("the next list would come before this one")
    lines = [_line(revocation) for revocation in revoked]
    tbs = encode.sequence(
        VERSION_2,
        ALGORITHMS[oids.SM2_WITH_SM3],
        issuer.subject,
        x509_time(this_update),
        x509_time(next_update),
        encode.sequence(*lines) if lines else b"",  # an empty list of lines must be absent (section 5.1.2.6)
        encode.explicit(
            0,
            encode.sequence(authority_key(issuer.ski), extension(oids.CRL_NUMBER, encode.integer(number))),
        ),
    )
    signature = sm2_sign(issuer_signer)(tbs)
    return encode.sequence(tbs, ALGORITHMS[oids.SM2_WITH_SM3], encode.bit_string(signature))


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
