"""A responder (RFC 6960 section 2): answers about the certificates of one authority. It has no clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from jiban.standards.der import encode
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.errors import IssueError, OcspFormatError
from jiban.standards.pki.issue import ALGORITHMS
from jiban.standards.pki.ocsp_request import CertId, OcspRequest, nonce_extension, parse_request
from jiban.standards.pki.revoked import NUMBERS, Revocation
from jiban.standards.pki.signing import MessageSigner

MALFORMED_REQUEST, UNAUTHORIZED = 1, 6

Status = Revocation | Literal["good", "unknown"]
DAY = timedelta(days=1)


class OcspResponder:
    """Signs what is known of certificates.

    signer     the authority itself, or a delegate with OCSPSigning that the authority issued
    issuer     DER of the certificate of the authority
    status     tells of a serial number: revoked how, "good", or "unknown" to the authority
    lifetime   after which a newer answer is there

    Raises IssueError if the signer may not answer for the authority.
    """

    def __init__(
        self,
        signer: MessageSigner,
        *,
        issuer: bytes,
        status: Callable[[int], Status],
        lifetime: timedelta = DAY,
    ) -> None:
        own = parsed(signer.certificate)
        if signer.certificate != issuer:
            if oids.OCSP_SIGNING not in (own.extended_key_usage or ()):
                raise IssueError("the certificate is not one of a responder")
            if own.issuer != parsed(issuer).subject:
                raise IssueError("the responder was not issued by the authority it answers for")
        self.certificate = signer.certificate
        self._subject = own.subject
        self._signer = signer
        self._issuer = parsed(issuer)
        self._status = status
        self._lifetime = lifetime

    def respond(self, request_der: bytes, *, at: datetime) -> bytes:
        """DER of an OCSPResponse made at the aware moment `at`, or of a refusal. Raises only what `status` raises."""
        try:
            asked = parse_request(request_der)
        except OcspFormatError:
            return _refusal(MALFORMED_REQUEST)
        if not any(one.is_issued_by(self._issuer) for one in asked.asked):
            return _refusal(UNAUTHORIZED)
        tbs = self._response_data(asked, at)
        certificates = b""
        if self._signer.certificate != self._issuer.der:
            certificates = encode.explicit(0, encode.sequence(self._signer.certificate))
        basic = encode.sequence(
            tbs, ALGORITHMS[self._signer.algorithm], encode.bit_string(self._signer.sign(tbs)), certificates
        )
        inside = encode.sequence(encode.oid(oids.OCSP_BASIC), encode.octet_string(basic))
        return encode.sequence(_enumerated(0), encode.explicit(0, inside))

    def _response_data(self, asked: OcspRequest, at: datetime) -> bytes:
        answers = [self._single(one, at) for one in asked.asked]
        return encode.sequence(
            encode.explicit(1, self._subject),
            encode.generalized_time(at),
            encode.sequence(*answers),
            b"" if asked.nonce is None else nonce_extension(1, asked.nonce),
        )

    def _single(self, asked: CertId, at: datetime) -> bytes:
        status = self._status(asked.serial) if asked.is_issued_by(self._issuer) else "unknown"
        return encode.sequence(
            asked.raw,
            _status(status),
            encode.generalized_time(at),
            encode.explicit(0, encode.generalized_time(at + self._lifetime)),
        )


def _status(status: Status) -> bytes:
    if isinstance(status, Revocation):
        reason = b""
        if status.reason != "unspecified":
            reason = encode.explicit(0, _enumerated(NUMBERS[status.reason]))
        return encode.implicit(1, encode.sequence(encode.generalized_time(status.effective), reason))
    return encode.implicit(0 if status == "good" else 2, encode.null())


def _refusal(status: int) -> bytes:
    return encode.sequence(_enumerated(status))


def _enumerated(number: int) -> bytes:
    return encode.tlv(0x0A, bytes((number,)))
