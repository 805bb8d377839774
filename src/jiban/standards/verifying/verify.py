"""Is a sealed file to be trusted? Every step is taken, even after one failed, so that the answer says all that is wrong."""

from collections.abc import Sequence
from datetime import datetime

from jiban.standards.ofd.archive_limits import DEFAULT_LIMITS, Limits
from jiban.standards.pki.crl import RevocationList
from jiban.standards.pki.ocsp import OcspResponse
from jiban.standards.pki.trust_list import TrustList
from jiban.standards.ses.errors import MalformedSealError, UnsupportedVersionError
from jiban.standards.ses.seal import Seal, parse_seal
from jiban.standards.verifying.context import Context, Moment
from jiban.standards.verifying.coverage import Digests, account_for, check_references
from jiban.standards.verifying.findings import Findings
from jiban.standards.verifying.package_reading import (
    SignedPackage,
    read_signature,
    read_signed_package,
    unlisted_signature_file,
    value_of_integrity_list,
)
from jiban.standards.verifying.policy import POLICIES, Policy
from jiban.standards.verifying.report import Report, SignatureReport, judge
from jiban.standards.verifying.seal_checks import check_maker_signature, check_seal_validity, note_deviations
from jiban.standards.verifying.severity import FAIL, UNKNOWN, Profile
from jiban.standards.verifying.signature_check import check_seal_trust, check_signature, make_report


def verify_ofd(
    data: bytes,
    *,
    trust: TrustList,
    at: datetime,
    profile: Profile = "strict",
    crls: Sequence[bytes | RevocationList] = (),
    ocsp: Sequence[bytes | OcspResponse] = (),
    policy: Policy | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """Check all signatures of an OFD package, and that they protect all of it.

    trust    whom to trust, as of the time of signing; an empty list answers "cannot-tell" to what is otherwise good
    at       the moment of checking, aware
    crls     lists of revoked certificates, DER or already read: who checks many files reads large lists once
    ocsp     OCSP answers, the same
    policy   what to ask; that of `profile` if None

    Raises nothing for whatever a stranger may send: it becomes a finding.
    """
    policy = policy or POLICIES[profile]
    found = Findings(policy.profile)
    package = read_signed_package(data, limits, found)
    context = Context(trust, at, policy, crls, ocsp)
    signatures = () if package is None else tuple(_check_signatures(package, found, context))
    unsigned = package is not None and not package.signatures and not found.has(FAIL, UNKNOWN)
    return Report(
        verdict="unsigned" if unsigned else judge([*found, *(one for report in signatures for one in report.findings)]),
        profile=policy.profile,
        checked_at=at,
        signatures=signatures,
        package_findings=found.in_order(),
    )


def _check_signatures(package: SignedPackage, found: Findings, context: Context) -> list[SignatureReport]:
    """One report a signature; what concerns the package as a whole goes to `found`."""
    found.add("package-read")
    if value_of_integrity_list(package) is not None:
        found.add("integrity-list-not-judged")
    if not package.signatures:
        unlisted = unlisted_signature_file(package)
        if unlisted is not None:
            found.add("signature-files-unlisted", entry=unlisted)
        found.add("no-signature")
        return []
    digests = Digests(package.entries)
    findings = [Findings(context.policy.profile) for _ in package.signatures]
    covered = [
        check_references(signature, digests=digests, policy=context.policy, findings=noted)
        if read_signature(signature, package, noted)
        else frozenset[str]()
        for signature, noted in zip(package.signatures, findings, strict=True)
    ]
    account_for(package, covered, findings, found)
    return [
        check_signature(signature, package, names, noted, context)
        for signature, names, noted in zip(package.signatures, covered, findings, strict=True)
    ]


def verify_seal(
    seal_esl: bytes,
    *,
    trust: TrustList,
    at: datetime,
    profile: Profile = "strict",
    crls: Sequence[bytes | RevocationList] = (),
    ocsp: Sequence[bytes | OcspResponse] = (),
    policy: Policy | None = None,
) -> SignatureReport:
    """Check a seal by itself, the content of a Seal.esl, as of the aware moment `at`; see `verify_ofd`."""
    policy = policy or POLICIES[profile]
    findings, context = Findings(policy.profile), Context(trust, at, policy, crls, ocsp)
    seal: Seal | None = None
    moment = Moment(at)
    try:
        seal = parse_seal(seal_esl, tolerant=True)
    except UnsupportedVersionError as other:
        findings.add("version-unsupported", version=other.version)
    except MalformedSealError as broken:
        findings.add("seal-malformed", detail=str(broken))
    else:
        findings.add("structure-read")
        note_deviations(seal.deviations, findings)
        check_maker_signature(seal, findings)
        check_seal_validity(seal, at=at, findings=findings)
        check_seal_trust(seal, moment, findings, context)
    return make_report(findings, kind="Seal" if seal else "", seal=seal, moment=moment)
