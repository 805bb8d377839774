"""SM2 keys as DER: SubjectPublicKeyInfo (RFC 5480, GM/T 0015) and PrivateKeyInfo (RFC 5208 with RFC 5915 inside)."""

from jiban.standards.der import DerError, Fields, Node, encode, parse
from jiban.standards.gm import curve
from jiban.standards.gm.errors import KeyFormatError

MAX_KEY_BYTES = 4096

ALGORITHM = encode.sequence(encode.oid(curve.EC_PUBLIC_KEY_OID), encode.oid(curve.SM2_CURVE_OID))


def spki(point: bytes) -> bytes:
    """SubjectPublicKeyInfo of an uncompressed point, 65 bytes 04 || x || y. Raises KeyFormatError for another form."""
    return encode.sequence(ALGORITHM, encode.bit_string(_uncompressed(point)))


def point_of(spki_der: bytes) -> bytes:
    """The 65 byte point in a SubjectPublicKeyInfo. Raises KeyFormatError if it is not an SM2 key in uncompressed form.

    That the point lies on the curve is not checked here.
    """
    try:
        fields = Fields(parse(spki_der, max_size_bytes=MAX_KEY_BYTES))
        _check_algorithm(fields.take())
        point = fields.take().bits()
        fields.end()
    except DerError as broken:
        raise KeyFormatError(f"not a public key: {broken}") from broken
    return _uncompressed(point)


def pkcs8(scalar: bytes, point: bytes) -> bytes:
    """PrivateKeyInfo of a 32 byte scalar and its 65 byte point."""
    private = encode.sequence(
        encode.integer(1),
        encode.octet_string(scalar),
        encode.explicit(1, encode.bit_string(_uncompressed(point))),
    )
    return encode.sequence(encode.integer(0), ALGORITHM, encode.octet_string(private))


def check_pkcs8(pkcs8_der: bytes) -> None:
    """Raise KeyFormatError unless the bytes are a PrivateKeyInfo with an SM2 key of 32 bytes inside."""
    try:
        fields = Fields(parse(pkcs8_der, max_size_bytes=MAX_KEY_BYTES))
        if fields.take().integer() != 0:
            raise KeyFormatError("not a private key of version 0")
        _check_algorithm(fields.take())
        private = Fields(parse(fields.take().octets()))
        if private.take().integer() != 1 or len(private.take().octets()) != curve.SCALAR_BYTES:
            raise KeyFormatError("the private key is not a 32 byte number in the form of RFC 5915")
    except DerError as broken:
        # The cause would show bytes of the key in a traceback's local variables: do not chain it.
        raise KeyFormatError(f"not a private key: {broken}") from None


def _check_algorithm(node: Node) -> None:
    if node.raw != ALGORITHM:
        raise KeyFormatError("the key is not an SM2 key (id-ecPublicKey on sm2p256v1)")


def _uncompressed(point: bytes) -> bytes:
    if len(point) != curve.POINT_BYTES or point[0] != curve.UNCOMPRESSED:
        raise KeyFormatError("the point is not in uncompressed form, 04 || x || y")
    return point
