"""Trusted time stamps (RFC 3161 with RFC 5816, GB/T 20520): asked for, read and checked. SM3 or SHA-256.

asked = request(digest, "sm3", nonce=secrets.randbits(64))
token = parse_token(read_response(answer, request_der=asked))
check_token(token, imprint=digest, roots=[...])
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from jiban.standards.der import DerError, Fields, Node, encode, parse, tags
from jiban.standards.pki import cms, oids
from jiban.standards.pki.certificate import Certificate, algorithm, parsed
from jiban.standards.pki.chain import LinkMemory, check_chain
from jiban.standards.pki.errors import (
    CertificateFormatError,
    CmsError,
    CmsFormatError,
    TimestampFormatError,
    TimestampImprintError,
    TimestampMismatchError,
    TimestampRefusedError,
    TimestampSignatureError,
)
from jiban.standards.pki.signing import DIGEST_BYTES, HASH_NAMES, HASH_OIDS, HashName

MAX_REQUEST_BYTES = 4096
GRANTED = frozenset({0, 1})  # granted, granted with modifications
VERSION_1 = encode.integer(1)


class TimestampSource(Protocol):
    """Whoever stamps: an authority on the network, or one in this process."""

    def stamp(self, imprint: bytes, hash_name: HashName) -> bytes:
        """The token (DER ContentInfo) over a digest of 32 bytes. Raises TimestampError if none is to be had."""


@dataclass(frozen=True, slots=True)
class TimestampRequest:
    """What was asked. `policy` and `nonce` are None if not set; `wants_certificates` is certReq."""

    imprint: bytes
    hash_name: HashName
    policy: str | None
    nonce: int | None
    wants_certificates: bool


@dataclass(frozen=True, slots=True)
class TimestampToken:
    """A token as read; nothing in it is checked: see `check_token`.

    time          when it was stamped, UTC
    imprint       the stamped digest
    accuracy      how far the authority's clock may be off, None if it does not say
    certificates  DER, as sent along
    signer_certificate   DER of the authority's certificate, None if it was not sent along
    """

    der: bytes = field(repr=False)
    time: datetime
    imprint: bytes
    hash_name: HashName
    serial: int
    policy: str
    nonce: int | None
    accuracy: timedelta | None
    certificates: tuple[bytes, ...] = field(repr=False)
    signer_certificate: bytes | None = field(repr=False)
    signed: cms.SignedData = field(repr=False)


def request(
    imprint: bytes,
    hash_name: HashName,
    nonce: int | None = None,
    *,
    policy: str | None = None,
    wants_certificates: bool = True,
) -> bytes:
    """DER of a TimeStampReq (RFC 3161 section 2.4.1).

    imprint   the digest to be stamped, 32 bytes
    nonce     a fresh random number, so that an old answer cannot be passed off as a new one
    policy    object identifier of the policy wanted

    Raises TimestampFormatError for a digest of another length.
    """
    if len(imprint) != DIGEST_BYTES:
        raise TimestampFormatError(f"a digest has {len(imprint)} bytes instead of 32")
    return encode.sequence(
        VERSION_1,
        message_imprint(imprint, hash_name),
        b"" if policy is None else encode.oid(policy),
        b"" if nonce is None else encode.integer(nonce),
        encode.boolean(True) if wants_certificates else b"",
    )


def message_imprint(imprint: bytes, hash_name: HashName) -> bytes:
    """DER of a MessageImprint; the digest's parameters are NULL for SHA-256, as everybody writes them."""
    parameters = encode.null() if hash_name == "sha256" else b""
    return encode.sequence(encode.sequence(encode.oid(HASH_OIDS[hash_name]), parameters), encode.octet_string(imprint))


def parse_request(der: bytes) -> TimestampRequest:
    """Read a TimeStampReq of at most 4 KiB without extensions. Raises TimestampFormatError."""
    try:
        fields = Fields(parse(der, max_size_bytes=MAX_REQUEST_BYTES))
        if fields.take().integer() != 1:
            raise TimestampFormatError("a request of another version than 1")
        imprint, hash_name = _read_imprint(fields.take())
        policy, nonce, wants = fields.optional(tags.OID), fields.optional(tags.INTEGER), fields.optional(tags.BOOLEAN)
        fields.end()
        return TimestampRequest(
            imprint=imprint,
            hash_name=hash_name,
            policy=policy.oid() if policy is not None else None,
            nonce=nonce.integer() if nonce is not None else None,
            wants_certificates=wants is not None and wants.boolean(),
        )
    except DerError as broken:
        raise TimestampFormatError(f"not a request for a time stamp: {broken}") from broken


def _read_imprint(node: Node) -> tuple[bytes, HashName]:
    fields = Fields(node)
    oid, imprint = algorithm(fields.take()), fields.take().octets()
    fields.end()
    hash_name = HASH_NAMES.get(oid)
    if hash_name is None or len(imprint) != DIGEST_BYTES:
        raise TimestampFormatError(f"the digest {oid} of {len(imprint)} bytes is neither SHA-256 nor SM3")
    return imprint, hash_name


