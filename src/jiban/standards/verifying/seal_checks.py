"""Check a seal under a document, step by step (GB/T 38540-2020, GM/T 0031), over the bytes as stored."""

from collections.abc import Sequence
from datetime import datetime

from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import oids
from jiban.standards.ses.dialect import Deviation
from jiban.standards.ses.extensions import Extension
from jiban.standards.ses.seal import Seal
from jiban.standards.ses.signature import SealSignature
from jiban.standards.verifying.findings import Findings
from jiban.standards.verifying.keys import check_sm2, check_sm2_remembered, is_raw
from jiban.standards.verifying.signature_xml import SignatureFile


def check_seal_signature(
    signed: SealSignature, *, file: SignatureFile, seal_esl: bytes | None, findings: Findings
) -> None:
    """All steps that need neither trust nor a clock: 1, 3, 4, 5, 7 and 9."""
    note_deviations(signed.deviations, findings)
    _seal_file(signed.seal, file, seal_esl, findings)
    findings.add("data-hash-fits" if signed.data_hash == sm3(file.xml) else "data-hash-differs")
    _document_signature(signed, findings)
    check_maker_signature(signed.seal, findings)
    findings.add("signer-listed" if signed.certificate in signed.seal.signers else "signer-not-listed")
    _agreement(signed, file, findings)


def note_deviations(deviations: Sequence[Deviation], findings: Findings) -> None:
    """Each departure from the standard is a finding of its own."""
    for deviation in deviations:
        findings.add(f"form-{deviation.code}", where=deviation.where)


def _seal_file(seal: Seal, file: SignatureFile, seal_esl: bytes | None, findings: Findings) -> None:
    if not file.seal_location:
        findings.add("seal-file-absent")
    elif seal_esl is None:
        findings.add("seal-file-missing", location=file.seal_location)
    else:
        findings.add("seal-file-same" if seal_esl == seal.der else "seal-file-differs")


def _document_signature(signed: SealSignature, findings: Findings) -> None:
    if signed.method != oids.SM2_WITH_SM3:
        findings.add("document-method-refused", method=signed.method)
    else:
        findings.add(f"document-{check_sm2(signed.certificate, signed.to_be_signed, signed.signature)}")
        if is_raw(signed.signature):
            findings.add("document-signature-raw")
    _conditions("signature-extension-unknown", signed.extensions, findings)


def check_maker_signature(seal: Seal, findings: Findings) -> None:
    """Step 5: the seal is as its maker made it."""
    if not seal.maker_certificate:
        findings.add("maker-key-unreadable")
    elif seal.method != oids.SM2_WITH_SM3:
        findings.add("maker-method-refused", method=seal.method)
    else:
        findings.add(f"maker-{check_sm2_remembered(seal.maker_certificate, seal.signed_part, seal.signature)}")
        if is_raw(seal.signature):
            findings.add("maker-signature-raw")
    _conditions("seal-extension-unknown", seal.extensions, findings)


def _conditions(code: str, extensions: Sequence[Extension], findings: Findings) -> None:
    for extension in extensions:
        if extension.critical:
            findings.add(code, oid=extension.oid)


def check_seal_validity(seal: Seal, *, at: datetime, findings: Findings) -> None:
    """Step 8: the seal was valid at the time of signing."""
    if seal.is_valid_at(at):
        findings.add("seal-in-force", signed_at=at)
    elif at < seal.valid_from:
        findings.add("seal-not-yet-valid", signed_at=at, valid_from=seal.valid_from)
    else:
        findings.add("seal-expired", signed_at=at, valid_to=seal.valid_to)


def _agreement(signed: SealSignature, file: SignatureFile, findings: Findings) -> None:
    stated = signed.property_info
    if stated == file.path:
        findings.add("property-info-fits")
    elif stated.lstrip("/").casefold() == file.entry.casefold() or not stated.casefold().endswith(".xml"):
        findings.add("property-info-free")
    else:
        findings.add("property-info-differs", stated=stated)
    if signed.version == signed.seal.version:
        findings.add("version-agrees")
    else:
        findings.add("version-differs", version=signed.version, seal_version=signed.seal.version)
    check_method_agrees(file.method, frozenset({signed.method}), findings)


def check_method_agrees(stated: str, accepted: frozenset[str], findings: Findings) -> None:
    """Step 9: the signature file names the method of the signed value."""
    if not stated:
        findings.add("method-missing")
    elif stated in accepted:
        findings.add("method-agrees")
    else:
        findings.add("method-differs", method=stated)
