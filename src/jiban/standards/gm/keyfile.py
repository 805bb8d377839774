"""Private keys at rest: a small file of its own, AES-256-GCM under a key that scrypt draws from a secret.

    offset  size  what
    0       8     "JBKEYF01": this format, version 1
    8       1     log2 of scrypt's N (RFC 7914), 10 to 20
    9       1     scrypt's r, 1 to 32
    10      1     scrypt's p, 1 to 16
    11      16    salt, random
    27      12    nonce, random
    39      -     AES-256-GCM (SP 800-38D) ciphertext of the PKCS #8 bytes, then the 16 byte tag

The 39 bytes in front are authenticated with the ciphertext. Salt, and so the key, is new for every file written.
"""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from jiban.standards.gm.errors import GmError

MAGIC = b"JBKEYF01"
SALT_BYTES = 16
NONCE_BYTES = 12
HEADER_BYTES = len(MAGIC) + 3 + SALT_BYTES + NONCE_BYTES
TAG_BYTES = 16
MAX_FILE_BYTES = 64 * 1024
MAX_MEMORY_BYTES = 256 * 1024 * 1024


class KeyFileError(GmError):
    """The secret is wrong, or the file is damaged or not a key file. Which of the two cannot be told."""


@dataclass(frozen=True, slots=True)
class Cost:
    """scrypt's parameters (RFC 7914): memory is 128 * 2^log2_n * r bytes, time grows with 2^log2_n * r * p."""

    log2_n: int = 15
    r: int = 8
    p: int = 1

    def derive(self, secret: bytes, salt: bytes) -> bytes:
        """The 32 byte key. Raises KeyFileError for parameters outside the bounds of the format."""
        # A file from a stranger must not make the process allocate gigabytes.
        in_bounds = 10 <= self.log2_n <= 20 and 1 <= self.r <= 32 and 1 <= self.p <= 16
        if not in_bounds or 128 * self.r << self.log2_n > MAX_MEMORY_BYTES:
            raise KeyFileError("the key file asks for a cost outside its format")
        return Scrypt(salt=salt, length=32, n=1 << self.log2_n, r=self.r, p=self.p).derive(secret)


DEFAULT_COST = Cost()
"""32 MiB and about a tenth of a second: a PIN alone is weak, so it is to be joined with a secret of the system."""


def encrypt_pkcs8(pkcs8_der: bytes, secret: bytes, *, cost: Cost = DEFAULT_COST) -> bytes:
    """The key file that holds `pkcs8_der` under `secret`. Raises KeyFileError for an empty secret."""
    if not secret:
        raise KeyFileError("a key file needs a secret")
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    header = MAGIC + bytes((cost.log2_n, cost.r, cost.p)) + salt + nonce
    return header + AESGCM(cost.derive(secret, salt)).encrypt(nonce, pkcs8_der, header)


def decrypt_pkcs8(key_file: bytes, secret: bytes) -> bytes:
    """The PKCS #8 bytes inside. Raises KeyFileError if the secret is wrong or a byte of the file was changed."""
    if not HEADER_BYTES + TAG_BYTES <= len(key_file) <= MAX_FILE_BYTES or not key_file.startswith(MAGIC):
        raise KeyFileError("not a key file")
    header = key_file[:HEADER_BYTES]
    cost = Cost(*header[8:11])
    salt, nonce = header[11:27], header[27:39]
    try:
        return AESGCM(cost.derive(secret, salt)).decrypt(nonce, key_file[HEADER_BYTES:], header)
    except InvalidTag:
        raise KeyFileError("wrong secret or damaged key file") from None
