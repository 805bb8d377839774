"""Check a seal and a seal signature over their stored bytes (GB/T 38540-2020), step by step.

Every step is taken, even after one failed, so that the answer says all that is wrong. What is checked is the state at the time
of signing; whether a seal or a certificate was revoked is asked of its register.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from jiban.standards.gm.errors import SignatureFormatError
from jiban.standards.gm.signature_value import any_to_der
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import errors as pki_errors
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.chain import Purpose, check_chain
from jiban.standards.ses.errors import MalformedSealError, UnsupportedVersionError
from jiban.standards.ses.extensions import Extension
from jiban.standards.ses.findings import Finding, finding
from jiban.standards.ses.seal import Seal, parse_seal
from jiban.standards.ses.signature import SealSignature, parse_signature

Parsed = TypeVar("Parsed", Seal, SealSignature)

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far the signer's clock may be ahead of ours."""

_CHAIN_RESULTS: tuple[tuple[type[pki_errors.PkiError], str], ...] = (
    (pki_errors.UntrustedError, "untrusted"),
    (pki_errors.ExpiredError, "expired"),
    (pki_errors.NotYetValidError, "not-yet-valid"),
    (pki_errors.BadSignatureError, "bad-signature"),
    (pki_errors.AlgorithmError, "method-refused"),
    (pki_errors.KeyUsageError, "wrong-usage"),
    (pki_errors.RevokedError, "revoked"),
    (pki_errors.CriticalExtensionError, "conditions-unknown"),
    (pki_errors.CertificateFormatError, "unreadable"),
    (pki_errors.PkiError, "wrongly-issued"),
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What the verifier relies on, DER certificates.

    roots           authorities trusted by themselves
    intermediates   authorities that may stand between, trusted or not
    makers          those who may make seals. A chain alone does not say that: certificates of seal makers and of seal
                    holders look alike, and a holder must not make itself a seal with another name.
    """

    roots: Collection[bytes]
    makers: Collection[bytes]
    intermediates: Collection[bytes] = ()


def verify_signature(
    signed_value: bytes,
    *,
    signature_xml: bytes,
    expected_property_info: str,
    trust: Trust,
    seal_esl: bytes | None = None,
    signature_method: str | None = None,
    purpose: Purpose = "seal",
    now: datetime | None = None,
) -> list[Finding]:
    """Check the content of SignedValue.dat; gives one finding or more for each step that concerns seal and signature.

    signature_xml            raw bytes of Signature.xml
    expected_property_info   its absolute path in the package, with the leading slash
    trust                    whom to trust as signer and as maker of the seal
    seal_esl                 the separate seal file, if the package has one
    signature_method         SignatureMethod of Signature.xml, to be compared if given
    purpose                  what the signer's certificate has to be good for
    now                      aware; if given, a signature from the future is refused

    Raises nothing: bytes that cannot be read are a finding too.
    """
    signature = _read(lambda: parse_signature(signed_value), malformed="structure-malformed")
    if isinstance(signature, Finding):
        return [signature]
    return [
        finding("structure-read"),
        _seal_file(signature.seal, seal_esl),
        finding("data-hash-fits" if signature.data_hash == sm3(signature_xml) else "data-hash-differs"),
        *_document_signature(signature),
        *_maker_signature(signature.seal),
        *_maker(signature.seal, at=signature.signed_at, trust=trust),
        _certificate("signer", signature.certificate, purpose=purpose, at=signature.signed_at, trust=trust),
        finding("signer-listed" if signature.certificate in signature.seal.signers else "signer-not-listed"),
        _seal_validity(signature.seal, at=signature.signed_at),
        *_not_from_the_future(signature.signed_at, now),
        *_agreement(signature, expected_property_info, signature_method),
        finding("time-stamp-absent" if signature.time_stamp is None else "time-stamp-unchecked"),
    ]


def verify_seal(seal_der: bytes, *, at: datetime, trust: Trust) -> list[Finding]:
    """Check a seal by itself: the maker's signature and certificate, and its validity `at` an aware time.

    Raises nothing: bytes that cannot be read are a finding too.
    """
    seal = _read(lambda: parse_seal(seal_der), malformed="seal-malformed")
    if isinstance(seal, Finding):
        return [seal]
    return [*_maker_signature(seal), *_maker(seal, at=at, trust=trust), _seal_validity(seal, at=at)]


def _read(parse: Callable[[], Parsed], *, malformed: str) -> Parsed | Finding:
    try:
        return parse()
    except UnsupportedVersionError as unknown:
        return finding("version-unsupported", version=str(unknown.version))
    except MalformedSealError:
        return finding(malformed)


def _seal_file(seal: Seal, seal_esl: bytes | None) -> Finding:
    if seal_esl is None:
        return finding("seal-file-absent")
    return finding("seal-file-same" if seal_esl == seal.der else "seal-file-differs")


def _document_signature(signature: SealSignature) -> Iterator[Finding]:
    if signature.method != oids.SM2_WITH_SM3:
        yield finding("document-method-refused", method=signature.method)
    else:
        result = _sm2_result(signature.certificate, signature.to_be_signed, signature.signature)
        yield finding(f"document-{result}")
    yield from _unknown_conditions("signature-extension-unknown", signature.extensions)


def _maker_signature(seal: Seal) -> Iterator[Finding]:
    if seal.method != oids.SM2_WITH_SM3:
        yield finding("maker-method-refused", method=seal.method)
    else:
        yield finding(f"maker-{_sm2_result(seal.maker_certificate, seal.signed_part, seal.signature)}")
    yield from _unknown_conditions("seal-extension-unknown", seal.extensions)


def _sm2_result(
    certificate: bytes, signed: bytes, stored_signature: bytes
) -> Literal["signature-fits", "signature-wrong", "key-unreadable"]:
    try:
        key = parsed(certificate).public_key
        fits = key.verify(signed, any_to_der(stored_signature))
    except pki_errors.CertificateFormatError:
        return "key-unreadable"
    except SignatureFormatError:
        return "signature-wrong"
    return "signature-fits" if fits else "signature-wrong"


def _unknown_conditions(code: str, extensions: Sequence[Extension]) -> Iterator[Finding]:
    for extension in extensions:
        if extension.critical:
            yield finding(code, oid=extension.oid)


def _maker(seal: Seal, *, at: datetime, trust: Trust) -> Iterator[Finding]:
    yield _certificate("maker", seal.maker_certificate, purpose="maker", at=at, trust=trust)
    yield finding("maker-accepted" if seal.maker_certificate in trust.makers else "maker-not-accepted")


def _certificate(
    role: Literal["signer", "maker"], certificate: bytes, *, purpose: Purpose, at: datetime, trust: Trust
) -> Finding:
    if not trust.roots:
        return finding(f"{role}-certificate-not-judged")
    try:
        check_chain(certificate, intermediates=trust.intermediates, roots=trust.roots, at=at, purpose=purpose)
    except pki_errors.PkiError as refusal:
        result = next(name for kind, name in _CHAIN_RESULTS if isinstance(refusal, kind))
        return finding(f"{role}-certificate-{result}")
    return finding(f"{role}-certificate-trusted")


def _seal_validity(seal: Seal, *, at: datetime) -> Finding:
    if seal.is_valid_at(at):
        return finding("seal-in-force", signed_at=at)
    if at < seal.valid_from:
        return finding("seal-not-yet-valid", signed_at=at, valid_from=seal.valid_from)
    return finding("seal-expired", signed_at=at, valid_to=seal.valid_to)


def _not_from_the_future(signed_at: datetime, now: datetime | None) -> Iterator[Finding]:
    if now is not None and signed_at > now + CLOCK_TOLERANCE:
        yield finding("signed-in-the-future", signed_at=signed_at)


def _agreement(signature: SealSignature, expected_property_info: str, method: str | None) -> Iterator[Finding]:
    fits = signature.property_info == expected_property_info
    yield finding("property-info-fits" if fits else "property-info-differs")
    if signature.version == signature.seal.version:
        yield finding("version-agrees")
    else:
        yield finding("version-differs", version=str(signature.version), seal_version=str(signature.seal.version))
    if method is not None:
        yield finding("method-agrees" if method == signature.method else "method-differs")
