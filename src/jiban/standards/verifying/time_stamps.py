"""Trusted time stamps over a signature (GB/T 38540-2020 timeStamp, GB/T 20520, RFC 3161)."""

from datetime import datetime

from jiban.standards.verifying.context import Context
from jiban.standards.verifying.findings import Findings


def check_time_stamp(
    token: bytes | None,
    signature: bytes,  # noqa: ARG001 - what the token must be over, once tokens are read
    findings: Findings,
    context: Context,
    *,
    what: str = "",
    before: bytes | None = None,
) -> datetime | None:
    """The time that a trusted token proves for `signature`, the value as stored; None, with a finding, without one.

    what     "seal-" for the stamp on a seal
    before   a token made before signing, in the time of a signature of GM/T 0031-2014: it cannot cover the signature
    """
    if token is None:
        if before is not None:
            findings.add(f"{what}time-stamp-not-bound")
        findings.add("time-stamp-required" if context.policy.needs_time_stamp else "time-stamp-absent")
        return None
    findings.add(f"{what}time-stamp-not-judged")
    return None
