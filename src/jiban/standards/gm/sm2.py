"""SM2 signatures (GB/T 32918.2, GM/T 0003.2) with SM3, in the encodings of GM/T 0009."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.standards.gm import curve, key_encoding, libcrypto, signature_value
from jiban.standards.gm.errors import DigestLengthError, KeyFormatError, SignatureFormatError
from jiban.standards.gm.sm3 import DIGEST_BYTES, new, sm3

if TYPE_CHECKING:
    from hashlib import _Hash

DEFAULT_USER_ID = b"1234567812345678"
"""The signer's identifier that GM/T 0009 section 7 sets where no other was agreed."""

MAX_USER_ID_BYTES = 8191  # its length in bits stands in two octets


class PublicKey:
    """A point of the curve. Safe to share between threads.

    point   65 bytes 04 || x || y
    spki    the SubjectPublicKeyInfo, DER
    """

    __slots__ = ("_handle", "_states", "point", "spki")

    def __init__(self, handle: libcrypto.Handle, point: bytes, spki: bytes) -> None:
        self._handle = handle
        self._states: dict[bytes, _Hash] = {}
        self.point = point
        self.spki = spki

    @classmethod
    def from_spki(cls, spki: bytes) -> PublicKey:
        """Raises KeyFormatError unless `spki` is an SM2 key in uncompressed form whose point lies on the curve."""
        point = key_encoding.point_of(spki)
        handle = libcrypto.load_public_key(spki)
        if handle is None:
            raise KeyFormatError("the point does not lie on the curve sm2p256v1")
        return cls(handle, point, spki)

    @classmethod
    def from_point(cls, point: bytes) -> PublicKey:
        """Raises KeyFormatError unless `point` is 65 bytes 04 || x || y on the curve."""
        return cls.from_spki(key_encoding.spki(point))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.point == other.point

    def __hash__(self) -> int:
        return hash(self.point)

    def __repr__(self) -> str:
        return f"<PublicKey {self.point[1:9].hex()}…>"

    def digest(self, message: bytes, user_id: bytes = DEFAULT_USER_ID) -> bytes:
        """e = SM3(Z || message), 32 bytes: what is signed (GB/T 32918.2 section 6.1, steps A1 and A2)."""
        state = self.digest_state(user_id)
        state.update(message)
        return state.digest()

    def digest_state(self, user_id: bytes = DEFAULT_USER_ID) -> _Hash:
        """A hashlib object that has taken in Z, for messages that come in pieces. Z is computed once for each user id."""
        state = self._states.get(user_id)
        if state is None:
            if len(self._states) >= 8:  # ids chosen by a stranger must not fill the memory
                self._states.clear()
            state = self._states[user_id] = new(self.z(user_id))
        return state.copy()

    def z(self, user_id: bytes = DEFAULT_USER_ID) -> bytes:
        """Z, the digest of the signer's identifier, the curve and the key (GB/T 32918.2 section 5.5), 32 bytes.

        Raises KeyFormatError for a user id above 8191 bytes.
        """
        if len(user_id) > MAX_USER_ID_BYTES:
            raise KeyFormatError("a user id has at most 8191 bytes")
        length = (len(user_id) * 8).to_bytes(2, "big")
        fixed = curve.A + curve.B + curve.GENERATOR_X + curve.GENERATOR_Y
        return sm3(length + user_id + fixed + self.point[1:])

    def verify(self, message: bytes, signature_der: bytes, user_id: bytes = DEFAULT_USER_ID) -> bool:
        """Whether `signature_der`, DER SEQUENCE{r, s}, is this key's signature over `message`."""
        return self.verify_digest(self.digest(message, user_id), signature_der)

    def verify_digest(self, e: bytes, signature_der: bytes) -> bool:
        """Whether `signature_der` is this key's signature over e = SM3(Z || message).

        False as well for what is not strict DER and for r or s outside 1 to n-1. Raises DigestLengthError.
        """
        _check_digest(e)
        try:
            signature_value.read(signature_der)
        except SignatureFormatError:
            return False
        return libcrypto.verify(self._handle, e, signature_der)


class PrivateKey:
    """A key pair held by OpenSSL in this process. Safe to share between threads; open it once, not once a signature."""

    __slots__ = ("_handle", "public_key")

    def __init__(self, handle: libcrypto.Handle) -> None:
        self._handle = handle
        # A handle of its own: verifying must not depend on who else holds the pair.
        self.public_key = PublicKey.from_spki(libcrypto.spki_of(handle))

    @classmethod
    def generate(cls) -> PrivateKey:
        """A new key pair from the library's random generator."""
        return cls(libcrypto.generate_key())

    @classmethod
    def from_pkcs8(cls, pkcs8_der: bytes) -> PrivateKey:
        """Open a plain PrivateKeyInfo. Raises KeyFormatError if it is not SM2 or its two halves do not fit."""
        key_encoding.check_pkcs8(pkcs8_der)
        handle = libcrypto.load_private_key(pkcs8_der)
        if handle is None:
            raise KeyFormatError("the private key is not valid on the curve sm2p256v1")
        return cls(handle)

    def __repr__(self) -> str:
        return f"<PrivateKey of {self.public_key!r}>"

    def to_pkcs8(self) -> bytes:
        """The plain PrivateKeyInfo: encrypt it (see keyfile) before it touches a disk."""
        return key_encoding.pkcs8(libcrypto.scalar_of(self._handle), self.public_key.point)

    def sign_digest(self, e: bytes) -> bytes:
        """DER SEQUENCE{r, s} over e = SM3(Z || message), 32 bytes. Raises DigestLengthError, SigningError."""
        _check_digest(e)
        return libcrypto.sign(self._handle, e)

    def sign(self, message: bytes, user_id: bytes = DEFAULT_USER_ID) -> bytes:
        """DER SEQUENCE{r, s} over `message`. Raises SigningError."""
        return self.sign_digest(self.public_key.digest(message, user_id))


def _check_digest(e: bytes) -> None:
    if len(e) != DIGEST_BYTES:
        raise DigestLengthError(f"a digest has {len(e)} bytes instead of 32")
