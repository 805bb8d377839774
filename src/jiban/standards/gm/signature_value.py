"""The two forms an SM2 signature is stored in: DER SEQUENCE{r, s} (GM/T 0009) and 64 raw bytes r || s."""

from jiban.standards.der import DerError, encode, parse
from jiban.standards.gm import curve
from jiban.standards.gm.errors import SignatureFormatError

RAW_BYTES = 64
MAX_DER_BYTES = 72


def read(signature_der: bytes) -> tuple[int, int]:
    """r and s of a DER signature, both from 1 to n-1. Raises SignatureFormatError."""
    try:
        pair = parse(signature_der, max_size_bytes=MAX_DER_BYTES, max_depth=1).expect(0x30).children
        if len(pair) != 2:
            raise SignatureFormatError(f"a signature holds {len(pair)} numbers instead of 2")
        return _in_range(pair[0].integer()), _in_range(pair[1].integer())
    except DerError as broken:
        raise SignatureFormatError(f"a signature is not DER: {broken}") from broken


def raw_to_der(raw: bytes) -> bytes:
    """64 bytes r || s to DER. Raises SignatureFormatError for another length or numbers outside 1 to n-1."""
    if len(raw) != RAW_BYTES:
        raise SignatureFormatError(f"a raw signature has {len(raw)} bytes instead of 64")
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    return encode.sequence(encode.integer(_in_range(r)), encode.integer(_in_range(s)))


def der_to_raw(signature_der: bytes) -> bytes:
    """DER to 64 bytes r || s. Raises SignatureFormatError."""
    r, s = read(signature_der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def any_to_der(stored: bytes) -> bytes:
    """A signature as found in a file, whichever of the two forms its maker chose, as DER. Raises SignatureFormatError."""
    if len(stored) == RAW_BYTES and not _is_der(stored):
        return raw_to_der(stored)
    read(stored)
    return stored


def _is_der(stored: bytes) -> bool:
    try:
        read(stored)
    except SignatureFormatError:
        return False
    return True


def _in_range(number: int) -> int:
    if not 0 < number < curve.ORDER:
        raise SignatureFormatError("a number of the signature is not between 1 and n-1")
    return number
