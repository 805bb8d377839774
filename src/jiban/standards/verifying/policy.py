"""What is asked of a file beyond the letter of the standards."""

from dataclasses import dataclass
from datetime import timedelta

from jiban.standards.verifying.severity import Profile


@dataclass(frozen=True, slots=True)
class Policy:
    """How to judge.

    digests               names of the accepted digests of files: sm3, sha256, sha384, sha512. MD5 and SHA-1 never are
    needs_time_stamp      without a trusted time stamp nothing can be told
    needs_revocation      without word on revocation nothing can be told
    clock_tolerance       how far a signer's clock may be ahead of ours
    stamp_delay           how long after the stated time of signing a time stamp is no surprise
    """

    profile: Profile = "strict"
    digests: frozenset[str] = frozenset({"sm3"})
    needs_time_stamp: bool = False
    needs_revocation: bool = False
    clock_tolerance: timedelta = timedelta(minutes=5)
    stamp_delay: timedelta = timedelta(days=1)


STRICT = Policy()
TOLERANT = Policy(profile="tolerant", digests=frozenset({"sm3", "sha256", "sha384", "sha512"}))
POLICIES: dict[Profile, Policy] = {"strict": STRICT, "tolerant": TOLERANT}
