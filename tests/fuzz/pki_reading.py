"""Coverage-guided fuzzing of what reads certificates, lists, OCSP and time stamps. Run: python -m tests.fuzz.pki_reading SEEDS

Whatever the bytes: nothing but an error of the right family comes out, what is read strictly is read the same way
tolerantly, and nothing but the original passes for good. SEEDS is a folder; what is missing there is made.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["jiban.standards.der", "jiban.standards.pki"]):
    from jiban.standards.pki import ocsp, ocsp_request, timestamps
    from jiban.standards.pki.certificate import Certificate
    from jiban.standards.pki.chain import check_chain
    from jiban.standards.pki.crl import RevocationList
    from jiban.standards.pki.errors import (
        CertificateFormatError,
        CrlFormatError,
        OcspFormatError,
        OcspRefusedError,
        PkiError,
        TimestampError,
        TimestampFormatError,
        TrustListError,
    )
    from jiban.standards.pki.revocation import check_revocation
    from jiban.standards.pki.revoked import Revocation
    from jiban.standards.pki.testing_authority import TestAuthority
    from jiban.standards.pki.trust_list import TrustList

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AUTHORITY = TestAuthority.create(NOW)
CHAIN = check_chain(
    AUTHORITY.seal_maker().certificate,
    intermediates=AUTHORITY.sm2_intermediates,
    roots=[AUTHORITY.sm2_root],
    at=NOW,
    purpose="maker",
)
IMPRINT = bytes(range(32))


def seeds() -> dict[str, bytes]:
    """One whole value of each kind."""
    revoked = Revocation(CHAIN[0].serial, NOW, "keyCompromise", NOW - DAY)
    asked = timestamps.request(IMPRINT, "sm3", 7, policy="1.2.3")
    stamped = timestamps.request(IMPRINT, "sm3", 7)
    answer = AUTHORITY.timestamp_authority("sm2").respond(stamped, at=NOW)
    question = ocsp_request.request(CHAIN[0], CHAIN[1], nonce=bytes(16))
    return {
        "leaf": CHAIN[0].der,
        "issuing": CHAIN[1].der,
        "crl": AUTHORITY.issue_crl([revoked], number=1, this_update=NOW, next_update=NOW + DAY),
        "stamp-request": asked,
        "stamp-answer": answer,
        "stamp-token": timestamps.read_response(answer, request_der=stamped),
        "ocsp-request": question,
        "ocsp-good": AUTHORITY.ocsp_responder("sm2").respond(question, at=NOW),
        "ocsp-revoked": AUTHORITY.ocsp_responder("p256", [revoked]).respond(question, at=NOW),
        "ocsp-told": AUTHORITY.ocsp_responder("sm2", [revoked]).respond(question, at=NOW),
        "trust-list": AUTHORITY.trust_list(NOW).to_json().encode(),
    }


def read_all(data: bytes) -> None:
    """Every reader on the same bytes."""
    read_certificate(data)
    read_evidence(data)
    read_stamp(data)
    reading(timestamps.parse_request, data, TimestampFormatError)
    reading(ocsp_request.parse_request, data, OcspFormatError)
    reading(TrustList.from_json, data, TrustListError)


def reading(read, data: bytes, *family: type[PkiError]):
    try:
        return read(data)
    except family:
        return None


def read_certificate(data: bytes) -> None:
    strict = reading(Certificate.parse, data, CertificateFormatError)
    tolerant = reading(lambda der: Certificate.parse(der, tolerant=True), data, CertificateFormatError)
    if strict is not None and (strict != tolerant or strict.deviations):
        raise AssertionError("a strict reading that a tolerant one does not share")
    if tolerant is None:
        return
    assert tolerant.subject_text.isprintable()
    try:
        check_chain(
            data,
            intermediates=AUTHORITY.sm2_intermediates,
            roots=[AUTHORITY.sm2_root],
            at=NOW,
            purpose="maker",
            tolerant=True,
        )
    except PkiError:
        return
    if tolerant.tbs != CHAIN[0].tbs:
        raise AssertionError("a certificate that nobody issued")


def read_evidence(data: bytes) -> None:
    crl = reading(RevocationList.parse, data, CrlFormatError)
    response = reading(ocsp.parse_response, data, OcspFormatError, OcspRefusedError)
    if crl is None and response is None:
        return
    check_revocation(CHAIN, crls=[data], ocsp_responses=[data], at=NOW)


def read_stamp(data: bytes) -> None:
    asked = timestamps.request(IMPRINT, "sm3", 7)
    reading(lambda der: timestamps.read_response(der, request_der=asked), data, TimestampError)
    token = reading(timestamps.parse_token, data, TimestampFormatError)
    if token is None:
        return
    try:
        timestamps.check_token(token, imprint=IMPRINT, roots=[AUTHORITY.sm2_root])
    except PkiError:
        return
    if (token.time, token.nonce) != (NOW, 7):
        raise AssertionError("a stamp that nobody made")


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")]
    for name, seed in seeds().items() if folders else ():
        if not (folders[0] / name).exists():
            (folders[0] / name).write_bytes(seed)
    atheris.Setup([sys.argv[0], "-rss_limit_mb=512", "-max_len=16384", *sys.argv[1:]], read_all)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
