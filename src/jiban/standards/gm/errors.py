class GmError(Exception):
    """A key, a digest or the cryptographic library is not what it has to be."""


class LibraryMissingError(GmError):
    """The machine has no OpenSSL 3 with SM2, or its Python no SM3."""


class KeyFormatError(GmError):
    """Bytes that are not an SM2 key, or a key that is not valid on the curve."""


class SignatureFormatError(GmError):
    """Bytes that are not an SM2 signature value."""


class DigestLengthError(GmError):
    """A digest that does not have 32 bytes."""


class SigningError(GmError):
    """The library could not sign."""
