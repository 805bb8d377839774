"""Keys in encrypted files of one folder. For development: whoever has the files and the secret has the keys.

A key is one file `<key id>` in the format of `gm/keyfile.py`; its secret is the system's secret, a newline and the key's
PIN. Beside it `<key id>.spki` holds the public key, so that it can be asked for without the PIN. The extension of the key
id tells the algorithm: `.sm2` or `.p256`.
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

from jiban.standards.gm import keyfile
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.keys.errors import (
    ConfigurationError,
    KeyExistsError,
    KeyNameError,
    UnknownKeyError,
    UnsupportedError,
    WrongPinError,
)
from jiban.standards.keys.store import Algorithm, Capabilities, KeyInfo, OpenKey, check_digest, check_name

PUBLIC = ".spki"


@dataclass(frozen=True, slots=True)
class Sm2InMemory:
    """An SM2 key of this process."""

    private_key: PrivateKey

    @property
    def spki(self) -> bytes:
        """See OpenKey.spki."""
        return self.private_key.public_key.spki

    def sign_digest(self, e: bytes) -> bytes:
        """See OpenKey.sign_digest."""
        return self.private_key.sign_digest(check_digest(e))


@dataclass(frozen=True, slots=True)
class P256InMemory:
    """A P-256 key of this process, with the deterministic nonces of RFC 6979."""

    private_key: ec.EllipticCurvePrivateKey

    @property
    def spki(self) -> bytes:
        """See OpenKey.spki."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private_key.public_key().public_bytes(serialization.Encoding.DER, form)

    def sign_digest(self, e: bytes) -> bytes:
        """See OpenKey.sign_digest."""
        how = ec.ECDSA(utils.Prehashed(SHA256()), deterministic_signing=True)
        return self.private_key.sign(check_digest(e), how)


class SoftwareStore:
    """A KeyStore over a folder of encrypted files."""

    capabilities = Capabilities(
        kind="software",
        algorithms=frozenset(Algorithm),
        makes=True,
        destroys=True,
        key_pins=True,
        is_test=True,
    )

    def __init__(
        self, folder: Path, secret: str, *, production: bool, cost: keyfile.Cost = keyfile.DEFAULT_COST
    ) -> None:
        """`production` refuses: raises ConfigurationError."""
        if production:
            raise ConfigurationError("keys in software are for development only: set up a signing device")
        if not secret:
            raise ConfigurationError("keys in files need a secret")
        self._folder = folder
        self._system_secret = secret
        self._cost = cost

    def generate(self, key_id: str, algorithm: Algorithm, *, pin: str = "") -> bytes:
        """See KeyStore.generate."""
        if algorithm_named(key_id) is not algorithm:
            raise KeyNameError(f"the name of this key ends in .{algorithm}")
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if algorithm is Algorithm.SM2:
            sm2_key = PrivateKey.generate()
            der, spki = sm2_key.to_pkcs8(), sm2_key.public_key.spki
        else:
            p256_key = ec.generate_private_key(ec.SECP256R1())
            der, spki = _pkcs8(p256_key), P256InMemory(p256_key).spki
        self._write(key_id, der, pin, overwrite=False)
        self._put(self._folder / f"{key_id}{PUBLIC}", spki)
        return spki

    def public_key(self, key_id: str) -> bytes:
        """See KeyStore.public_key. Raises WrongPinError for a key with a PIN that was made before public keys were kept."""
        if not self._path(key_id).exists():
            raise UnknownKeyError(f"no key {key_id}")
        try:
            return (self._folder / f"{key_id}{PUBLIC}").read_bytes()
        except FileNotFoundError:
            return self.open_key(key_id).spki

    def sign_digest(self, key_id: str, e: bytes, *, pin: str = "") -> bytes:
        """See KeyStore.sign_digest. Decrypts the file each time: for many signatures use `open_key`."""
        return self.open_key(key_id, pin=pin).sign_digest(e)

    def open_key(self, key_id: str, *, pin: str = "") -> OpenKey:
        """See KeyStore.open_key."""
        algorithm, der = algorithm_named(key_id), self._read(key_id, pin)
        if algorithm is Algorithm.SM2:
            return Sm2InMemory(PrivateKey.from_pkcs8(der))
        key = serialization.load_der_private_key(der, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise UnsupportedError(f"{key_id} is no P-256 key")
        return P256InMemory(key)

    def keep_certificate(self, key_id: str, certificate: bytes) -> None:
        """See KeyStore.keep_certificate: the signer that uses this store looks at the certificate itself."""

    def list_keys(self) -> Sequence[KeyInfo]:
        """See KeyStore.list_keys."""
        found = sorted(path.name for path in self._folder.glob("*") if path.suffix[1:] in set(Algorithm))
        return [KeyInfo(name, algorithm_named(name)) for name in found]

    def destroy(self, key_id: str) -> None:
        """See KeyStore.destroy. The file's bytes may survive on the disk; the secret is what keeps them closed."""
        try:
            self._path(key_id).unlink()
        except FileNotFoundError:
            raise UnknownKeyError(f"no key {key_id}") from None
        (self._folder / f"{key_id}{PUBLIC}").unlink(missing_ok=True)

    def change_pin(self, key_id: str, *, old: str, new: str) -> None:
        """Encrypt the key anew. Raises WrongPinError, UnknownKeyError."""
        self._write(key_id, self._read(key_id, old), new, overwrite=True)

    def close(self) -> None:
        """See KeyStore.close."""

    def _path(self, key_id: str) -> Path:
        return self._folder / check_name(key_id)

    def _secret(self, pin: str) -> bytes:
        return f"{self._system_secret}\n{pin}".encode()

    def _write(self, key_id: str, der: bytes, pin: str, *, overwrite: bool) -> None:
        path = self._path(key_id)
        blob = keyfile.encrypt_pkcs8(der, self._secret(pin), cost=self._cost)
        if overwrite:
            self._put(path, blob)
            return
        fresh = self._fresh(path, blob)
        try:
            os.link(fresh, path)  # unlike a rename, this refuses an existing name
        except FileExistsError:
            raise KeyExistsError(f"there is a key {key_id} already") from None
        finally:
            fresh.unlink()

    def _put(self, path: Path, content: bytes) -> None:
        self._fresh(path, content).replace(path)

    def _fresh(self, path: Path, content: bytes) -> Path:
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(content)
        return fresh

    def _read(self, key_id: str, pin: str) -> bytes:
        try:
            blob = self._path(key_id).read_bytes()
        except FileNotFoundError:
            raise UnknownKeyError(f"no key {key_id}") from None
        try:
            return keyfile.decrypt_pkcs8(blob, self._secret(pin))
        except keyfile.KeyFileError:
            raise WrongPinError(f"the PIN of {key_id} is wrong, or its file is damaged") from None


def algorithm_named(key_id: str) -> Algorithm:
    """The algorithm that the name of a software key ends in. Raises KeyNameError."""
    try:
        return Algorithm(check_name(key_id).rpartition(".")[2])
    except ValueError:
        raise KeyNameError("the name of a key in software ends in .sm2 or .p256") from None


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
