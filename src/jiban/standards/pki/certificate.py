"""An X.509 certificate as a value (RFC 5280 section 4.1, GM/T 0015 section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from jiban.standards.der import DerError, Fields, Node, parse
from jiban.standards.gm.errors import KeyFormatError
from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.pki import extensions, name
from jiban.standards.pki.deviations import Deviations
from jiban.standards.pki.errors import CertificateFormatError
from jiban.standards.pki.general_names import GeneralName
from jiban.standards.pki.name_constraints import NameConstraints

MAX_CERTIFICATE_BYTES = 16 * 1024
MAX_SERIAL_BYTES = 20


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the certificate says. Nothing in it is checked against anybody's signature: see `chain`.

    tbs                 the signed bytes, as stored
    issuer, subject     DER of the names, as stored
    not_before/after    the first and the last second of its validity, UTC
    signature           for SM2 and ECDSA: DER SEQUENCE{r, s}
    key_usage           names of RFC 5280 section 4.2.1.3, None without the extension
    path_length         how many authorities may stand below this one, None for no limit
    crl_points          where lists of revoked certificates are to be had
    critical            the extensions that are marked critical
    critical_unknown    those of them that are not understood here
    deviations          what was overlooked by a tolerant reading, in words; empty after a strict one
    """

    der: bytes
    tbs: bytes
    serial: int
    issuer: bytes
    subject: bytes
    not_before: datetime
    not_after: datetime
    public_key_spki: bytes
    signature_algorithm: str
    signature: bytes
    key_usage: frozenset[str] | None
    extended_key_usage: frozenset[str] | None
    is_ca: bool
    path_length: int | None
    ski: bytes | None
    aki: bytes | None
    name_constraints: NameConstraints | None
    alternative_names: tuple[GeneralName, ...]
    policies: frozenset[str] | None
    policy_mappings: tuple[tuple[str, str], ...]
    require_explicit_policy: int | None
    inhibit_policy_mapping: int | None
    inhibit_any_policy: int | None
    crl_points: tuple[GeneralName, ...]
    ocsp_urls: tuple[str, ...]
    has_ocsp_no_check: bool
    critical: frozenset[str]
    critical_unknown: tuple[str, ...]
    deviations: tuple[str, ...] = ()

    @classmethod
    def parse(cls, der: bytes, *, tolerant: bool = False) -> Certificate:
        """Read a certificate of at most 16 KiB. Raises CertificateFormatError for whatever is not strict DER of v3.

        tolerant   overlook what real authorities get wrong and what leaves no doubt about the meaning: keyUsage with
                   trailing zero bits, serial numbers of zero or above 20 octets, characters outside PrintableString, a
                   path length without the right to issue, unreadable extensions that only help to find other things.
                   `deviations` names what was overlooked.
        """
        try:
            return _read(parse(der, max_size_bytes=MAX_CERTIFICATE_BYTES), Deviations(tolerant=tolerant))
        except DerError as broken:
            raise CertificateFormatError(f"not a certificate: {broken}") from broken

    @property
    def subject_text(self) -> str:
        """The subject as RFC 4514 writes it."""
        return name.as_text(self.subject)

    @property
    def issuer_text(self) -> str:
        """The issuer as RFC 4514 writes it."""
        return name.as_text(self.issuer)

    @property
    def public_key(self) -> PublicKey:
        """The SM2 key inside. Raises CertificateFormatError if it holds another kind of key."""
        return sm2_public_key(self.public_key_spki)

    def is_valid_at(self, moment: datetime) -> bool:
        """Whether the aware `moment` lies in the validity, the whole last second included."""
        return self.not_before <= moment.replace(microsecond=0) <= self.not_after


@lru_cache(maxsize=512)
def parsed(der: bytes, *, tolerant: bool = False) -> Certificate:
    """Certificate.parse, remembered: the same authorities stand above every document."""
    return Certificate.parse(der, tolerant=tolerant)


@lru_cache(maxsize=512)
def sm2_public_key(spki: bytes) -> PublicKey:
    """PublicKey.from_spki, remembered. Raises CertificateFormatError."""
    try:
        return PublicKey.from_spki(spki)
    except KeyFormatError as broken:
        raise CertificateFormatError(f"not a certificate of an SM2 key: {broken}") from broken


def algorithm(node: Node) -> str:
    """The identifier in an AlgorithmIdentifier whose parameters are absent or NULL. Raises DerError."""
    fields = Fields(node)
    oid = fields.take().oid()
    parameters = fields.optional(0x05)
    if parameters is not None:
        parameters.null()
    fields.end()
    return oid


def _read(node: Node, deviations: Deviations) -> Certificate:
    outer = Fields(node)
    tbs, algorithm_outside, signature = outer.take(0x30), outer.take(0x30), outer.take().bits()
    outer.end()
    fields = Fields(tbs)
    version, serial = fields.take(0xA0).only_child().integer(), fields.take().integer()
    algorithm_inside = fields.take(0x30)
    issuer, (not_before, not_after), subject = fields.take(0x30).raw, _validity(fields.take()), fields.take(0x30).raw
    spki = fields.take(0x30).raw
    # Identifiers that were to keep reused names apart (RFC 5280 section 4.1.2.8): allowed, and of no meaning here.
    fields.optional(0x81)
    fields.optional(0x82)
    said = extensions.read(fields.take(0xA3).only_child(), deviations)
    fields.end()
    if version != 2:
        raise CertificateFormatError("not of version 3")
    _check_serial(serial, deviations)
    if algorithm_inside.raw != algorithm_outside.raw:
        raise CertificateFormatError("the algorithm inside the signed part is not the one outside")
    if not (name.as_text(issuer) and name.as_text(subject)):
        raise CertificateFormatError("an empty name")
    _check_names(issuer, subject, deviations)
    return Certificate(
        der=node.raw,
        tbs=tbs.raw,
        serial=serial,
        issuer=issuer,
        subject=subject,
        not_before=not_before,
        not_after=not_after,
        public_key_spki=spki,
        signature_algorithm=algorithm(algorithm_outside),
        signature=signature,
        **{field: getattr(said, field) for field in said.__slots__},
        deviations=tuple(deviations.found),
    )


def _check_serial(serial: int, deviations: Deviations) -> None:
    if not 0 < serial < 1 << (MAX_SERIAL_BYTES * 8 - 1):
        wrong = CertificateFormatError("a serial number below 1 or above 20 octets")
        deviations.allow("a serial number below 1 or above 20 octets", wrong)


def _check_names(issuer: bytes, subject: bytes, deviations: Deviations) -> None:
    for one in (issuer, subject):
        try:
            name.check_form(one)
        except CertificateFormatError as wrong:
            deviations.allow("a name with characters that its string type forbids", wrong)


def _validity(node: Node) -> tuple[datetime, datetime]:
    fields = Fields(node)
    not_before, not_after = fields.take().time(), fields.take().time()
    fields.end()
    return not_before, not_after
