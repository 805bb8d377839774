"""Who signs certificates, lists, OCSP answers and time stamps: one protocol over SM2 with SM3 and ECDSA with SHA-256."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from jiban.standards.gm.signer import Signer
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.errors import IssueError

HashName = Literal["sha256", "sm3"]
"""The digests that are written and accepted. Weaker ones have no name here."""

HASH_OIDS: dict[HashName, str] = {"sha256": oids.SHA256, "sm3": oids.SM3}
HASH_NAMES: dict[str, HashName] = {oid: hash_name for hash_name, oid in HASH_OIDS.items()}
HASH_OF_SIGNATURE: dict[str, HashName] = {oids.SM2_WITH_SM3: "sm3", oids.ECDSA_WITH_SHA256: "sha256"}
DIGEST_BYTES = 32


class MessageSigner(Protocol):
    """A key with its certificate that signs whole messages."""

    @property
    def certificate(self) -> bytes:
        """DER of the certificate that names the signer."""

    @property
    def algorithm(self) -> str:
        """The signature algorithm, oids.SM2_WITH_SM3 or oids.ECDSA_WITH_SHA256."""

    def sign(self, message: bytes) -> bytes:
        """DER SEQUENCE{r, s} over `message`."""


@dataclass(frozen=True, slots=True)
class Sm2MessageSigner:
    """A signer of SM2 digests, wherever its key is, with the standard user id (GM/T 0009 section 7)."""

    signer: Signer
    algorithm: str = oids.SM2_WITH_SM3

    @property
    def certificate(self) -> bytes:
        """See MessageSigner.certificate."""
        return self.signer.certificate

    def sign(self, message: bytes) -> bytes:
        """See MessageSigner.sign."""
        return self.signer.sign_digest(self.signer.public_key.digest(message))


@dataclass(frozen=True, slots=True)
class P256MessageSigner:
    """A P-256 key in this process, with the deterministic nonces of RFC 6979."""

    private_key: ec.EllipticCurvePrivateKey
    certificate: bytes
    algorithm: str = oids.ECDSA_WITH_SHA256

    def sign(self, message: bytes) -> bytes:
        """See MessageSigner.sign."""
        return self.private_key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True))


_DIGESTS: dict[HashName, Callable[[bytes], bytes]] = {
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "sm3": sm3,
}


def digest(hash_name: HashName, data: bytes) -> bytes:
    """32 bytes."""
    return _DIGESTS[hash_name](data)


def hash_of(signer: MessageSigner) -> HashName:
    """The digest that goes with the signer's algorithm. Raises IssueError for an algorithm that is not used here."""
    if signer.algorithm not in HASH_OF_SIGNATURE:
        raise IssueError(f"nothing is signed with the algorithm {signer.algorithm}")
    return HASH_OF_SIGNATURE[signer.algorithm]


def check_key_fits(signer: MessageSigner, spki: bytes) -> None:
    """Raise IssueError if the certificate of `signer` holds another key than `spki`."""
    if parsed(signer.certificate).public_key_spki != spki:
        raise IssueError("the signer's key is not the key of the certificate")
