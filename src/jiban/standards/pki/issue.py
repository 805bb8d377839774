"""Issue certificates in the profile of GM/T 0015 (RFC 5280). Meant for test authorities; a licensed authority does this
in production."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from jiban.standards.der import encode
from jiban.standards.gm.signer import Signer
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import Certificate, parsed
from jiban.standards.pki.errors import IssueError
from jiban.standards.pki.extensions import KEY_USAGES

KEY_IDENTIFIER_BYTES = 20
VERSION_3 = encode.explicit(0, encode.integer(2))
ALGORITHMS = {oid: encode.sequence(encode.oid(oid)) for oid in (oids.SM2_WITH_SM3, oids.ECDSA_WITH_SHA256)}


@dataclass(frozen=True, slots=True)
class Profile:
    """What the new certificate may be used for.

    key_usage           names of RFC 5280 section 4.2.1.3
    extended_key_usage  object identifiers; the extension is left out if there are none
    is_extended_critical   whether that extension is critical, as for time stamping (RFC 3161 section 2.3)
    more                further complete Extension values, DER
    """

    key_usage: frozenset[str]
    is_ca: bool = False
    path_length: int | None = None
    extended_key_usage: tuple[str, ...] = ()
    more: tuple[bytes, ...] = ()
    is_extended_critical: bool = False


ROOT = Profile(key_usage=frozenset({"keyCertSign", "cRLSign"}), is_ca=True)
AUTHORITY = Profile(key_usage=frozenset({"keyCertSign", "cRLSign"}), is_ca=True, path_length=0)
SIGNING = Profile(key_usage=frozenset({"digitalSignature", "nonRepudiation"}))
TIME_STAMPING = Profile(
    key_usage=SIGNING.key_usage, extended_key_usage=(oids.TIME_STAMPING,), is_extended_critical=True
)


def extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    """DER of one Extension around the DER `value` (RFC 5280 section 4.2)."""
    mark = encode.boolean(True) if critical else b""
    return encode.sequence(encode.oid(oid), mark, encode.octet_string(value))


# A responder's own status is not asked for: its certificate is to be short-lived (RFC 6960 section 4.2.2.2.1).
OCSP_SIGNING = Profile(
    key_usage=frozenset({"digitalSignature"}),
    extended_key_usage=(oids.OCSP_SIGNING,),
    more=(extension(oids.OCSP_NO_CHECK, encode.null()),),
)


def new_serial() -> int:
    """A random serial number of exactly 16 octets."""
    return secrets.randbits(126) | 1 << 126


def issue(
    *,
    subject: bytes,
    spki: bytes,
    issuer_certificate: bytes,
    issuer_signer: Signer,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    profile: Profile = SIGNING,
) -> bytes:
    """DER of a certificate for the key `spki`, signed with SM2.

    subject     DER of the Name (see name.name)
    serial      1 to 20 octets, never used before by this issuer (see new_serial)

    Raises IssueError if the signer's key is not the one in `issuer_certificate`, if that may not issue, or if the
    validity ends before it begins.
    """
    issuer = parsed(issuer_certificate)
    check_may_issue(issuer, issuer_signer.public_key.spki)
    draft = Draft(subject, spki, serial, not_before, not_after, profile)
    return draft.signed(issuer.subject, issuer.ski, oids.SM2_WITH_SM3, sm2_sign(issuer_signer))


def issue_root(
    *, subject: bytes, signer: Signer, serial: int, not_before: datetime, not_after: datetime, profile: Profile = ROOT
) -> bytes:
    """DER of a certificate that the SM2 key of `signer` issues to itself. Raises IssueError."""
    spki = signer.public_key.spki
    draft = Draft(subject, spki, serial, not_before, not_after, profile)
    return draft.signed(subject, key_identifier(spki), oids.SM2_WITH_SM3, sm2_sign(signer))


def check_may_issue(issuer: Certificate, signing_spki: bytes) -> None:
    """Raise IssueError unless the signing key is the issuer's and its certificate lets it issue."""
    if signing_spki != issuer.public_key_spki:
        raise IssueError("the signer's key is not the key of the issuer's certificate")
    if not issuer.is_ca or "keyCertSign" not in (issuer.key_usage or ()):
        raise IssueError("the issuer's certificate may not issue certificates")


def sm2_sign(signer: Signer) -> Callable[[bytes], bytes]:
    """Signing of whole messages by a signer of digests, with the standard user id."""
    return lambda message: signer.sign_digest(signer.public_key.digest(message))


def key_identifier(spki: bytes) -> bytes:
    """The first 20 octets of SM3 over the SubjectPublicKeyInfo; RFC 5280 section 4.2.1.2 leaves the way to the issuer."""
    return sm3(spki)[:KEY_IDENTIFIER_BYTES]


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate before it is signed."""

    subject: bytes
    spki: bytes
    serial: int
    not_before: datetime
    not_after: datetime
    profile: Profile

    def signed(self, issuer: bytes, issuer_ski: bytes | None, algorithm: str, sign: Callable[[bytes], bytes]) -> bytes:
        """DER of the certificate. Raises IssueError."""
        if self.not_after < self.not_before:
            raise IssueError("the validity ends before it begins")
        if not 0 < self.serial < 1 << 159:
            raise IssueError("a serial number has 1 to 20 octets")
        tbs = encode.sequence(
            VERSION_3,
            encode.integer(self.serial),
            ALGORITHMS[algorithm],
            issuer,
            encode.sequence(x509_time(self.not_before), x509_time(self.not_after)),
            self.subject,
            self.spki,
            encode.explicit(3, self._extensions(issuer_ski)),
        )
        return encode.sequence(tbs, ALGORITHMS[algorithm], encode.bit_string(sign(tbs)))

    def _extensions(self, issuer_ski: bytes | None) -> bytes:
        parts = [extension(oids.SUBJECT_KEY_IDENTIFIER, encode.octet_string(key_identifier(self.spki)))]
        if issuer_ski is not None:
            parts.append(authority_key(issuer_ski))
        return encode.sequence(*parts, *_fixed_extensions(self.profile))


@lru_cache(maxsize=64)
def _fixed_extensions(profile: Profile) -> tuple[bytes, ...]:
    bits = encode.named_bits(*map(KEY_USAGES.index, profile.key_usage))
    parts = [_basic_constraints(profile), extension(oids.KEY_USAGE, bits, critical=True)]
    if profile.extended_key_usage:
        purposes = encode.sequence(*map(encode.oid, profile.extended_key_usage))
        parts.append(extension(oids.EXTENDED_KEY_USAGE, purposes, critical=profile.is_extended_critical))
    return (*parts, *profile.more)


def _basic_constraints(profile: Profile) -> bytes:
    parts = []
    if profile.is_ca:
        parts.append(encode.boolean(True))
        if profile.path_length is not None:
            parts.append(encode.integer(profile.path_length))
    return extension(oids.BASIC_CONSTRAINTS, encode.sequence(*parts), critical=True)


def authority_key(ski: bytes) -> bytes:
    """The AuthorityKeyIdentifier extension that names the issuer's key by its identifier."""
    return extension(oids.AUTHORITY_KEY_IDENTIFIER, encode.sequence(encode.implicit(0, encode.octet_string(ski))))


def x509_time(moment: datetime) -> bytes:
    """UTCTime through 2049, GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5). Raises DerError if naive."""
    in_utc_time = moment.utctimetuple().tm_year <= 2049
    return encode.utc_time(moment) if in_utc_time else encode.generalized_time(moment)