def read_response(response_der: bytes, *, request_der: bytes) -> bytes:
    """The token in a TimeStampResp, DER, once it is seen to answer the request (RFC 3161 section 2.4.2).

    The token's signature is not checked: see `check_token`.

    Raises TimestampRefusedError, TimestampMismatchError, TimestampFormatError.
    """
    try:
        fields = Fields(parse(response_der, max_size_bytes=cms.MAX_CMS_BYTES))
        status, failures = _read_status(fields.take())
        token_node = fields.optional(tags.SEQUENCE)
        fields.end()
    except DerError as broken:
        raise TimestampFormatError(f"not an answer of a time stamping authority: {broken}") from broken
    if status not in GRANTED:
        raise TimestampRefusedError(status, failures)
    if token_node is None:
        raise TimestampFormatError("granted, but without a token")
    asked, token = parse_request(request_der), parse_token(token_node.raw)
    if (token.imprint, token.hash_name) != (asked.imprint, asked.hash_name):
        raise TimestampMismatchError("the answer stamps another digest")
    if token.nonce != asked.nonce:
        raise TimestampMismatchError("the answer carries another nonce")
    if asked.policy is not None and token.policy != asked.policy:
        raise TimestampMismatchError("the answer was made under another policy")
    return token.der


def _read_status(node: Node) -> tuple[int, frozenset[int]]:
    fields = Fields(node)
    status = fields.take().integer()
    fields.optional(tags.SEQUENCE)
    failures = fields.optional(tags.BIT_STRING)
    fields.end()
    return status, failures.named_bits() if failures is not None else frozenset()


def parse_token(der: bytes) -> TimestampToken:
    """Read a TimeStampToken of at most 256 KiB. Raises TimestampFormatError."""
    try:
        signed = cms.parse_signed_data(der)
        if signed.content_type != oids.TIME_STAMP_INFO:
            raise TimestampFormatError("the signed content is not a time stamp")
        return _read_info(parse(signed.content), der, signed)
    except (DerError, CmsFormatError) as broken:
        raise TimestampFormatError(f"not a time stamp: {broken}") from broken


def _read_info(node: Node, der: bytes, signed: cms.SignedData) -> TimestampToken:
    fields = Fields(node)
    if fields.take().integer() != 1:
        raise TimestampFormatError("a time stamp of another version than 1")
    policy = fields.take().oid()
    imprint, hash_name = _read_imprint(fields.take())
    serial, time = fields.take().integer(), fields.take(tags.GENERALIZED_TIME).time()
    accuracy = fields.optional(tags.SEQUENCE)
    ordering = fields.optional(tags.BOOLEAN)
    if ordering is not None:
        ordering.boolean()
    nonce = fields.optional(tags.INTEGER)
    fields.optional(tags.explicit_tag(0))
    fields.end()  # extensions, [1], none of which is known here, are refused
    return TimestampToken(
        der=der,
        time=time,
        imprint=imprint,
        hash_name=hash_name,
        serial=serial,
        policy=policy,
        nonce=nonce.integer() if nonce is not None else None,
        accuracy=_read_accuracy(accuracy) if accuracy is not None else None,
        certificates=signed.certificates,
        signer_certificate=signed.signer_certificate(),
        signed=signed,
    )


def _read_accuracy(node: Node) -> timedelta:
    fields = Fields(node)
    seconds, millis, micros = fields.optional(tags.INTEGER), fields.optional(0x80), fields.optional(0x81)
    fields.end()
    parts = [part.retagged(tags.INTEGER).integer() if part is not None else 0 for part in (seconds, millis, micros)]
    if not (0 <= parts[0] <= 86_400 * 366 and 0 <= parts[1] <= 999 and 0 <= parts[2] <= 999):
        raise TimestampFormatError("an accuracy outside its range")
    return timedelta(seconds=parts[0], milliseconds=parts[1], microseconds=parts[2])


def check_token(
    token: TimestampToken,
    *,
    imprint: bytes,
    roots: Iterable[bytes],
    at: datetime | None = None,
    intermediates: Iterable[bytes] = (),
    memory: LinkMemory | None = None,
) -> list[Certificate]:
    """Check a token; gives the authority's chain, its own certificate first.

    imprint         the digest, by `token.hash_name`, of what is said to be stamped
    roots           DER of the roots trusted for time stamping
    at              the moment at which the authority's chain has to be valid, aware; the token's own time if None.
                    RFC 3161 section 4: while the authority's key is not lost, its stamps outlive its certificate
    intermediates   DER of authorities, and of the signer's certificate if the token came without it

    Raises TimestampImprintError, TimestampSignatureError, TimestampFormatError; for the authority's certificate
    CertificateFormatError or a ChainError, as check_chain does for the purpose "tsa".
    """
    if token.imprint != imprint:
        raise TimestampImprintError("the token stamps another digest")
    others = [*token.certificates, *intermediates]
    signer = token.signed.signer_certificate(others)
    if signer is None:
        raise TimestampSignatureError("the certificate that the token was signed with is missing")
    try:
        cms.check_signature(token.signed, parsed(signer))
    except (CmsError, CertificateFormatError) as wrong:
        raise TimestampSignatureError(str(wrong)) from wrong
    moment = token.time if at is None else at
    return check_chain(signer, intermediates=others, roots=roots, at=moment, purpose="tsa", memory=memory)
