"""Answers about a certificate's status (RFC 6960 section 4.2), read and checked.

An answer is believed from the certificate's issuer, from a responder that the issuer named by a certificate with
OCSPSigning, and from responders that the caller trusts by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from jiban.standards.der import DerError, Fields, Node, parse, tags
from jiban.standards.pki import name, oids
from jiban.standards.pki.certificate import Certificate, algorithm, parsed
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.errors import (
    CertificateFormatError,
    ChainError,
    OcspFormatError,
    OcspMismatchError,
    OcspOutdatedError,
    OcspRefusedError,
    OcspSignatureError,
)
from jiban.standards.pki.links import LinkMemory, signature_fits
from jiban.standards.pki.ocsp_request import (
    MAX_ASKED,
    CertId,
    check_version,
    issuer_hashes,
    read_cert_id,
    read_nonce,
    refuse_critical,
    request,
)
from jiban.standards.pki.revoked import REASONS, Revocation

__all__ = ["OcspResponse", "SingleAnswer", "check_answer", "find_answer", "parse_response", "request"]

Status = Literal["good", "revoked", "unknown"]

MAX_RESPONSE_BYTES = 64 * 1024
MAX_CERTIFICATES = 8
LIFE_WITHOUT_NEXT_UPDATE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SingleAnswer:
    """What is said of one certificate.

    this_update    when that was known to be so
    next_update    when a newer answer will be there, None if one always is
    revocation     for "revoked"
    """

    cert_id: CertId
    status: Status
    this_update: datetime
    next_update: datetime | None
    revocation: Revocation | None = None


@dataclass(frozen=True, slots=True)
class OcspResponse:
    """An answer as read; nothing in it is checked: see `check_answer`.

    responder_name, responder_key_hash    how the responder is named: one of the two
    certificates                          DER, as sent along
    """

    tbs: bytes = field(repr=False)
    responder_name: bytes | None
    responder_key_hash: bytes | None
    produced_at: datetime
    answers: tuple[SingleAnswer, ...]
    nonce: bytes | None
    signature_algorithm: str
    signature: bytes = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)


def parse_response(der: bytes) -> OcspResponse:
    """Read an OCSPResponse of at most 64 KiB that holds a basic response.

    Raises OcspRefusedError if the responder gave no answer, OcspFormatError.
    """
    try:
        fields = Fields(parse(der, max_size_bytes=MAX_RESPONSE_BYTES))
        status = fields.take(tags.ENUMERATED).content
        answer = fields.optional(0xA0)
        fields.end()
        if len(status) != 1:
            raise OcspFormatError("a status that does not exist")
        if status != b"\x00":
            raise OcspRefusedError(status[0])
        if answer is None:
            raise OcspFormatError("successful, but without an answer")
        inside = Fields(answer.only_child())
        if inside.take().oid() != oids.OCSP_BASIC:
            raise OcspFormatError("not a basic response")
        basic = parse(inside.take().octets())
        inside.end()
        return _read_basic(basic)
    except DerError as broken:
        raise OcspFormatError(f"not an answer about certificates: {broken}") from broken


def _read_basic(node: Node) -> OcspResponse:
    outer = Fields(node)
    tbs, method, signature = outer.take(tags.SEQUENCE), algorithm(outer.take()), outer.take().bits()
    sent = outer.optional(0xA0)
    outer.end()
    fields = Fields(tbs)
    check_version(fields)
    responder = fields.take()
    if responder.tag not in (0xA1, 0xA2):
        raise OcspFormatError("the responder is named neither by name nor by key")
    produced_at = fields.take(tags.GENERALIZED_TIME).time()
    answers = tuple(map(_read_single, fields.take(tags.SEQUENCE).children))
    nonce = read_nonce(fields.optional(0xA1))
    fields.end()
    certificates = (
        tuple(part.raw for part in sent.only_child().expect(tags.SEQUENCE).children) if sent is not None else ()
    )
    if len(answers) > MAX_ASKED or len(certificates) > MAX_CERTIFICATES:
        raise OcspFormatError("too many answers or certificates")
    named = responder.only_child()
    return OcspResponse(
        tbs=tbs.raw,
        responder_name=named.expect(tags.SEQUENCE).raw if responder.tag == 0xA1 else None,
        responder_key_hash=named.octets() if responder.tag == 0xA2 else None,
        produced_at=produced_at,
        answers=answers,
        nonce=nonce,
        signature_algorithm=method,
        signature=signature,
        certificates=certificates,
    )


def _read_single(node: Node) -> SingleAnswer:
    fields = Fields(node)
    cert_id, said = read_cert_id(fields.take(tags.SEQUENCE)), fields.take()
    this_update, next_update = fields.take(tags.GENERALIZED_TIME).time(), fields.optional(0xA0)
    refuse_critical(fields.optional(0xA1))
    fields.end()
    until = next_update.only_child().expect(tags.GENERALIZED_TIME).time() if next_update is not None else None
    if said.tag == 0xA1:
        return SingleAnswer(cert_id, "revoked", this_update, until, _read_revocation(said, cert_id.serial))
    if said.tag not in (0x80, 0x82) or said.content:
        raise OcspFormatError("a status that is neither good, revoked nor unknown")
    return SingleAnswer(cert_id, "good" if said.tag == 0x80 else "unknown", this_update, until)


def _read_revocation(node: Node, serial: int) -> Revocation:
    fields = Fields(node.retagged(tags.SEQUENCE))
    at, reason = fields.take(tags.GENERALIZED_TIME).time(), fields.optional(0xA0)
    fields.end()
    if reason is None:
        return Revocation(serial, at)
    number = reason.only_child().expect(tags.ENUMERATED).content
    if len(number) != 1 or number[0] not in REASONS:
        raise OcspFormatError("a reason that does not exist")
    return Revocation(serial, at, REASONS[number[0]])


def find_answer(response: OcspResponse, certificate: Certificate, issuer: Certificate) -> SingleAnswer | None:
    """What the response says of `certificate`, None if nothing."""
    for answer in response.answers:
        if answer.cert_id.serial == certificate.serial and answer.cert_id.is_issued_by(issuer):
            return answer
    return None


def check_answer(
    certificate: Certificate,
    *,
    response: OcspResponse,
    issuer: Certificate,
    now: datetime | None,
    nonce: bytes | None = None,
    trusted_responders: Iterable[bytes] = (),
    memory: LinkMemory | None = None,
) -> tuple[SingleAnswer, Certificate]:
    """Check an answer about `certificate`; gives what it says and who said it.

    issuer              the certificate above it in a checked chain
    now                 the aware moment at which the answer must be in force; None to leave that to the caller
    nonce               that of the request, if one was sent
    trusted_responders  DER of certificates that are believed by themselves

    A responder without id-pkix-ocsp-nocheck might itself be revoked: to look that up is the caller's matter.

    Raises OcspMismatchError, OcspSignatureError, OcspOutdatedError.
    """
    answer = find_answer(response, certificate, issuer)
    if answer is None:
        raise OcspMismatchError("the answer is about other certificates")
    if nonce is not None and response.nonce != nonce:
        raise OcspMismatchError("the answer carries another nonce")
    responder = _responder(response, issuer, trusted_responders, memory)
    if now is not None:
        check_in_force(answer, response, now)
    return answer, responder


def check_in_force(answer: SingleAnswer, response: OcspResponse, now: datetime) -> None:
    """Raise OcspOutdatedError unless the answer is in force at the aware moment `now`.

    Without a time for the next answer it is for a day.
    """
    second = now.replace(microsecond=0)
    until = answer.next_update or answer.this_update + LIFE_WITHOUT_NEXT_UPDATE
    if not (answer.this_update <= second <= until and response.produced_at <= now):
        raise OcspOutdatedError("the answer is not in force: from the future, or a newer one is due")


def _responder(
    response: OcspResponse, issuer: Certificate, trusted: Iterable[bytes], memory: LinkMemory | None
) -> Certificate:
    believed = [issuer, *(parsed(der) for der in trusted)]
    delegates = [one for one in map(_readable, response.certificates) if one is not None]
    candidates = [one for one in (*believed, *delegates) if _is_named(response, one)]
    fits = signature_fits if memory is None else memory.fits
    for one in candidates:
        if fits(response.signature_algorithm, one.public_key_spki, response.tbs, response.signature):
            if one not in believed:
                _check_delegate(one, issuer, at=response.produced_at, memory=memory)
            return one
    raise OcspSignatureError("no certificate of issuer or responder fits the signature")


def _check_delegate(delegate: Certificate, issuer: Certificate, *, at: datetime, memory: LinkMemory | None) -> None:
    """RFC 6960 section 4.2.2.2: issued by the very authority that issued the certificate in question."""
    try:
        check_chain(delegate.der, intermediates=(), roots=[issuer.der], at=at, purpose="ocsp", memory=memory)
    except (ChainError, CertificateFormatError) as refusal:
        raise OcspSignatureError(f"the responder was not named by the issuer: {refusal}") from refusal


def _readable(der: bytes) -> Certificate | None:
    try:
        return parsed(der)
    except CertificateFormatError:
        return None


def _is_named(response: OcspResponse, candidate: Certificate) -> bool:
    if response.responder_name is not None:
        return name.is_same(response.responder_name, candidate.subject)
    try:
        _, key_hash = issuer_hashes(oids.SHA1, candidate.subject, candidate.public_key_spki)
    except DerError:
        return False
    return response.responder_key_hash == key_hash
