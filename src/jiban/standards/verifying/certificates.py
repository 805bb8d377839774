"""Whether to believe the certificates of signer and seal maker: chain, purpose, revocation (RFC 5280 section 6)."""

from collections.abc import Iterable, Sequence
from typing import Literal

from jiban.standards.pki import errors as pki
from jiban.standards.pki import revocation
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.chain import Purpose, check_chain
from jiban.standards.pki.links import LinkMemory
from jiban.standards.pki.revocation import RevocationFact, RevocationPolicy
from jiban.standards.verifying.context import Context, Moment
from jiban.standards.verifying.findings import Findings

Role = Literal["signer", "maker"]

MEMORY = LinkMemory()
"""Links and lists that were found good: the same authorities stand above every document."""

_CHAIN_RESULTS: tuple[tuple[type[pki.PkiError], str], ...] = (
    (pki.UntrustedError, "untrusted"),
    (pki.ExpiredError, "expired"),
    (pki.NotYetValidError, "not-yet-valid"),
    (pki.BadSignatureError, "bad-signature"),
    (pki.AlgorithmError, "method-refused"),
    (pki.KeyUsageError, "wrong-usage"),
    (pki.CriticalExtensionError, "conditions-unknown"),
    (pki.CertificateFormatError, "unreadable"),
    (pki.PkiError, "wrongly-issued"),
)


def check_certificate(
    role: Role,
    certificate: bytes,
    *,
    purpose: Purpose,
    moment: Moment,
    context: Context,
    sent_along: Iterable[bytes] = (),
    findings: Findings,
) -> list[Certificate]:
    """The chain of a certificate, its own first; empty, with a finding, if there is none."""
    if not context.has_roots:
        findings.add(f"{role}-certificate-not-judged")
        return []
    try:
        chain = check_chain(
            certificate,
            intermediates=[*context.trust.intermediates(moment.at), *sent_along],
            roots=context.trust.roots(moment.at, purpose),
            at=moment.at,
            purpose=purpose,
            memory=MEMORY,
            tolerant=True,
        )
    except pki.PkiError as refusal:
        result = next(name for kind, name in _CHAIN_RESULTS if isinstance(refusal, kind))
        findings.add(f"{role}-certificate-{result}")
        return []
    findings.add(f"{role}-certificate-trusted")
    for detail in {text for link in chain for text in link.deviations}:
        findings.add(f"{role}-certificate-form", detail=detail)
    return chain


def check_maker_is_accepted(certificate: bytes, *, moment: Moment, context: Context, findings: Findings) -> None:
    """A chain alone does not make a maker: certificates of makers and of holders of seals look alike."""
    if not context.has_makers:
        findings.add("maker-not-judged")
    else:
        accepted = certificate in context.trust.seal_makers(moment.at)
        findings.add("maker-accepted" if accepted else "maker-not-accepted")


def check_revocation(
    role: Role,
    chain: Sequence[Certificate],
    *,
    moment: Moment,
    context: Context,
    findings: Findings,
    sent_along: Sequence[bytes] = (),
) -> None:
    """Whether anything of a checked chain, the root left out, was revoked when the document was signed.

    sent_along   lists of revoked certificates that came with the signature
    """
    if not chain:
        return
    facts = revocation_facts(chain, moment=moment, context=context, sent_along=sent_along)
    if facts is None:
        findings.add(f"{role}-revocation-{'needed' if context.policy.needs_revocation else 'not-asked'}")
        return
    if all([_is_clean(role, fact, moment, findings) for fact in facts]):  # noqa: C419 - each fact is told
        findings.add(f"{role}-not-revoked")


def revocation_facts(
    chain: Sequence[Certificate], *, moment: Moment, context: Context, sent_along: Sequence[bytes] = ()
) -> list[RevocationFact] | None:
    """What is known of each certificate but the root; None if there is nothing to look it up in."""
    crls = [*context.crls, *sent_along]
    if not crls and not context.ocsp:
        return None
    return revocation.check_revocation(
        chain,
        crls=crls,
        ocsp_responses=context.ocsp,
        at=moment.at,
        now=context.now,
        policy=RevocationPolicy(
            # Who holds a lost key can write an earlier date: only a proved time makes older evidence enough.
            evidence="after-the-moment" if moment.proved else "in-force",
            trusted_responders=context.trust.trusted("ocsp", context.now),
        ),
        memory=MEMORY,
    )


def _is_clean(role: Role, fact: RevocationFact, moment: Moment, findings: Findings) -> bool:
    if fact.status == "unknown":
        findings.add(f"{role}-revocation-unknown", detail=", ".join(fact.problems))
        return False
    if fact.revoked_at is None or (fact.status == "good" and moment.proved):
        return True
    code = "revoked" if fact.status == "revoked" else "revoked-later"
    findings.add(f"{role}-{code}", revoked_at=fact.revoked_at, reason=fact.reason or "unspecified")
    return False
