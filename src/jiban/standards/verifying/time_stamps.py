"""Trusted time stamps over a signature (GB/T 38540-2020 timeStamp, GB/T 20520, RFC 3161)."""

from datetime import datetime

from jiban.standards.pki import errors as pki
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.signing import digest
from jiban.standards.pki.timestamps import TimestampToken, check_token, parse_token
from jiban.standards.verifying.certificates import MEMORY, revocation_facts
from jiban.standards.verifying.context import Context, Moment
from jiban.standards.verifying.findings import Findings

LOST_KEY = frozenset({"keyCompromise", "cACompromise", "aACompromise", "unspecified"})
"""Reasons after which nothing that the key ever signed proves anything (RFC 3161 section 4)."""


def check_time_stamp(
    token: bytes | None,
    signature: bytes,
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
            findings.add("time-stamp-not-bound")
        findings.add("time-stamp-required" if context.policy.needs_time_stamp else "time-stamp-absent")
        return None
    try:
        read = parse_token(token)
    except pki.PkiError as broken:
        findings.add(f"{what}time-stamp-malformed", detail=str(broken))
        return None
    if not _holds(read, signature, findings, context, what):
        return None
    if read.time > context.now + context.policy.clock_tolerance:
        findings.add(f"{what}time-stamp-from-the-future", time=read.time)
        return None
    findings.add(f"{what}time-stamp-fits", time=read.time)
    return read.time


def _holds(token: TimestampToken, signature: bytes, findings: Findings, context: Context, what: str) -> bool:
    imprint = digest(token.hash_name, signature)
    roots = context.trust.timestamp_authorities(token.time)
    if not roots and token.imprint == imprint:
        findings.add(f"{what}time-stamp-not-judged")
        return False
    try:
        chain = check_token(
            token,
            imprint=imprint,
            roots=roots,
            intermediates=context.trust.intermediates(token.time),
            memory=MEMORY,
        )
    except pki.TimestampImprintError:
        findings.add(f"{what}time-stamp-other-value")
    except pki.TimestampSignatureError:
        findings.add(f"{what}time-stamp-signature-wrong")
    except pki.PkiError as refused:
        findings.add(f"{what}time-stamp-certificate-refused", detail=str(refused))
    else:
        return _is_in_force(chain, token, findings, context, what)
    return False


def _is_in_force(
    chain: list[Certificate], token: TimestampToken, findings: Findings, context: Context, what: str
) -> bool:
    """An authority that lost its key can no longer be believed about any time; one that merely ended can."""
    facts = revocation_facts(chain, moment=Moment(context.now), context=context) or []
    for fact in facts:
        if fact.status == "revoked" and (fact.reason in LOST_KEY or (fact.revoked_at or token.time) <= token.time):
            findings.add(f"{what}time-stamp-certificate-refused", detail=f"revoked, {fact.reason}")
            return False
    return True
