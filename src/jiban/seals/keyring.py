"""Where private keys live. The database only knows their names.

`Keyring` is the protocol; the software keyring keeps encrypted files and is for development: everything it seals
is marked 样章/测试, and a production setting refuses to start with it.
"""

from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from jiban.standards.gm import keyfile
from jiban.standards.gm.signer import Signer, SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.pdf.signer import PdfSigner, SoftwarePdfSigner

from .errors import NotInForceError, WrongPinError


class Keyring(Protocol):
    def generate(self, key_id: str, *, pin: str = "") -> tuple[bytes, bytes]:
        """Make an SM2 and a P-256 key under `key_id`; return their public keys (SPKI DER)."""

    def sm2_signer(self, key_id: str, *, certificate: bytes, pin: str = "") -> Signer: ...

    def pdf_signer(self, key_id: str, *, certificate: bytes, chain: tuple[bytes, ...]) -> PdfSigner: ...


class SoftwareKeyring:
    """Encrypted key files in one folder. A reviewer's file needs the person's PIN as well as the system's secret."""

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder = folder
        self.secret = secret

    def generate(self, key_id: str, *, pin: str = "") -> tuple[bytes, bytes]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sm2_key = PrivateKey.generate()
        pdf_key = ec.generate_private_key(ec.SECP256R1())
        self._write(key_id, "sm2", sm2_key.to_pkcs8(), pin)
        self._write(key_id, "p256", _pkcs8(pdf_key), pin)
        return sm2_key.public_key.spki, _spki(pdf_key)

    def sm2_signer(self, key_id: str, *, certificate: bytes, pin: str = "") -> Signer:
        return SoftwareSigner(PrivateKey.from_pkcs8(self._read(key_id, "sm2", pin)), certificate)

    def pdf_signer(self, key_id: str, *, certificate: bytes, chain: tuple[bytes, ...]) -> PdfSigner:
        key = serialization.load_der_private_key(self._read(key_id, "p256", ""), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - generate() wrote it
        return SoftwarePdfSigner(key, certificate, chain)

    def change_pin(self, key_id: str, *, old: str, new: str) -> None:
        for algorithm in ("sm2", "p256"):
            self._write(key_id, algorithm, self._read(key_id, algorithm, old), new)

    def _secret(self, pin: str) -> bytes:
        return f"{self.secret}\n{pin}".encode()

    def _write(self, key_id: str, algorithm: str, der: bytes, pin: str) -> None:
        path = self.folder / f"{key_id}.{algorithm}"
        fresh = path.with_suffix(f".{algorithm}.new")
        cost = keyfile.Cost(log2_n=settings.KEYRING_SCRYPT_LOG2_N)
        fresh.write_bytes(keyfile.encrypt_pkcs8(der, self._secret(pin), cost=cost))
        fresh.chmod(0o600)
        fresh.replace(path)

    def _read(self, key_id: str, algorithm: str, pin: str) -> bytes:
        try:
            blob = (self.folder / f"{key_id}.{algorithm}").read_bytes()
        except FileNotFoundError as error:
            raise NotInForceError from error
        try:
            return keyfile.decrypt_pkcs8(blob, self._secret(pin))
        except keyfile.KeyFileError as error:
            raise WrongPinError from error


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)


def _spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    public = key.public_key()
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


@lru_cache(maxsize=1)
def _software(folder: Path, secret: str) -> SoftwareKeyring:
    return SoftwareKeyring(folder, secret)


def keyring() -> SoftwareKeyring:
    return _software(settings.KEYRING_DIR, settings.KEYRING_SECRET)


@lru_cache(maxsize=4096)
def committee_signer(key_id: str, certificate: bytes) -> Signer:
    """A committee's seal key, opened once a process: sealing thousands must not decrypt thousands of times."""
    return keyring().sm2_signer(key_id, certificate=certificate)


@lru_cache(maxsize=4096)
def committee_pdf_signer(key_id: str, certificate: bytes, chain: tuple[bytes, ...]) -> PdfSigner:
    return keyring().pdf_signer(key_id, certificate=certificate, chain=chain)
