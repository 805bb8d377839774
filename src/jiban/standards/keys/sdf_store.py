"""SM2 keys in a cryptographic device or card by its SDF interface (GM/T 0018).

The device's administrator makes the keys, at numbered places ("indices"); the interface can use them, not make or
destroy them. So making a key here means to take a place that nobody has had, once and for good: a folder keeps one
small file a place, whose creation is the taking. A place whose key was given up is never used again.
"""

import contextlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jiban.standards.keys import checking
from jiban.standards.keys.errors import (
    ConfigurationError,
    KeyExistsError,
    KeyStoreError,
    UnavailableError,
    UnknownKeyError,
    UnsupportedError,
)
from jiban.standards.keys.pool import SessionPool
from jiban.standards.keys.sdf_interface import SdfLibrary
from jiban.standards.keys.store import (
    DIGEST_BYTES,
    Algorithm,
    BoundKey,
    Capabilities,
    KeyInfo,
    OpenKey,
    check_digest,
    check_name,
)

PLACE = "index-"
_PROBE = bytes(range(DIGEST_BYTES))


class SdfStore:
    """A KeyStore over one device.

    password   what SDF_GetPrivateKeyAccessRight asks for; "" for devices that ask for nothing
    indices    the places with keys that this system may take
    folder     where it is written down which key has which place; keep it with the database's backups
    """

    capabilities = Capabilities(
        "sdf", frozenset({Algorithm.SM2}), makes=True, destroys=False, key_pins=False, is_test=False
    )

    def __init__(
        self,
        library: SdfLibrary,
        *,
        password: str,
        indices: Sequence[int],
        folder: Path,
        sessions: int = 4,
        timeout_seconds: float = 10,
    ) -> None:
        """Raises ConfigurationError."""
        if not indices or min(indices) < 1 or len(set(indices)) != len(indices):
            raise ConfigurationError("the indices of an SDF device are different whole numbers from 1 on")
        self._library = library
        self._password = password
        self._indices = tuple(indices)
        self._folder = folder
        self._lock = threading.Lock()
        self._device: Any = None
        self._process = os.getpid()
        self._public: dict[str, bytes] = {}
        self._pool: SessionPool[_Session] = SessionPool(
            self._open_session, self._close_session, size=sessions, timeout_seconds=timeout_seconds
        )

    def generate(self, key_id: str, algorithm: Algorithm, *, pin: str = "") -> bytes:
        """Take a prepared key for this name, see KeyStore.generate. Raises UnavailableError when all are taken."""
        if algorithm is not Algorithm.SM2:
            raise UnsupportedError(f"an SDF device holds no {algorithm} keys")
        if pin:
            raise UnsupportedError("one password opens all keys of this device")
        if check_name(key_id) in self._places():
            raise KeyExistsError(f"there is a key {key_id} already")
        for index in self._indices:
            if not self._take(index, key_id):
                continue
            spki = self._export(index)
            checking.check_signature(spki, _PROBE, self._sign(index, _PROBE))
            return spki
        raise UnavailableError("all keys of the device are taken: have its administrator make more")

    def public_key(self, key_id: str) -> bytes:
        """See KeyStore.public_key."""
        known = self._public.get(check_name(key_id))
        if known is None:
            known = self._public[key_id] = self._export(self._index(key_id))
        return known

    def sign_digest(self, key_id: str, e: bytes, *, pin: str = "") -> bytes:
        """See KeyStore.sign_digest."""
        if pin:
            raise UnsupportedError("one password opens all keys of this device")
        signature = self._sign(self._index(key_id), check_digest(e))
        return checking.check_signature(self.public_key(key_id), e, signature)

    def open_key(self, key_id: str, *, pin: str = "") -> OpenKey:
        """See KeyStore.open_key."""
        return BoundKey(self, key_id, self.public_key(key_id), pin)

    def keep_certificate(self, key_id: str, certificate: bytes) -> None:
        """See KeyStore.keep_certificate: the signer that uses this store looks at the certificate itself."""

    def list_keys(self) -> Sequence[KeyInfo]:
        """See KeyStore.list_keys: the keys that were taken."""
        return [KeyInfo(key_id, Algorithm.SM2) for key_id in sorted(self._places())]

    def destroy(self, key_id: str) -> None:
        """Always raises UnsupportedError: SDF destroys no key."""
        raise UnsupportedError(f"only the device's administrator can destroy {check_name(key_id)}")

    def close(self) -> None:
        """See KeyStore.close. The device stays open while calls are under way; the next call opens it again."""
        self._pool.close()
        with self._lock:
            device, self._device = self._device, None
        if device is not None and self._process == os.getpid():
            self._library.close_device(device)

    def _places(self) -> dict[str, int]:
        found = {}
        for path in self._folder.glob(f"{PLACE}*"):
            with contextlib.suppress(ValueError):
                found[path.read_text(encoding="ascii").strip()] = int(path.name.removeprefix(PLACE))
        return found

    def _index(self, key_id: str) -> int:
        index = self._places().get(check_name(key_id))
        if index is None:
            raise UnknownKeyError(f"no key {key_id}")
        return index

    def _take(self, index: int, key_id: str) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._folder / f".{key_id}.new"
        fresh.write_text(f"{key_id}\n", encoding="ascii")
        try:
            os.link(fresh, self._folder / f"{PLACE}{index}")  # of several at once, one succeeds
        except FileExistsError:
            return False
        finally:
            fresh.unlink()
        return True

    def _export(self, index: int) -> bytes:
        point = self._pool.run(lambda session: self._library.public_key(session.handle, index))
        return checking.spki_of_point(Algorithm.SM2, point)

    def _sign(self, index: int, e: bytes) -> bytes:
        def act(session: "_Session") -> bytes:
            session.use(self._library, index, self._password)
            return checking.raw_to_der(self._library.sign(session.handle, index, e))

        return self._pool.run(act)

    def _open_session(self) -> "_Session":
        with self._lock:
            if self._process != os.getpid():
                self._device, self._process = None, os.getpid()  # a parent's handle: not ours to close
            if self._device is None:
                self._device = self._library.open_device()
            try:
                return _Session(self._library.open_session(self._device))
            except KeyStoreError:
                # The device may have been away: its old handle is of no use then, and closing it is an attempt.
                device, self._device = self._device, None
                with contextlib.suppress(KeyStoreError):
                    self._library.close_device(device)
                self._device = self._library.open_device()
                return _Session(self._library.open_session(self._device))

    def _close_session(self, session: "_Session") -> None:
        self._library.close_session(session.handle)


class _Session:
    """A session's handle and the keys whose right of use was taken in it."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle
        self._rights: set[int] = set()

    def use(self, library: SdfLibrary, index: int, password: str) -> None:
        if password and index not in self._rights:
            library.take_right(self.handle, index, password)
            self._rights.add(index)
