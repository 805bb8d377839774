"""Cosignatures, c2sp.org/tlog-cosignature: a witness's dated statement that it saw a log grow up to a checkpoint.

Example of a line under a checkpoint:

    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

After the key id come the seconds since 1970 as eight bytes and the signature: Ed25519 (type 0x04) over

    cosignature/v1
    time 1679315147

and the checkpoint's text, or ML-DSA-44 (type 0x06) over a binary structure with the same facts and the witness's name.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from jiban.standards.tlog import checkpoint, note
from jiban.standards.tlog.errors import CheckpointFormatError, KeyFormatError

MAX_TIMESTAMP = (1 << 63) - 1
TIMESTAMP_BYTES = 8
_SEED_BYTES = 32


class Type(IntEnum):
    """Signature type bytes of cosignatures."""

    ED25519 = 0x04
    ML_DSA_44 = 0x06


_PUBLIC_KEY_BYTES = {Type.ED25519: 32, Type.ML_DSA_44: 1312}


@dataclass(frozen=True, slots=True)
class CosignatureVerifier:
    """A witness's public key under its name."""

    name: str
    public_key: bytes
    type: Type = Type.ED25519

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read `name+hex(key id)+base64(type || public key)`. Raises KeyFormatError."""
        name, key_id, material = note.split_key(vkey)
        kind = _type_of(material)
        if len(material) != 1 + _PUBLIC_KEY_BYTES[kind]:
            raise KeyFormatError(f"a key of type {kind:#04x} has {_PUBLIC_KEY_BYTES[kind]} bytes")
        verifier = cls(name, material[1:], kind)
        note.check_key_id(verifier, key_id)
        return verifier

    @property
    def key_id(self) -> bytes:
        """Four bytes: SHA-256(name || newline || type || public key), cut."""
        return note.key_id_of(self.name, bytes([self.type]) + self.public_key)

    @property
    def vkey(self) -> str:
        """The key as text."""
        return note.key_text(self, bytes([self.type]) + self.public_key)

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether `signature` (time and signature) is this witness's for the checkpoint's text."""
        seconds = timestamp(signature)
        if not 0 < seconds <= MAX_TIMESTAMP:
            return False
        try:
            message = signed_message(self.type, self.name, text, seconds)
            if self.type is Type.ED25519:
                Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature[TIMESTAMP_BYTES:], message)
            else:
                MLDSA44PublicKey.from_public_bytes(self.public_key).verify(signature[TIMESTAMP_BYTES:], message)
        except (InvalidSignature, ValueError, CheckpointFormatError):
            return False
        return True


class Cosigner:
    """A witness's private key under its name."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey | MLDSA44PrivateKey) -> None:
        """Raises KeyFormatError for a name with spaces or a plus."""
        note.check_name(name)
        self._private_key = private_key
        kind = Type.ED25519 if isinstance(private_key, Ed25519PrivateKey) else Type.ML_DSA_44
        self.verifier = CosignatureVerifier(name, private_key.public_key().public_bytes_raw(), kind)

    @classmethod
    def generate(cls, name: str, kind: Type = Type.ED25519) -> Self:
        """A new key."""
        maker = Ed25519PrivateKey if kind is Type.ED25519 else MLDSA44PrivateKey
        return cls(name, maker.generate())

    @classmethod
    def parse(cls, skey: str) -> Self:
        """Read `PRIVATE+KEY+name+hex(key id)+base64(type || seed)`. Raises KeyFormatError."""
        name, key_id, material = note.split_signer_key(skey)
        kind, seed = _type_of(material), material[1:]
        if len(seed) != _SEED_BYTES:
            raise KeyFormatError(f"a seed has {_SEED_BYTES} bytes")
        if kind is Type.ED25519:
            cosigner = cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        else:
            cosigner = cls(name, MLDSA44PrivateKey.from_seed_bytes(seed))
        note.check_key_id(cosigner.verifier, key_id)
        return cosigner

    @property
    def skey(self) -> str:
        """The private key as text: keep it secret."""
        return note.signer_key_text(self.verifier, bytes([self.verifier.type]) + self._private_key.private_bytes_raw())

    def cosign(self, text: str, *, seconds: int) -> str:
        """The signature line over a checkpoint's text, dated `seconds` since 1970. Raises ValueError for no such time."""
        if not 0 < seconds <= MAX_TIMESTAMP:
            raise ValueError("a cosignature is dated, after 1970")
        message = signed_message(self.verifier.type, self.verifier.name, text, seconds)
        return note.signature_line(self.verifier, seconds.to_bytes(TIMESTAMP_BYTES) + self._private_key.sign(message))


def timestamp(signature: bytes) -> int:
    """When a cosignature says that it was made, in seconds since 1970."""
    return int.from_bytes(signature[:TIMESTAMP_BYTES])


def signed_message(kind: Type, name: str, text: str, seconds: int) -> bytes:
    """What a cosignature signs. Raises CheckpointFormatError for a text that is no checkpoint."""
    head = checkpoint.parse(text)
    if kind is Type.ED25519:
        return f"cosignature/v1\ntime {seconds}\n{text}".encode()
    return b"".join(
        (
            b"subtree/v1\n\0",
            _short(name),
            seconds.to_bytes(8),
            _short(head.origin),
            bytes(8),  # from leaf 0: the whole tree
            head.size.to_bytes(8),
            head.root,
        )
    )


def _short(text: str) -> bytes:
    data = text.encode()
    if not 0 < len(data) < 256:
        raise CheckpointFormatError("ML-DSA-44 cosigns names of at most 255 bytes")
    return len(data).to_bytes(1) + data


def _type_of(material: bytes) -> Type:
    try:
        return Type(material[0])
    except (IndexError, ValueError) as error:
        raise KeyFormatError("a witness's key is Ed25519 (type 0x04) or ML-DSA-44 (type 0x06)") from error
