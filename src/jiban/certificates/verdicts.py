"""What checking a file can say. Values only; the words are in `words.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum


class Outcome(Enum):
    """The value is the exit code of `jiban verify`."""

    GENUINE = 0
    NOT_GENUINE = 1
    CANNOT_TELL = 2


class Code(StrEnum):
    GENUINE = "genuine"
    # do not rely on it
    ALTERED = "altered"
    SEAL_SWAPPED = "seal-swapped"
    SIGNATURE_WRONG = "signature-wrong"
    OUTSIDE_SEAL_VALIDITY = "outside-seal-validity"
    NO_AUTHORITY = "no-authority"
    RECORD_DIFFERS = "record-differs"
    LOG_PROOF_WRONG = "log-proof-wrong"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    NOT_SEALED = "not-sealed"
    # cannot tell
    UNKNOWN_AUTHORITY = "unknown-authority"
    TRUNCATED = "truncated"
    TOO_LARGE = "too-large"
    NOT_A_CERTIFICATE = "not-a-certificate"
    UNREADABLE = "unreadable"


OUTCOMES: Mapping[Code, Outcome] = {
    Code.GENUINE: Outcome.GENUINE,
    **dict.fromkeys(
        (
            Code.ALTERED,
            Code.SEAL_SWAPPED,
            Code.SIGNATURE_WRONG,
            Code.OUTSIDE_SEAL_VALIDITY,
            Code.NO_AUTHORITY,
            Code.RECORD_DIFFERS,
            Code.LOG_PROOF_WRONG,
            Code.REVOKED,
            Code.EXPIRED,
            Code.NOT_YET_VALID,
            Code.NOT_SEALED,
        ),
        Outcome.NOT_GENUINE,
    ),
    **dict.fromkeys(
        (Code.UNKNOWN_AUTHORITY, Code.TRUNCATED, Code.TOO_LARGE, Code.NOT_A_CERTIFICATE, Code.UNREADABLE),
        Outcome.CANNOT_TELL,
    ),
}


class Mark(StrEnum):
    OK = "ok"
    FAIL = "fail"
    WARN = "warn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `code` names the words, `detail` is a value shown with them."""

    code: str
    mark: Mark
    detail: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a stranger may see of a certificate: names masked."""

    title: str
    number: str
    holder: str
    issuer: str
    purpose: str
    receiving_unit: str
    issued_on: str
    valid_until: str
    test: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    code: Code
    findings: tuple[Finding, ...] = ()
    shown: Shown | None = None
    identifier: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES[self.code]
