"""From a certificate up to a trusted root (RFC 5280 section 6.1), at a given moment and for a given purpose.

Names, key usages, extended key usages, path lengths, name constraints, policies and critical extensions are processed.
Revocation is asked for separately: see `revocation`. Of a root, validity, usages, path length and name constraints count.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from jiban.standards.pki import key_purposes, name, name_constraints, policies
from jiban.standards.pki.certificate import Certificate, parsed
from jiban.standards.pki.errors import (
    CertificateFormatError,
    ChainError,
    CriticalExtensionError,
    ExpiredError,
    NotAnAuthorityError,
    NotYetValidError,
    PathTooLongError,
    UntrustedError,
)
from jiban.standards.pki.key_purposes import Purpose
from jiban.standards.pki.links import LinkMemory, check_link

__all__ = ["LinkMemory", "Purpose", "check_chain"]

MAX_CHAIN_LENGTH = 8
MAX_INTERMEDIATES = 32
MAX_LINKS_TRIED = 64  # a stranger's certificates, all of one name, must not cost hours


def check_chain(
    leaf: bytes,
    *,
    intermediates: Iterable[bytes],
    roots: Iterable[bytes],
    at: datetime,
    purpose: Purpose,
    wanted_policies: AbstractSet[str] | None = None,
    memory: LinkMemory | None = None,
    tolerant: bool = False,
) -> list[Certificate]:
    """Find and check a chain from `leaf` to one of `roots`; gives it, the leaf first and the root last.

    leaf            DER of the certificate in question
    intermediates   DER of authorities that may stand between, in any order, trusted or not; at most 32 are looked at
    roots           DER of the trusted roots
    at              an aware datetime: every certificate of the chain has to be valid then
    wanted_policies   identifiers of certificate policies of which the chain has to carry one; None asks for none
    memory          where links already found good are kept
    tolerant        read certificates as Certificate.parse does when it is tolerant; `deviations` tell what was overlooked

    Raises CertificateFormatError for a leaf or root that cannot be read, else a ChainError that says what is wrong with
    the first chain found: UntrustedError, BadSignatureError, AlgorithmError, NotYetValidError, ExpiredError,
    NotAnAuthorityError, PathTooLongError, KeyUsageError, CriticalExtensionError, NameConstraintError, PolicyError.
    """
    search = _Search(
        trusted=[parsed(root, tolerant=tolerant) for root in roots],
        others=_readable(intermediates, tolerant=tolerant),
        memory=memory,
    )
    first = parsed(leaf, tolerant=tolerant)
    for path in search.paths([first]):
        try:
            _check_path(path, at=at, purpose=purpose, memory=memory)
            policies.check(path, wanted=wanted_policies)
        except ChainError as refusal:
            search.refusal = search.refusal or refusal
        else:
            return path
    raise search.refusal or UntrustedError("no chain leads to a trusted root", first)


def _readable(ders: Iterable[bytes], *, tolerant: bool) -> list[Certificate]:
    found: list[Certificate] = []
    for der in ders:
        if len(found) == MAX_INTERMEDIATES:
            break
        try:
            found.append(parsed(der, tolerant=tolerant))
        except CertificateFormatError:
            continue  # what cannot be read cannot help, and need not harm
    return found


class _Search:
    """Walks upwards through names, key identifiers and signatures. `refusal` keeps the first thing that went wrong."""

    def __init__(
        self, *, trusted: Sequence[Certificate], others: Sequence[Certificate], memory: LinkMemory | None
    ) -> None:
        self._memory = memory
        self.refusal: ChainError | None = None
        self._trusted = {root.der for root in trusted}
        self._candidates = [*trusted, *(other for other in others if other.der not in self._trusted)]
        self._links_left = MAX_LINKS_TRIED

    def paths(self, path: list[Certificate]) -> Iterator[list[Certificate]]:
        """Every chain that goes on from `path` and ends in a trusted root."""
        last = path[-1]
        if last.der in self._trusted:
            yield path
            return
        for candidate in self._candidates:
            if candidate not in path and _may_have_issued(candidate, last) and self._is_linked(last, candidate):
                if len(path) == MAX_CHAIN_LENGTH:
                    self.refusal = self.refusal or PathTooLongError("the chain is too long", last)
                    return
                yield from self.paths([*path, candidate])

    def _is_linked(self, certificate: Certificate, issuer: Certificate) -> bool:
        if self._links_left == 0:
            return False
        self._links_left -= 1
        try:
            check_link(certificate, issuer, self._memory)
        except ChainError as refusal:
            self.refusal = self.refusal or refusal
            return False
        return True


def _may_have_issued(issuer: Certificate, certificate: Certificate) -> bool:
    if not name.is_same(issuer.subject, certificate.issuer):
        return False
    return issuer.ski is None or certificate.aki is None or issuer.ski == certificate.aki


def _check_path(path: Sequence[Certificate], *, at: datetime, purpose: Purpose, memory: LinkMemory | None) -> None:
    for certificate in path:
        _check_certificate(certificate, at=at)
    for height, authority in enumerate(path[1:]):
        _check_authority(authority, below=path[1 : height + 1])
    root = path[-1]
    if root.subject == root.issuer:
        check_link(root, root, memory)
    key_purposes.check(path, purpose)
    name_constraints.check(path)


def _check_certificate(certificate: Certificate, *, at: datetime) -> None:
    if certificate.critical_unknown:
        unknown = ", ".join(certificate.critical_unknown)
        raise CriticalExtensionError(f"critical extensions that are not understood: {unknown}", certificate)
    if not certificate.is_valid_at(at):
        if at < certificate.not_before:
            raise NotYetValidError(f"not valid before {certificate.not_before:%Y-%m-%dT%H:%M:%SZ}", certificate)
        raise ExpiredError(f"not valid after {certificate.not_after:%Y-%m-%dT%H:%M:%SZ}", certificate)


def _check_authority(authority: Certificate, *, below: Sequence[Certificate]) -> None:
    if not authority.is_ca or "keyCertSign" not in (authority.key_usage or ()):
        raise NotAnAuthorityError("issued by a certificate that may not issue certificates", authority)
    # Self-issued certificates do not count (RFC 5280 section 4.2.1.9).
    count = sum(1 for certificate in below if certificate.subject != certificate.issuer)
    if authority.path_length is not None and count > authority.path_length:
        raise PathTooLongError(f"{count} authorities below one that allows {authority.path_length}", authority)
