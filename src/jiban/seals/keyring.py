"""The office's keys, by the name of a seal. The database only knows the names; the keys are in a store (`standards/keys`).

Each seal has two: an SM2 key for OFD and a P-256 key for PDF. Where they live is a setting: in encrypted files, for
development, or in devices and signing servers. A reviewer's key opens with the reviewer's PIN alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jiban.standards.gm import keyfile
from jiban.standards.gm.signer import Signer
from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.keys import errors as keys
from jiban.standards.keys.configuration import open_stores
from jiban.standards.keys.signers import StorePdfSigner, StoreSigner
from jiban.standards.keys.software import SoftwareStore
from jiban.standards.keys.store import Algorithm, KeyStore
from jiban.standards.pdf.signer import PdfSigner

from .errors import (
    CertificateEndedError,
    DeviceAwayError,
    DeviceRefusesError,
    NotInForceError,
    SealError,
    WrongPinError,
)
from .pin_gate import PinGate

REFUSALS: tuple[tuple[type[keys.KeyStoreError], type[SealError]], ...] = (
    (keys.WrongPinError, WrongPinError),
    (keys.UnknownKeyError, NotInForceError),
    (keys.CertificatePeriodError, CertificateEndedError),
    (keys.UnavailableError, DeviceAwayError),
    (keys.KeyStoreError, DeviceRefusesError),
)


@contextmanager
def refusals() -> Iterator[None]:
    """What a store says, in the words of this room."""
    try:
        yield
    except keys.KeyStoreError as error:
        raise next(ours for theirs, ours in REFUSALS if isinstance(error, theirs)) from error


@dataclass(frozen=True, slots=True)
class OfficeSigner:
    """An SM2 signer whose refusals are this room's."""

    signer: StoreSigner

    @property
    def certificate(self) -> bytes:
        return self.signer.certificate

    @property
    def public_key(self) -> PublicKey:
        return self.signer.public_key

    def sign_digest(self, e: bytes) -> bytes:
        with refusals():
            return self.signer.sign_digest(e)


@dataclass(frozen=True, slots=True)
class OfficePdfSigner:
    """As OfficeSigner, for PDF."""

    signer: StorePdfSigner

    @property
    def certificate(self) -> bytes:
        return self.signer.certificate

    @property
    def chain(self) -> Sequence[bytes]:
        return self.signer.chain

    def sign_digest(self, sha256_digest: bytes) -> bytes:
        with refusals():
            return self.signer.sign_digest(sha256_digest)


class Keyring:
    """The keys of all seals: one store for SM2, one for P-256; they may be the same."""

    def __init__(self, sm2: KeyStore, p256: KeyStore, gate: PinGate) -> None:
        self.sm2 = sm2
        self.p256 = p256
        self._gate = gate

    def generate(self, key_id: str, *, pin: str = "") -> tuple[bytes, bytes]:
        """Make an SM2 and a P-256 key under `key_id`; return their public keys (SPKI DER)."""
        with refusals():
            sm2_spki = self.sm2.generate(_sm2(key_id), Algorithm.SM2, pin=self._own_pin(self.sm2, pin))
            p256_spki = self.p256.generate(_p256(key_id), Algorithm.P256, pin=self._own_pin(self.p256, pin))
        if pin and not self.sm2.capabilities.key_pins:
            self._gate.set(key_id, pin)
        return sm2_spki, p256_spki

    def sm2_signer(self, key_id: str, *, certificate: bytes, pin: str = "") -> Signer:
        if not self.sm2.capabilities.key_pins and (pin or self._gate.guards(key_id)):
            self._gate.check(key_id, pin)
        with refusals():
            key = self.sm2.open_key(_sm2(key_id), pin=self._own_pin(self.sm2, pin))
            return OfficeSigner(StoreSigner(key, certificate, clock=timezone.now))

    def pdf_signer(self, key_id: str, *, certificate: bytes, chain: tuple[bytes, ...]) -> PdfSigner:
        with refusals():
            key = self.p256.open_key(_p256(key_id))
            return OfficePdfSigner(StorePdfSigner(key, certificate, chain=chain, clock=timezone.now))

    def certified(self, key_id: str, *, certificate: bytes, pdf_certificate: bytes) -> None:
        """Hand the certificates to stores that keep them: a signing server refuses to sign when one has expired."""
        with refusals():
            self.sm2.keep_certificate(_sm2(key_id), certificate)
            self.p256.keep_certificate(_p256(key_id), pdf_certificate)

    def destroy(self, key_id: str) -> None:
        """Both keys, for good. Keys that are gone already stay gone."""
        with refusals():
            for store, name in ((self.sm2, _sm2(key_id)), (self.p256, _p256(key_id))):
                if name in {key.key_id for key in store.list_keys()}:
                    store.destroy(name)

    def close(self) -> None:
        self.sm2.close()
        self.p256.close()

    @staticmethod
    def _own_pin(store: KeyStore, pin: str) -> str:
        return pin if store.capabilities.key_pins else ""


def _sm2(key_id: str) -> str:
    return f"{key_id}.{Algorithm.SM2}"


def _p256(key_id: str) -> str:
    return f"{key_id}.{Algorithm.P256}"


@lru_cache(maxsize=1)
def _software(folder: Path, secret: str, cost: keyfile.Cost) -> Keyring:
    store = SoftwareStore(folder, secret, production=settings.PRODUCTION, cost=cost)
    return Keyring(store, store, PinGate(folder, secret, cost))


@lru_cache(maxsize=1)
def _devices(description: Path, folder: Path, secret: str, cost: keyfile.Cost) -> Keyring:
    stores = open_stores(description, production=settings.PRODUCTION)
    return Keyring(stores[Algorithm.SM2], stores[Algorithm.P256], PinGate(folder, secret, cost))


def _cost_of_guessing() -> keyfile.Cost:
    return keyfile.Cost(log2_n=settings.KEYRING_SCRYPT_LOG2_N)


def keyring() -> Keyring:
    place = (settings.KEYRING_DIR, settings.KEYRING_SECRET, _cost_of_guessing())
    if settings.KEYRING == "software":
        return _software(*place)
    return _devices(Path(settings.KEYS), *place)


# More than the first city has villages: who goes round them in turn finds nothing in a store that is a little too small.
KEPT_OPEN = 16_384


@lru_cache(maxsize=KEPT_OPEN)
def committee_signer(key_id: str, certificate: bytes) -> Signer:
    """A committee's seal key, opened once a process: sealing thousands must not decrypt thousands of times."""
    return keyring().sm2_signer(key_id, certificate=certificate)


@lru_cache(maxsize=KEPT_OPEN)
def committee_pdf_signer(key_id: str, certificate: bytes, chain: tuple[bytes, ...]) -> PdfSigner:
    return keyring().pdf_signer(key_id, certificate=certificate, chain=chain)
