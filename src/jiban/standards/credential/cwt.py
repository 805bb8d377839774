"""CBOR Web Token (RFC 8392) in a COSE_Sign1 (RFC 9052 section 4.2) with ES256, and an offline code made of one.

An offline code is  prefix ":" Base45( zlib( COSE_Sign1 ) ): it fits a QR code and is verified without a network.
"""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from jiban.standards.credential import base45, jws
from jiban.standards.credential.errors import ForgedError, MalformedError, TooLargeError
from jiban.standards.credential.sd_jwt_vc import check_times

ISS, SUB, EXP, NBF, IAT, CTI = 1, 2, 4, 5, 6, 7  # RFC 8392 section 4
_ALG, _X5CHAIN, _ES256, _SIGN1_TAG = 1, 33, -7, 18  # x5chain: RFC 9360 section 2
MAX_CODE_CHARACTERS = 4296  # the most that a QR code holds in alphanumeric mode
MAX_TOKEN_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Cwt:
    """A token as read; nothing is checked yet. `certificate` is the DER that its signer put beside the signature."""

    certificate: bytes
    claims: Mapping[int | str, Any]
    protected: bytes
    payload: bytes
    signature: bytes


def sign(claims: Mapping[int | str, Any], *, signer: jws.Es256Signer) -> bytes:
    """A tagged COSE_Sign1 of the claims, deterministically encoded (RFC 8949 section 4.2), with the signer's certificate."""
    protected = cbor2.dumps({_ALG: _ES256, _X5CHAIN: signer.certificate}, canonical=True)
    payload = cbor2.dumps(dict(claims), canonical=True)
    digest = hashlib.sha256(_to_be_signed(protected, payload)).digest()
    signature = jws.raw_signature(signer.sign_digest(digest))
    return cbor2.dumps(cbor2.CBORTag(_SIGN1_TAG, [protected, {}, payload, signature]))


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])


def read(data: bytes) -> Cwt:
    """Read a tagged COSE_Sign1 with an ES256 signature. Raises MalformedError and, above 16 KiB, TooLargeError."""
    if len(data) > MAX_TOKEN_BYTES:
        raise TooLargeError("the token is larger than 16 KiB")
    token = _cbor(data)
    if not isinstance(token, cbor2.CBORTag) or token.tag != _SIGN1_TAG:
        raise MalformedError("not a COSE_Sign1")
    parts = token.value
    if not isinstance(parts, list | tuple) or len(parts) != 4:
        raise MalformedError("a COSE_Sign1 has four parts")
    protected, _, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise MalformedError("a part of the COSE_Sign1 is not bytes")
    header, claims = _cbor(protected), _cbor(payload)
    if not isinstance(header, Mapping) or header.get(_ALG) != _ES256 or set(header) - {_ALG, _X5CHAIN}:
        raise MalformedError("not signed with ES256 in the plain way")
    if not isinstance(claims, Mapping) or not isinstance(header.get(_X5CHAIN), bytes):
        raise MalformedError("the claims are no map, or the certificate is not one")
    return Cwt(header[_X5CHAIN], claims, protected, payload, signature)


def _cbor(data: bytes) -> Any:
    try:
        value = cbor2.loads(data)
        # What follows the first item, doubled names and odd encodings all show in this: nothing unsigned, one form only.
        if cbor2.dumps(value) != data and cbor2.dumps(value, canonical=True) != data:
            raise MalformedError("CBOR in another than its shortest form, or something follows it")
    except (cbor2.CBORError, ValueError, TypeError, RecursionError) as error:
        raise MalformedError("not CBOR") from error
    return value


def check(token: Cwt, key: ec.EllipticCurvePublicKey, *, now: datetime) -> None:
    """Raises ForgedError unless `key` signed the token, NotInForceError outside its times (seconds since 1970)."""
    signed = _to_be_signed(token.protected, token.payload)
    try:
        key.verify(jws.der_signature(token.signature), signed, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise ForgedError("the signature does not fit") from error
    named = {name: token.claims[number] for name, number in (("exp", EXP), ("nbf", NBF)) if number in token.claims}
    check_times(named, now=now)


def to_code(token: bytes, *, prefix: str) -> str:
    """The text of a QR code. `prefix` tells a reader what it is, in characters of Base45."""
    return f"{prefix}:{base45.encode(zlib.compress(token, 9))}"


def from_code(text: str, *, prefix: str) -> bytes:
    """The token of an offline code. Raises MalformedError and, for more than a QR code or 16 KiB, TooLargeError."""
    if len(text) > MAX_CODE_CHARACTERS:
        raise TooLargeError("longer than a QR code")
    if not text.startswith(f"{prefix}:"):
        raise MalformedError(f"an offline code begins with {prefix}:")
    inflating = zlib.decompressobj()
    try:
        token = inflating.decompress(base45.decode(text.removeprefix(f"{prefix}:")), MAX_TOKEN_BYTES + 1)
    except zlib.error as error:
        raise MalformedError("the code is not compressed as it must be") from error
    if len(token) > MAX_TOKEN_BYTES:
        raise TooLargeError("the token is larger than 16 KiB")
    if not inflating.eof or inflating.unused_data:
        raise MalformedError("the code is cut off, or something follows it")
    return token
