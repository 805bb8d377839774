"""Whether to believe the certificates of signer and seal maker: chain, purpose, revocation (RFC 5280 section 6)."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from jiban.standards.pki import errors as pki
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.chain import Purpose, check_chain
from jiban.standards.pki.crl import RevocationList, check_not_revoked
from jiban.standards.verifying.context import Context, Moment
from jiban.standards.verifying.findings import Findings

Role = Literal["signer", "maker"]

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
    role: Role, chain: Sequence[Certificate], *, moment: Moment, context: Context, findings: Findings
) -> None:
    """Whether anything of a checked chain, the root left out, was revoked when the document was signed."""
    if not chain:
        return
    if not context.crls:
        findings.add(f"{role}-revocation-{'unknown' if context.policy.needs_revocation else 'not-asked'}", detail="-")
        return
    lists = [one for one in map(_read_list, context.crls) if one is not None]
    for link in pairwise(chain):
        if not _is_clean(role, link, lists=lists, moment=moment, context=context, findings=findings):
            return
    findings.add(f"{role}-not-revoked")


def _read_list(der: bytes) -> RevocationList | None:
    try:
        return RevocationList.parse(der)
    except pki.CrlFormatError:
        return None


def _is_clean(
    role: Role,
    link: tuple[Certificate, Certificate],
    *,
    lists: Sequence[RevocationList],
    moment: Moment,
    context: Context,
    findings: Findings,
) -> bool:
    certificate, issuer = link
    reason = "no list by its issuer"
    for crl in (one for one in lists if one.issuer == certificate.issuer):
        try:
            check_not_revoked(certificate, crl=crl, issuer=issuer, at=context.now, now=context.now)
        except pki.RevokedError as revoked:
            code = f"{role}-revoked"
            if revoked.revoked_at > moment.at:
                if moment.proved:
                    return True
                code = f"{role}-revoked-later"
            findings.add(code, revoked_at=revoked.revoked_at, reason=revoked.reason)
            return False
        except pki.CrlError as fault:
            reason = str(fault)
        else:
            return True
    findings.add(f"{role}-revocation-unknown", detail=reason)
    return False
