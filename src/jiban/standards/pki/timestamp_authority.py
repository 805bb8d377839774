"""A time stamping authority (RFC 3161 section 2): answers requests with tokens. It has no clock: the time is handed in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jiban.standards.der import encode
from jiban.standards.pki import cms, oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.errors import IssueError, TimestampFormatError
from jiban.standards.pki.signing import HashName, MessageSigner
from jiban.standards.pki.timestamps import (
    VERSION_1,
    TimestampRequest,
    message_imprint,
    parse_request,
    read_response,
    request,
)

TEST_POLICY = "1.3.6.1.4.1.99999.2.1"
"""The enterprise number 99999 stands for none: an operator puts a policy of their own here."""

GRANTED, REJECTION = 0, 2
BAD_DATA_FORMAT, UNACCEPTED_POLICY = 5, 15


class TimestampAuthority:
    """Signs the time over digests.

    signer     its certificate must carry timeStamping as its only extended usage, critical (RFC 3161 section 2.3)
    chain      DER of the authorities above it, sent along when certificates are asked for
    policy     object identifier of the policy that it stamps under
    accuracy   how far its clock may be off, to the microsecond, below a year
    new_serial gives a number that was never used before

    Raises IssueError for a certificate that is not one of a time stamping authority.
    """

    def __init__(
        self,
        signer: MessageSigner,
        *,
        chain: Sequence[bytes] = (),
        policy: str = TEST_POLICY,
        accuracy: timedelta = timedelta(seconds=1),
        new_serial: Callable[[], int] = lambda: secrets.randbits(63) | 1 << 63,
    ) -> None:
        certificate = parsed(signer.certificate)
        if certificate.extended_key_usage != frozenset({oids.TIME_STAMPING}):
            raise IssueError("the certificate is not one of a time stamping authority")
        self.certificate = signer.certificate
        self._signer = signer
        self._chain = tuple(der for der in chain if parsed(der).subject != parsed(der).issuer)
        self._policy = policy
        self._accuracy = _accuracy(accuracy)
        self._new_serial = new_serial

    def respond(self, request_der: bytes, *, at: datetime) -> bytes:
        """DER of a TimeStampResp: the token for the aware moment `at`, or a refusal that says why. Raises nothing."""
        try:
            asked = parse_request(request_der)
        except TimestampFormatError as broken:
            return _refusal(BAD_DATA_FORMAT, str(broken))
        if asked.policy not in (None, self._policy):
            return _refusal(UNACCEPTED_POLICY, f"stamps are made under the policy {self._policy} only")
        token = self._token(asked, at)
        return encode.sequence(encode.sequence(encode.integer(GRANTED)), token)

    def source(self, clock: Callable[[], datetime]) -> LocalTimestampSource:
        """A TimestampSource in this process that takes the time from `clock` (aware)."""
        return LocalTimestampSource(self, clock)

    def _token(self, asked: TimestampRequest, at: datetime) -> bytes:
        info = encode.sequence(
            VERSION_1,
            encode.oid(self._policy),
            message_imprint(asked.imprint, asked.hash_name),
            encode.integer(self._new_serial()),
            _precise_time(at),
            self._accuracy,
            b"" if asked.nonce is None else encode.integer(asked.nonce),
        )
        certificates = (self.certificate, *self._chain) if asked.wants_certificates else ()
        return cms.sign(oids.TIME_STAMP_INFO, info, signer=self._signer, certificates=certificates)


@dataclass(frozen=True, slots=True)
class LocalTimestampSource:
    """See TimestampAuthority.source."""

    authority: TimestampAuthority
    clock: Callable[[], datetime]

    def stamp(self, imprint: bytes, hash_name: HashName) -> bytes:
        """See timestamps.TimestampSource.stamp."""
        asked = request(imprint, hash_name, secrets.randbits(63))
        return read_response(self.authority.respond(asked, at=self.clock()), request_der=asked)


def _refusal(failure: int, text: str) -> bytes:
    status = encode.sequence(
        encode.integer(REJECTION), encode.sequence(encode.utf8_string(text)), encode.named_bits(failure)
    )
    return encode.sequence(status)


def _accuracy(accuracy: timedelta) -> bytes:
    if not timedelta(0) <= accuracy < timedelta(days=366):
        raise IssueError("an accuracy is at least 0 and below a year")
    seconds, micros = accuracy.days * 86_400 + accuracy.seconds, accuracy.microseconds
    parts = [encode.integer(seconds)] if seconds else []
    if micros >= 1000:
        parts.append(encode.implicit(0, encode.integer(micros // 1000)))
    if micros % 1000:
        parts.append(encode.implicit(1, encode.integer(micros % 1000)))
    return encode.sequence(*parts)


def _precise_time(at: datetime) -> bytes:
    """GeneralizedTime with as many decimals as there are, and none that are zero (RFC 3161 section 2.4.2)."""
    whole = encode.generalized_time(at)
    micros = at.astimezone(UTC).microsecond
    if not micros:
        return whole
    fraction = f".{micros:06}".rstrip("0").encode()
    return encode.tlv(whole[0], whole[2:-1] + fraction + b"Z")
