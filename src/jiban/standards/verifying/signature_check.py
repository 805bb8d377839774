"""Check one signature of a package: read its value, then every step that its kind asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jiban.standards.pki.chain import Purpose
from jiban.standards.ses.errors import BareSignatureError, MalformedSealError, SealError, UnsupportedVersionError
from jiban.standards.ses.seal import Seal
from jiban.standards.ses.signature import SealSignature, parse_signature
from jiban.standards.ses.signed_data import SignedData, parse_signed_data
from jiban.standards.verifying.certificates import check_certificate, check_maker_is_accepted, check_revocation
from jiban.standards.verifying.context import Context, Moment
from jiban.standards.verifying.findings import Findings
from jiban.standards.verifying.keys import signatory_of
from jiban.standards.verifying.package_reading import SignedPackage
from jiban.standards.verifying.report import SealShown, SignatureReport, judge
from jiban.standards.verifying.seal_checks import check_seal_signature, check_seal_validity
from jiban.standards.verifying.signature_xml import SignatureFile
from jiban.standards.verifying.signed_data_checks import check_signed_data
from jiban.standards.verifying.stamps import check_stamps
from jiban.standards.verifying.time_stamps import check_time_stamp
from jiban.standards.verifying.written_time import compare_written_time, read_written_time


@dataclass(slots=True)
class _Seen:
    """What a signature says of itself, as far as it could be read."""

    kind: str = ""
    signer: bytes | None = field(default=None, repr=False)
    seal: Seal | None = None
    moment: Moment | None = None


def check_signature(
    file: SignatureFile, package: SignedPackage, covered: frozenset[str], findings: Findings, context: Context
) -> SignatureReport:
    """All steps but digests and coverage, which concern all signatures together."""
    if file.base:
        known = any(other.id == file.base for other in package.signatures if other is not file)
        findings.add("base-fits" if known else "base-missing", id=file.base)
    seen = _Seen()
    if file.value_entry is None:
        findings.add("signed-value-missing")
    else:
        value = _read_value(package.entries[file.value_entry], file, findings)
        if isinstance(value, SealSignature):
            seal_esl = package.entries[file.seal_entry] if file.seal_entry else None
            seen = _check_seal(value, file, seal_esl, findings, context)
            check_stamps(file, package, findings)
        elif isinstance(value, SignedData):
            seen = _check_signed_data(value, file, findings, context)
    return make_report(
        findings,
        name=file.id,
        path=file.path,
        kind=seen.kind,
        signer=seen.signer,
        seal=seen.seal,
        moment=seen.moment,
        covered=covered,
    )


def make_report(
    findings: Findings,
    *,
    name: str = "",
    path: str = "",
    kind: str = "",
    signer: bytes | None = None,
    seal: Seal | None = None,
    moment: Moment | None = None,
    covered: frozenset[str] = frozenset(),
) -> SignatureReport:
    """The report on one signature, or on a seal by itself."""
    return SignatureReport(
        id=name,
        path=path,
        kind=kind,
        verdict=judge(findings),
        findings=findings.in_order(),
        signer=signatory_of(signer) if signer else None,
        maker=signatory_of(seal.maker_certificate) if seal else None,
        seal=_shown(seal) if seal else None,
        signed_at=moment.at if moment else None,
        time_proved=moment is not None and moment.proved,
        covered=tuple(sorted(covered)),
    )


def _read_value(value: bytes, file: SignatureFile, findings: Findings) -> SealSignature | SignedData | None:
    """What the value is, whatever the list of signatures calls it; a difference is noted."""
    said = file.listed_kind if file.listed_kind in {"Seal", "Sign"} else "Seal"
    first: SealError | None = None
    for kind in (said, "Sign" if said == "Seal" else "Seal"):
        try:
            read = parse_signature(value, tolerant=True) if kind == "Seal" else parse_signed_data(value, tolerant=True)
        except UnsupportedVersionError as other:
            findings.add("version-unsupported", version=other.version)
            return None
        except BareSignatureError:
            findings.add("bare-signature")
            return None
        except MalformedSealError as broken:
            first = first or broken
        else:
            findings.add("structure-read")
            if kind != said:
                findings.add("kind-differs")
            return read
    findings.add("structure-malformed", detail=str(first))
    return None


def _check_seal(
    signed: SealSignature, file: SignatureFile, seal_esl: bytes | None, findings: Findings, context: Context
) -> _Seen:
    check_seal_signature(signed, file=file, seal_esl=seal_esl, findings=findings)
    compare_written_time(file.written_time, signed.signed_at, findings)
    stamped = check_time_stamp(signed.time_stamp, signed.signature, findings, context, before=signed.time_token)
    moment = _moment(signed.signed_at, stamped, findings, context)
    check_seal_validity(signed.seal, at=moment.at, findings=findings)
    check_seal_trust(signed.seal, moment, findings, context)
    _check_signer(signed.certificate, "seal", moment=moment, findings=findings, context=context)
    return _Seen("Seal", signed.certificate, signed.seal, moment)


def check_seal_trust(seal: Seal, moment: Moment, findings: Findings, context: Context) -> None:
    """Who made the seal, and the time stamp on it."""
    if seal.time_stamp is not None:
        check_time_stamp(seal.time_stamp, seal.signature, findings, context, what="seal-")
    if not seal.maker_certificate:
        return
    check_maker_is_accepted(seal.maker_certificate, moment=moment, context=context, findings=findings)
    chain = check_certificate(
        "maker", seal.maker_certificate, purpose="maker", moment=moment, context=context, findings=findings
    )
    check_revocation("maker", chain, moment=moment, context=context, findings=findings)


def _check_signed_data(data: SignedData, file: SignatureFile, findings: Findings, context: Context) -> _Seen:
    seen = _Seen("Sign")
    for signer in check_signed_data(data, file=file, findings=findings):
        stamped = check_time_stamp(signer.time_stamp, signer.signature, findings, context)
        claimed = _claimed(signer.signed_at, file, findings, context)
        moment = _moment(claimed, stamped, findings, context)
        _check_signer(
            signer.certificate,
            "sign",
            moment=moment,
            findings=findings,
            context=context,
            sent_along=data.certificates,
            crls=data.crls,
        )
        seen = _Seen("Sign", signer.certificate, None, moment)
    return seen


def _claimed(signed_at: datetime | None, file: SignatureFile, findings: Findings, context: Context) -> datetime:
    """The time in the signed value, else that in Signature.xml, which is signed too, else now."""
    if signed_at is not None:
        compare_written_time(file.written_time, signed_at, findings)
        return signed_at
    written = read_written_time(file.written_time)
    if written is None:
        findings.add("time-absent")
        return context.now
    findings.add("time-from-file", written=written)
    return written


def _moment(claimed: datetime, stamped: datetime | None, findings: Findings, context: Context) -> Moment:
    tolerance = context.policy.clock_tolerance
    if claimed > context.now + tolerance:
        findings.add("signed-in-the-future", signed_at=claimed)
    if stamped is None:
        return Moment(claimed)
    if claimed > stamped + tolerance:
        findings.add("signed-after-stamp", signed_at=claimed, time=stamped)
    elif stamped - claimed > context.policy.stamp_delay:
        findings.add("signed-long-before-stamp", signed_at=claimed, time=stamped)
    return Moment(stamped, proved=True)


def _check_signer(
    certificate: bytes,
    purpose: Purpose,
    *,
    moment: Moment,
    findings: Findings,
    context: Context,
    sent_along: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
) -> None:
    chain = check_certificate(
        "signer",
        certificate,
        purpose=purpose,
        moment=moment,
        context=context,
        findings=findings,
        sent_along=sent_along,
    )
    if chain and set(sent_along) - {link.der for link in chain}:
        findings.add("certificate-unused")
    check_revocation("signer", chain, moment=moment, context=context, findings=findings, sent_along=crls)


def _shown(seal: Seal) -> SealShown:
    return SealShown(
        version=seal.version,
        seal_id=seal.seal_id,
        name=seal.name,
        kind=seal.kind,
        vendor=seal.vendor,
        picture_format=seal.picture.format,
        width_mm=seal.picture.width_mm,
        height_mm=seal.picture.height_mm,
        valid_from=seal.valid_from,
        valid_to=seal.valid_to,
    )
