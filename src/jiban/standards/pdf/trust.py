"""Whether a signer's certificate leads to a trusted root, asked of pyHanko's certificate validator. Nothing is fetched."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    FreshnessReqType,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from jiban.standards.pdf.errors import PdfError
from jiban.standards.pdf.report import Code

_REQUIRED, _SKIPPED = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED, RevocationCheckingRule.NO_CHECK
_NOTHING = CertRevTrustPolicy(RevocationCheckingPolicy(_SKIPPED, _SKIPPED))
# What was said after the moment counts for it too: a revocation carries its own time.
_EVERYTHING_FRESH = CertRevTrustPolicy(RevocationCheckingPolicy(_REQUIRED, _REQUIRED), retroactive_revinfo=True)
# That something was revoked stays true, however old the list that says so.
_EVERYTHING, _OF_SIGNER, _OF_AUTHORITIES = (
    CertRevTrustPolicy(
        RevocationCheckingPolicy(*rules),
        freshness=timedelta(days=36_525),
        freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
    )
    for rules in ((_REQUIRED, _REQUIRED), (_REQUIRED, _SKIPPED), (_SKIPPED, _REQUIRED))
)
_PROBLEMS = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Code.UNKNOWN_AUTHORITY,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Code.CERTIFICATE_EXPIRED,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Code.CERTIFICATE_UNSUITABLE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: Code.CERTIFICATE_UNSUITABLE,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Code.CERTIFICATE_UNSUITABLE,
}
_REVOKED = {
    AdESFailure.REVOKED,
    AdESIndeterminate.REVOKED_NO_POE,
    AdESIndeterminate.REVOKED_CA_NO_POE,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Certificates and revocation data, from the file and from the asker."""

    certificates: tuple[x509.Certificate, ...] = ()
    ocsp_responses: tuple[ocsp.OCSPResponse, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(
            self.certificates + other.certificates,
            self.ocsp_responses + other.ocsp_responses,
            self.crls + other.crls,
        )

    @property
    def about_revocation(self) -> bool:
        """Whether it says anything about revocation."""
        return bool(self.ocsp_responses or self.crls)


def stored_evidence(reader: PdfFileReader) -> Evidence | None:
    """What the document security store holds, None without one. Raises ValueError and pyHanko's errors when broken."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None
    return Evidence(
        tuple(store.load_certs()),
        tuple(ocsp.OCSPResponse.load(r.get_object().read_data(DecodePurpose.OCSP_RESPONSE)) for r in store.ocsps),
        tuple(crl.CertificateList.load(r.get_object().read_data(DecodePurpose.CRL)) for r in store.crls),
    )


def given_evidence(crls: Sequence[bytes], ocsp_responses: Sequence[bytes]) -> Evidence:
    """What the asker brings along. Raises PdfError for bytes that are neither."""
    try:
        evidence = Evidence(
            (),
            tuple(ocsp.OCSPResponse.load(der, strict=True) for der in ocsp_responses),
            tuple(crl.CertificateList.load(der, strict=True) for der in crls),
        )
        for value in (*evidence.ocsp_responses, *evidence.crls):
            value.native  # noqa: B018 - reads all of it, so that broken evidence is found here
    except (ValueError, TypeError) as bad:
        raise PdfError("a revocation list or an OCSP response cannot be read") from bad
    return evidence


def load_root(der: bytes) -> x509.Certificate:
    """A root to be trusted. Raises PdfError."""
    try:
        certificate = x509.Certificate.load(der, strict=True)
        certificate.native  # noqa: B018 - reads all of it, so that a broken root is found here
    except (ValueError, TypeError) as bad:
        raise PdfError("a root is no certificate") from bad
    return certificate


StatusT_co = TypeVar("StatusT_co", bound=SignatureStatus, covariant=True)


@dataclass(frozen=True)
class Answer(Generic[StatusT_co]):
    """What was found about one signer."""

    status: StatusT_co

    @property
    def trusted(self) -> bool:
        """Whether the certificate leads to a root and was not revoked at the moment asked for."""
        status = self.status
        return status.trust_problem_indic is None and status.validation_path is not None and not self.revoked

    @property
    def revoked(self) -> bool:
        """Whether a certificate of the chain was revoked at the moment asked for."""
        return self.status.revocation_details is not None or self.status.trust_problem_indic in _REVOKED


@dataclass(frozen=True)
class Inquiry(Generic[StatusT_co]):
    """One signer to be asked about, in the circumstances that a validation context holds."""

    question: Callable[[ValidationContext], Awaitable[StatusT_co]]
    roots: Sequence[x509.Certificate]

    async def verdict(self, evidence: Evidence, *, moment: datetime) -> Answer[StatusT_co]:
        """Whether the signer is trusted, as far as anything is known.

        First everything is asked. If that fails, so that a revocation does not hide behind evidence that lacks
        elsewhere, the signer and the authorities are asked about alone; last, nobody's revocation.
        """
        if evidence.about_revocation:
            for policy in (_EVERYTHING, _OF_SIGNER, _OF_AUTHORITIES):
                answer = await self._ask(evidence, moment, policy)
                if answer.revoked or (answer.trusted and policy is _EVERYTHING):
                    return answer
        return await self._ask(evidence, moment, _NOTHING)

    async def suffices(self, evidence: Evidence | None, *, moment: datetime) -> bool:
        """Whether this evidence alone, fresh at the moment, tells of every certificate that it was not revoked."""
        if evidence is None or not evidence.about_revocation:
            return False
        return (await self._ask(evidence, moment, _EVERYTHING_FRESH)).trusted

    async def _ask(self, evidence: Evidence, moment: datetime, policy: CertRevTrustPolicy) -> Answer[StatusT_co]:
        return Answer(await self.question(_context(self.roots, evidence, moment, policy)))


def _context(
    roots: Sequence[x509.Certificate], evidence: Evidence, moment: datetime, policy: CertRevTrustPolicy
) -> ValidationContext:
    return ValidationContext(
        trust_roots=list(roots),
        other_certs=evidence.certificates,
        moment=moment,
        allow_fetching=False,
        crls=evidence.crls,
        ocsps=evidence.ocsp_responses,
        revinfo_policy=policy,
    )


def problem(answer: Answer[SignatureStatus], at: datetime) -> Code:
    """Why the certificate is not trusted."""
    status = answer.status
    if answer.revoked:
        return Code.CERTIFICATE_REVOKED
    if status.trust_problem_indic in _PROBLEMS:
        return _PROBLEMS[status.trust_problem_indic]
    # pyHanko has one word for the rest; the two commonest causes deserve their own.
    path = list(status.validation_path or [status.signing_cert])
    if any(certificate.not_valid_before > at for certificate in path):
        return Code.CERTIFICATE_NOT_YET_VALID
    if any(certificate.not_valid_after < at for certificate in path):
        return Code.CERTIFICATE_EXPIRED
    return Code.CHAIN_BROKEN
