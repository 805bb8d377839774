"""What every holder of private keys can do. One act is the primitive: sign a digest under the name of a key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from jiban.standards.keys.errors import DigestSizeError, KeyNameError

DIGEST_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class Algorithm(StrEnum):
    """What a key signs with.

    SM2    GB/T 32918.2 on sm2p256v1; the digest is e = SM3(Z || message)
    P256   ECDSA (FIPS 186-5) on P-256; the digest is SHA-256 of the message
    """

    SM2 = "sm2"
    P256 = "p256"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a store can do, so that nobody has to try.

    algorithms   of the keys it holds
    makes        `generate` gives a new key (from a device with prepared keys: one that nobody has had)
    destroys     `destroy` removes a key for good
    key_pins     a key can be bound to a PIN of its own that the store itself checks
    is_test      keys are not protected by hardware: documents must be marked as tests
    """

    kind: str
    algorithms: frozenset[Algorithm]
    makes: bool
    destroys: bool
    key_pins: bool
    is_test: bool


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """A key as a list names it."""

    key_id: str
    algorithm: Algorithm


class OpenKey(Protocol):
    """A key whose PIN was accepted, for the acts of one user."""

    @property
    def spki(self) -> bytes:
        """SubjectPublicKeyInfo, DER."""

    def sign_digest(self, e: bytes) -> bytes:
        """DER SEQUENCE{r, s} over 32 bytes. Raises KeyStoreError."""


class KeyStore(Protocol):
    """A holder of private keys. Safe to share between threads, and usable after a fork. All errors are KeyStoreError.

    key_id   1 to 80 letters, digits, dots, hyphens and underscores; the same everywhere and for ever
    pin      the key's own PIN where `capabilities.key_pins`, else ""
    """

    @property
    def capabilities(self) -> Capabilities: ...

    def generate(self, key_id: str, algorithm: Algorithm, *, pin: str = "") -> bytes:
        """Make a key pair inside the store; gives its SubjectPublicKeyInfo. Raises KeyExistsError, UnsupportedError."""

    def public_key(self, key_id: str) -> bytes:
        """The SubjectPublicKeyInfo, DER. Raises UnknownKeyError."""

    def sign_digest(self, key_id: str, e: bytes, *, pin: str = "") -> bytes:
        """DER SEQUENCE{r, s} over a digest of 32 bytes. Raises UnknownKeyError, WrongPinError, UnavailableError."""

    def open_key(self, key_id: str, *, pin: str = "") -> OpenKey:
        """The key for several acts; a wrong PIN is told at once where the store can tell."""

    def keep_certificate(self, key_id: str, certificate: bytes) -> None:
        """Tell the store the key's certificate (DER). A store that answers for others then refuses once it has expired."""

    def list_keys(self) -> Sequence[KeyInfo]:
        """All keys that this user of the store may see, by name."""

    def destroy(self, key_id: str) -> None:
        """Remove the key for good. Raises UnknownKeyError, UnsupportedError."""

    def close(self) -> None:
        """Let go of sessions and connections; the next call opens them again."""


@dataclass(frozen=True, slots=True)
class BoundKey:
    """An OpenKey of a store that is asked anew for every act."""

    store: KeyStore
    key_id: str
    spki: bytes
    pin: str = ""

    def __repr__(self) -> str:
        return f"<BoundKey {self.key_id}>"

    def sign_digest(self, e: bytes) -> bytes:
        """See OpenKey.sign_digest."""
        return self.store.sign_digest(self.key_id, e, pin=self.pin)


def check_name(key_id: str) -> str:
    """The name itself. Raises KeyNameError for one that could be mistaken for a path, a pattern or a sentence."""
    if not _NAME.fullmatch(key_id) or ".." in key_id:
        raise KeyNameError("a key's name has 1 to 80 letters, digits, single dots, hyphens and underscores")
    return key_id


def check_digest(e: bytes) -> bytes:
    """The digest itself. Raises DigestSizeError."""
    if len(e) != DIGEST_BYTES:
        raise DigestSizeError(f"a digest has {len(e)} bytes instead of {DIGEST_BYTES}")
    return e
