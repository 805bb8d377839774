"""Believe no device: what it calls a public key or a signature is looked at before anything is built on it."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from jiban.standards.der import DerError, Node, encode, parse
from jiban.standards.gm import curve, signature_value
from jiban.standards.gm.errors import GmError
from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.keys.errors import BadAnswerError, UnsupportedError, WrongSignatureError
from jiban.standards.keys.store import Algorithm

P256_CURVE_OID = "1.2.840.10045.3.1.7"
CURVES = {Algorithm.SM2: curve.SM2_CURVE_OID, Algorithm.P256: P256_CURVE_OID}
RAW_BYTES = 64


def spki_of_point(algorithm: Algorithm, point: bytes) -> bytes:
    """SubjectPublicKeyInfo of 65 bytes 04 || x || y. Raises BadAnswerError if that is no point of the curve."""
    algorithm_id = encode.sequence(encode.oid(curve.EC_PUBLIC_KEY_OID), encode.oid(CURVES[algorithm]))
    spki = encode.sequence(algorithm_id, encode.bit_string(point))
    algorithm_of(spki)
    return spki


def algorithm_of(spki: bytes) -> Algorithm:
    """What a public key signs with. Raises UnsupportedError for other curves, BadAnswerError for a point off its curve."""
    try:
        named = parse(spki, max_size_bytes=4096).children[0].children
        oid = _parameter(named)
    except (DerError, IndexError) as broken:
        raise BadAnswerError("the public key is no SubjectPublicKeyInfo") from broken
    algorithm = next((each for each, known in CURVES.items() if known == oid), None)
    if algorithm is None:
        raise UnsupportedError(f"a key on the curve {oid}: only SM2 and P-256 are used")
    try:
        if algorithm is Algorithm.SM2:
            _sm2_key(spki)
        else:
            _p256_key(spki)
    except (GmError, ValueError) as broken:
        raise BadAnswerError("the public key is no point of its curve") from broken
    return algorithm


def _parameter(named: list[Node]) -> str:
    if len(named) != 2 or named[0].oid() != curve.EC_PUBLIC_KEY_OID:
        raise UnsupportedError("not an elliptic curve key: only SM2 and P-256 are used")
    return named[1].oid()


def raw_to_der(raw: bytes) -> bytes:
    """64 bytes r || s of either curve as DER SEQUENCE{r, s}. Raises BadAnswerError."""
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    if len(raw) != RAW_BYTES or not r or not s:
        raise BadAnswerError(f"a signature of {len(raw)} bytes that is not r || s")
    return encode.sequence(encode.integer(r), encode.integer(s))


def any_to_der(stored: bytes) -> bytes:
    """A signature in whichever of the two forms a device gives it. Raises BadAnswerError."""
    if len(stored) == RAW_BYTES:
        return raw_to_der(stored)
    try:
        pair = parse(stored, max_size_bytes=signature_value.MAX_DER_BYTES, max_depth=1).children
        numbers = [number.integer() for number in pair]
    except DerError as broken:
        raise BadAnswerError("a signature that is neither r || s nor DER") from broken
    if len(numbers) != 2:
        raise BadAnswerError(f"a signature of {len(numbers)} numbers")
    return stored


def check_signature(spki: bytes, e: bytes, signature_der: bytes) -> bytes:
    """The signature itself, if it is this key's over this digest. Raises WrongSignatureError.

    The message for SM2 names the trap: a token may hold a key on the SM2 curve and sign ECDSA with it.
    """
    if algorithm_of(spki) is Algorithm.SM2:
        if not _sm2_key(spki).verify_digest(e, signature_der):
            raise WrongSignatureError(
                "the signature is not an SM2 signature of this key (ECDSA on the SM2 curve is not SM2)"
            )
        return signature_der
    try:
        _p256_key(spki).verify(signature_der, e, ec.ECDSA(utils.Prehashed(SHA256())))
    except InvalidSignature:
        raise WrongSignatureError("the signature is not an ECDSA signature of this key") from None
    return signature_der


@lru_cache(maxsize=4096)
def _sm2_key(spki: bytes) -> PublicKey:
    return PublicKey.from_spki(spki)


@lru_cache(maxsize=4096)
def _p256_key(spki: bytes) -> ec.EllipticCurvePublicKey:
    key = serialization.load_der_public_key(spki)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise UnsupportedError("not an elliptic curve key")
    return key
