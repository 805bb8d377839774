"""What every check of one file shares: whom to trust, when it is, what is known of revocation, what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jiban.standards.pki.crl import RevocationList
from jiban.standards.pki.ocsp import OcspResponse
from jiban.standards.pki.trust_list import TrustList
from jiban.standards.verifying.policy import Policy


@dataclass(frozen=True, slots=True)
class Context:
    """`crls` and `ocsp` are DER or already read, as collected by whoever checks: nothing is fetched here."""

    trust: TrustList
    now: datetime
    policy: Policy
    crls: Sequence[bytes | RevocationList] = field(default=(), repr=False)
    ocsp: Sequence[bytes | OcspResponse] = field(default=(), repr=False)

    @property
    def has_roots(self) -> bool:
        """Whether any root is set up, whatever it is trusted for: without one, nothing is judged."""
        return any(entry.role == "root" for entry in self.trust.entries)

    @property
    def has_makers(self) -> bool:
        """Whether any maker of seals is set up."""
        return any(entry.role == "seal-maker" for entry in self.trust.entries)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was signed, and whether a trusted time stamp says so. Certificates are judged as of then."""

    at: datetime
    proved: bool = False
