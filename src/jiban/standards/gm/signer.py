"""Whoever can sign with SM2: a key in this process, a card, a signing server."""

from dataclasses import dataclass
from typing import Protocol

from jiban.standards.gm.sm2 import PrivateKey, PublicKey


class Signer(Protocol):
    """A key and its certificate. The digest leaves, the signature returns: the key need never be in this process."""

    @property
    def certificate(self) -> bytes:
        """DER of the X.509 certificate that names the signer."""

    @property
    def public_key(self) -> PublicKey:
        """The key that the signatures verify with; it computes Z and e."""

    def sign_digest(self, e: bytes) -> bytes:
        """DER SEQUENCE{r, s} over the 32 byte e = SM3(Z || message)."""


@dataclass(frozen=True, slots=True)
class SoftwareSigner:
    """A signer whose key is in this process's memory: for tests, demonstrations and hosts of their own."""

    private_key: PrivateKey
    certificate: bytes

    @property
    def public_key(self) -> PublicKey:
        """See Signer.public_key."""
        return self.private_key.public_key

    def sign_digest(self, e: bytes) -> bytes:
        """See Signer.sign_digest."""
        return self.private_key.sign_digest(e)
