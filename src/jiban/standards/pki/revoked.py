"""One line of a list of revoked certificates, or one answer of a responder (RFC 5280 section 5.3, RFC 6960)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
