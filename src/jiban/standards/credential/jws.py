"""JWS in compact form (RFC 7515) with ES256 alone (RFC 7518 section 3.4). The private key stays with its holder."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from jiban.standards.credential import base64url
from jiban.standards.credential.errors import ForgedError, MalformedError, TooLargeError

ALGORITHM = "ES256"
HALF_BYTES = 32
MAX_TOKEN_CHARACTERS = 256 * 1024
# Ours to understand or to ignore: whatever "crit" names has to be understood (RFC 7515 section 4.1.11), and nothing is.
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)
# A chain of certificates is longer than the library's 512 bytes for a header; `read` has kept the whole in bounds.
_REGISTRY.max_header_length = _REGISTRY.max_payload_length = MAX_TOKEN_CHARACTERS


class Es256Signer(Protocol):
    """A holder of a P-256 key and its certificates. A `PdfSigner` is one.

    certificate   DER of the signer's certificate
    chain         DER of the authorities above it
    """

    @property
    def certificate(self) -> bytes: ...
    @property
    def chain(self) -> Sequence[bytes]: ...

    def sign_digest(self, sha256_digest: bytes) -> bytes:
        """Sign 32 bytes; gives the DER Ecdsa-Sig-Value of RFC 3279 section 2.2.3."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """A signed token as read. Nothing about it is checked yet."""

    text: str
    header: Mapping[str, Any]
    payload: Mapping[str, Any]

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """DER certificates of the header's x5c, the signer's first (RFC 7515 section 4.1.6). Raises MalformedError."""
        chain = self.header.get("x5c", [])
        if not isinstance(chain, list) or not all(isinstance(one, str) for one in chain):
            raise MalformedError("x5c is not a list of texts")
        try:
            return tuple(base64.b64decode(one, validate=True) for one in chain)
        except ValueError as error:
            raise MalformedError("x5c is not Base64") from error


def sign(payload: Mapping[str, Any], *, typ: str, signer: Es256Signer, with_chain: bool = True) -> str:
    """Sign `payload` as a compact JWS with the header alg, typ, and the signer's certificates in x5c.

    Roots are to be left out of `signer.chain` by whoever gives it: the reader has his own.
    """
    header: dict[str, Any] = {"alg": ALGORITHM, "typ": typ}
    if with_chain:
        ders = (signer.certificate, *signer.chain)
        header["x5c"] = [base64.b64encode(der).decode("ascii") for der in ders]
    signing_input = f"{_part(header)}.{_part(payload)}"
    signature = raw_signature(signer.sign_digest(hashlib.sha256(signing_input.encode("ascii")).digest()))
    return f"{signing_input}.{base64url.encode(signature)}"


def _part(value: Mapping[str, Any]) -> str:
    return base64url.encode(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def raw_signature(der: bytes) -> bytes:
    """r || s, 32 bytes each (RFC 7518 section 3.4), of a DER Ecdsa-Sig-Value."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(HALF_BYTES) + s.to_bytes(HALF_BYTES)


def der_signature(raw: bytes) -> bytes:
    """The DER Ecdsa-Sig-Value of r || s. Raises ForgedError unless it has 64 bytes."""
    if len(raw) != 2 * HALF_BYTES:
        raise ForgedError("a signature of ES256 has 64 bytes")
    return encode_dss_signature(int.from_bytes(raw[:HALF_BYTES]), int.from_bytes(raw[HALF_BYTES:]))


def read(text: str, *, typ: str) -> Token:
    """Read a compact JWS without checking its signature.

    typ   what the header has to say the token is (RFC 8725 section 3.11)

    Raises MalformedError and, above 256 KiB, TooLargeError.
    """
    if len(text) > MAX_TOKEN_CHARACTERS:
        raise TooLargeError("the token is longer than 256 KiB")
    parts = text.split(".")
    if len(parts) != 3:
        raise MalformedError("a compact JWS has three parts")
    header, payload = (json_object(base64url.decode(part)) for part in parts[:2])
    base64url.decode(parts[2])
    if header.get("typ") != typ:
        raise MalformedError(f"the token is no {typ}")
    if header.get("alg") != ALGORITHM or "crit" in header or "b64" in header:
        raise MalformedError("the token is not signed with ES256 in the plain way")
    return Token(text, header, payload)


def json_object(data: bytes) -> dict[str, Any]:
    """A JSON object. Raises MalformedError, also for a name that appears twice."""
    value = json_value(data)
    if not isinstance(value, dict):
        raise MalformedError("not a JSON object")
    return value


def json_value(data: bytes) -> Any:
    """Any JSON value. Raises MalformedError, also for a name that appears twice, NaN, and depth beyond reading."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedError("not JSON") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice")
    return found


def _no_constant(word: str) -> None:
    raise ValueError(word)


def check(token: Token, key: ec.EllipticCurvePublicKey) -> None:
    """Raises ForgedError unless `key` signed the token."""
    try:
        jws.deserialize_compact(token.text, ECKey.import_key(key_to_jwk(key)), registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise ForgedError("the signature does not fit") from error


def key_to_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str | list[str]]:
    """RFC 7518 section 6.2.1. Raises ForgedError for another curve than P-256."""
    if not isinstance(key.curve, ec.SECP256R1):
        raise ForgedError("the key is not on P-256")
    numbers = key.public_numbers()
    x, y = (base64url.encode(number.to_bytes(HALF_BYTES)) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def key_from_jwk(jwk: object) -> ec.EllipticCurvePublicKey:
    """A public P-256 key. Raises MalformedError, also when a private part is there."""
    if not isinstance(jwk, Mapping) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise MalformedError("not a public P-256 key")
    try:
        x, y = (int.from_bytes(base64url.decode(str(jwk[name]))) for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except (KeyError, ValueError) as error:
        raise MalformedError("not a point of P-256") from error


def key_of_certificate(der: bytes) -> ec.EllipticCurvePublicKey:
    """Raises MalformedError for anything but a certificate of a P-256 key."""
    try:
        key = x509.load_der_x509_certificate(der).public_key()
    except ValueError as error:
        raise MalformedError("not a certificate") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise MalformedError("not a certificate of a P-256 key")
    return key
