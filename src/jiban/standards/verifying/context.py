"""What every check of one file shares: whom to trust, when it is, what is known of revocation, what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jiban.standards.verifying.policy import Policy
from jiban.standards.verifying.trust import Trust


@dataclass(frozen=True, slots=True)
class Context:
    """`crls` and `ocsp` are DER, as collected by whoever checks: nothing is fetched here."""

    trust: Trust
    now: datetime
    policy: Policy
    crls: Sequence[bytes] = field(default=(), repr=False)
    ocsp: Sequence[bytes] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was signed, and whether a trusted time stamp says so. Certificates are judged as of then."""

    at: datetime
    proved: bool = False
