"""Lists of revoked certificates (RFC 5280 section 5, GM/T 0015) by the certificates' own issuer, read and asked.

Complete lists, and lists for end entities, for authorities or for a distribution point. Delta lists, indirect lists and
lists for some reasons only are refused with CrlScopeError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jiban.standards.der import DerError, Fields, Node, parse
from jiban.standards.pki import name, oids
from jiban.standards.pki.certificate import Certificate, algorithm
from jiban.standards.pki.crl_making import VERSION_2, issue_crl, sign_crl
from jiban.standards.pki.crl_scope import WHOLE, Scope, read_scope
from jiban.standards.pki.errors import (
    CrlFormatError,
    CrlOutdatedError,
    CrlScopeError,
    CrlSignatureError,
    RevokedError,
)
from jiban.standards.pki.extensions import authority_key_identifier, read_extension
from jiban.standards.pki.links import LinkMemory, signature_fits
from jiban.standards.pki.revoked import REASONS, Revocation

__all__ = ["REASONS", "Revocation", "RevocationList", "check_is_by", "check_not_revoked", "issue_crl", "sign_crl"]


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list as read; nothing in it is checked against the issuer's signature: see `check_not_revoked`.

    revoked    the lines by serial number
    scope      the part of the certificates that it is for
    """

    tbs: bytes
    issuer: bytes
    this_update: datetime
    next_update: datetime
    revoked: Mapping[int, Revocation]
    aki: bytes | None
    number: int | None
    signature_algorithm: str
    signature: bytes
    scope: Scope = WHOLE

    @classmethod
    def parse(cls, der: bytes) -> RevocationList:
        """Read a list. Raises CrlFormatError for whatever is not strict DER of version 2 with a time for the next list.

        Raises CrlScopeError, which is one of them, for delta lists, indirect lists and lists for some reasons only.
        """
        try:
            return _read(parse(der))
        except DerError as broken:
            raise CrlFormatError(f"not a list of revoked certificates: {broken}") from broken


def check_not_revoked(
    certificate: Certificate,
    *,
    crl: RevocationList,
    issuer: Certificate,
    at: datetime,
    now: datetime,
    memory: LinkMemory | None = None,
) -> None:
    """Check that `certificate` was not revoked at the moment `at`, by a list that is in force `now`.

    issuer      the certificate above it in a checked chain
    memory      where signatures already found good are kept

    A certificate revoked after `at` passes: what was signed before stays signed. Where the key is said to have been
    lost earlier than the revocation, that earlier moment counts.

    Raises RevokedError; CrlSignatureError if the list is not the issuer's; CrlScopeError if it is not for this
    certificate; CrlOutdatedError.
    """
    check_is_by(issuer, certificate=certificate, crl=crl, memory=memory)
    if not crl.this_update <= now.replace(microsecond=0) <= crl.next_update:
        raise CrlOutdatedError("the list is not in force: from the future, or a newer one is due")
    line = crl.revoked.get(certificate.serial)
    if line is not None and line.effective <= at:
        raise RevokedError(certificate, revoked_at=line.effective, reason=line.reason)


def check_is_by(
    issuer: Certificate, *, certificate: Certificate, crl: RevocationList, memory: LinkMemory | None = None
) -> None:
    """Check that the list is by the issuer of `certificate` and for certificates such as this one; not how old it is.

    Raises CrlSignatureError, CrlScopeError.
    """
    if not (name.is_same(crl.issuer, certificate.issuer) and name.is_same(issuer.subject, certificate.issuer)):
        raise CrlSignatureError("the list is by another issuer")
    if crl.aki is not None and issuer.ski is not None and crl.aki != issuer.ski:
        raise CrlSignatureError("the list is signed with another key of the issuer")
    if "cRLSign" not in (issuer.key_usage or ()):
        raise CrlSignatureError("the issuer may not sign lists")
    if not crl.scope.includes(certificate):
        raise CrlScopeError("the list is for another part of the issuer's certificates")
    fits = signature_fits if memory is None else memory.fits
    if not fits(crl.signature_algorithm, issuer.public_key_spki, crl.tbs, crl.signature):
        raise CrlSignatureError("the issuer's signature does not fit the list")


def _read(node: Node) -> RevocationList:
    outer = Fields(node)
    tbs, algorithm_outside, signature = outer.take(0x30), outer.take(0x30), outer.take().bits()
    outer.end()
    fields = Fields(tbs)
    version, algorithm_inside, issuer = fields.take().raw, fields.take(0x30), fields.take(0x30).raw
    this_update = fields.take().time()
    if fields.peek() not in (0x17, 0x18):
        raise CrlFormatError("the list does not say when the next one comes")
    next_update = fields.take().time()
    lines = fields.optional(0x30)
    aki, number, scope = _extensions(fields.take(0xA0).only_child())
    fields.end()
    if version != VERSION_2 or algorithm_inside.raw != algorithm_outside.raw:
        raise CrlFormatError("not of version 2, or with two different algorithms")
    return RevocationList(
        tbs=tbs.raw,
        issuer=issuer,
        this_update=this_update,
        next_update=next_update,
        revoked=_read_lines(lines) if lines is not None else {},
        aki=aki,
        number=number,
        signature_algorithm=algorithm(algorithm_outside),
        signature=signature,
        scope=scope,
    )


def _extensions(node: Node) -> tuple[bytes | None, int | None, Scope]:
    aki, number, scope = None, None, WHOLE
    for part in node.expect(0x30).children:
        oid, critical, value = read_extension(part)
        if oid == oids.AUTHORITY_KEY_IDENTIFIER:
            aki = authority_key_identifier(value)
        elif oid == oids.CRL_NUMBER:
            number = parse(value).integer()
        elif oid == oids.ISSUING_DISTRIBUTION_POINT:
            scope = read_scope(parse(value))
        elif oid == oids.DELTA_CRL_INDICATOR:
            raise CrlScopeError("a delta list tells only what changed since another list")
        elif critical:
            raise CrlFormatError(f"a critical extension that is not understood: {oid}")
    return aki, number, scope


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
    for part in extensions.children if extensions is not None else ():
        oid, critical, value = read_extension(part)
        if oid == oids.CRL_REASON:
            reason = _reason(parse(value))
        elif oid == oids.INVALIDITY_DATE:
            invalid_since = parse(value).time()
        elif oid == oids.CERTIFICATE_ISSUER:
            raise CrlScopeError("an indirect list speaks of other issuers' certificates")
        elif critical:
            raise CrlFormatError(f"a critical extension that is not understood: {oid}")
    return Revocation(serial, at, reason, invalid_since)


def _reason(node: Node) -> str:
    number = node.expect(0x0A).content
    if len(number) != 1 or number[0] not in REASONS:
        raise CrlFormatError("a reason that does not exist in a complete list")
    return REASONS[number[0]]
