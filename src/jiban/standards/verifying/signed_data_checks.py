"""Check signed data under a document (GB/T 35275-2017), signer by signer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from jiban.standards.pki import oids
from jiban.standards.ses.signed_data import SM2_METHODS, SM3_OIDS, SignedData, SignerInfo, is_about, signed_message
from jiban.standards.verifying.findings import Findings
from jiban.standards.verifying.keys import check_sm2, is_raw
from jiban.standards.verifying.seal_checks import check_method_agrees, note_deviations
from jiban.standards.verifying.signature_xml import SignatureFile


@dataclass(frozen=True, slots=True)
class Signer:
    """A signer whose certificate was found, for the steps that ask about trust and time."""

    certificate: bytes = field(repr=False)
    signed_at: datetime | None
    signature: bytes = field(repr=False)
    time_stamp: bytes | None = field(repr=False)


def check_signed_data(data: SignedData, *, file: SignatureFile, findings: Findings) -> list[Signer]:
    """The steps that need neither trust nor a clock; gives the signers whose certificates were sent along."""
    note_deviations(data.deviations, findings)
    if file.seal_location:
        findings.add("seal-file-differs")  # there is no seal in signed data that this could be
    about = all(is_about(data, signer, file.xml) for signer in data.signers)
    findings.add("data-hash-fits" if about else "data-hash-differs")
    check_method_agrees(file.method, SM2_METHODS | {oids.SM2_WITH_SM3}, findings)
    return list(_signers(data, file, findings))


def _signers(data: SignedData, file: SignatureFile, findings: Findings) -> Iterator[Signer]:
    for info in data.signers:
        certificate = data.certificate_of(info)
        if certificate is None:
            findings.add("signer-certificate-missing")
            continue
        _signature(data, info, certificate, file, findings)
        yield Signer(certificate, info.signed_at, info.signature, info.time_stamp)


def _signature(data: SignedData, info: SignerInfo, certificate: bytes, file: SignatureFile, findings: Findings) -> None:
    if info.digest_method not in SM3_OIDS:
        findings.add("digest-method-refused", method=info.digest_method)
    elif info.signature_method not in SM2_METHODS:
        findings.add("document-method-refused", method=info.signature_method)
    else:
        message = signed_message(data, info, file.xml)
        findings.add(f"document-{check_sm2(certificate, message, info.signature)}")
        if is_raw(info.signature):
            findings.add("document-signature-raw")
