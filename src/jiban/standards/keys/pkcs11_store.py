"""Keys in a PKCS #11 token (OASIS PKCS #11 2.40 and 3.0): P-256 everywhere, SM2 where the token's maker has it.

PKCS #11 gives SM2 no number of its own, so each maker chose one above CKM_VENDOR_DEFINED (0x80000000); the maker's
header tells. CKM_ECDSA with a key on the SM2 curve is not SM2, though tokens (SoftHSM 2 among them) do it without a word:
it is refused here by its number, by the token's own list of mechanisms, and by checking what the token signed.

A key pair is two objects with the key's name as CKA_LABEL and CKA_ID. Private keys are made in the token, sensitive and
not extractable.
"""

import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pkcs11
from pkcs11 import Attribute, ObjectClass

from jiban.standards.keys import checking, pkcs11_objects
from jiban.standards.keys.errors import (
    BadAnswerError,
    ConfigurationError,
    KeyExistsError,
    KeyNameError,
    UnknownKeyError,
    UnsupportedError,
)
from jiban.standards.keys.pkcs11_module import load, told
from jiban.standards.keys.pkcs11_numbers import CKM_ECDSA, P256, Numbers, mapper
from jiban.standards.keys.pool import SessionLostError, SessionPool
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

Result = TypeVar("Result")
_PROBE = bytes(range(DIGEST_BYTES))


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a token is: the maker's shared library, the token's label, the user's PIN."""

    module: str
    token_label: str
    user_pin: str

    def __repr__(self) -> str:
        return f"<TokenPlace {self.token_label}>"


class Pkcs11Store:
    """A KeyStore over one token. A key has no PIN of its own: the user's PIN opens the token."""

    def __init__(
        self,
        place: TokenPlace,
        *,
        sm2: Numbers | None = None,
        sessions: int = 4,
        timeout_seconds: float = 10,
        is_test: bool = False,
    ) -> None:
        """`sm2` are the maker's numbers for SM2, None for a token without it.

        Raises ConfigurationError for numbers that are ECDSA's.
        """
        if sm2 is not None and sm2.sign == CKM_ECDSA:
            raise ConfigurationError("CKM_ECDSA on the SM2 curve is not SM2: name the mechanism of the token's maker")
        self._place = place
        self._sm2 = sm2
        algorithms = frozenset(Algorithm) if sm2 else frozenset({Algorithm.P256})
        self.capabilities = Capabilities(
            "pkcs11", algorithms, makes=True, destroys=True, key_pins=False, is_test=is_test
        )
        self._lock = threading.Lock()
        self._login: Any = None  # kept, because the log-in ends with its session
        self._is_logged_in = False
        self._process = os.getpid()
        self._public: dict[str, bytes] = {}
        self._sessions = sessions
        self._pool: SessionPool[Any] = SessionPool(
            self._open_session, _close_session, size=sessions, timeout_seconds=timeout_seconds
        )

    def generate(self, key_id: str, algorithm: Algorithm, *, pin: str = "") -> bytes:
        """See KeyStore.generate."""
        check_name(key_id)
        if pin:
            raise UnsupportedError("a PKCS #11 token knows no PIN of a single key")
        numbers = self._numbers(algorithm)

        def act(session: Any) -> bytes:
            if pkcs11_objects.named(session, key_id):
                raise KeyExistsError(f"there is a key {key_id} already")
            spki = pkcs11_objects.make_pair(session, key_id, algorithm, numbers)
            # What the token made has to sign what it is for, before anybody is certified for it.
            try:
                proof = pkcs11_objects.sign(session, key_id, _PROBE, numbers)
                checking.check_signature(spki, _PROBE, proof)
            except Exception:
                pkcs11_objects.destroy(session, key_id)
                raise
            return spki

        return self._run(act)

    def public_key(self, key_id: str) -> bytes:
        """See KeyStore.public_key."""
        known = self._public.get(check_name(key_id))
        if known is None:
            known = self._run(lambda session: pkcs11_objects.public_key(session, key_id))
            self._public[key_id] = known
        return known

    def sign_digest(self, key_id: str, e: bytes, *, pin: str = "") -> bytes:
        """See KeyStore.sign_digest. Raises UnsupportedError for an SM2 key in a token that has no SM2."""
        check_digest(e)
        if pin:
            raise UnsupportedError("a PKCS #11 token knows no PIN of a single key")
        spki = self.public_key(key_id)
        numbers = self._numbers(checking.algorithm_of(spki))

        signature = self._run(lambda session: pkcs11_objects.sign(session, key_id, e, numbers))
        return checking.check_signature(spki, e, signature)

    def open_key(self, key_id: str, *, pin: str = "") -> OpenKey:
        """See KeyStore.open_key."""
        spki = self.public_key(key_id)
        self._numbers(checking.algorithm_of(spki))
        return BoundKey(self, key_id, spki, pin)

    def keep_certificate(self, key_id: str, certificate: bytes) -> None:
        """See KeyStore.keep_certificate: the signer that uses this store looks at the certificate itself."""

    def list_keys(self) -> Sequence[KeyInfo]:
        """See KeyStore.list_keys. Keys that are neither P-256 nor SM2 are left out."""

        def act(session: Any) -> list[KeyInfo]:
            found = []
            for each in list(session.get_objects({Attribute.CLASS: ObjectClass.PUBLIC_KEY})):
                try:
                    found.append(KeyInfo(check_name(str(each.label)), checking.algorithm_of(pkcs11_objects.spki(each))))
                except (UnsupportedError, BadAnswerError, KeyNameError):
                    continue
            return sorted(found, key=lambda key: key.key_id)

        return self._run(act)

    def destroy(self, key_id: str) -> None:
        """See KeyStore.destroy."""

        if not self._run(lambda session: pkcs11_objects.destroy(session, check_name(key_id))):
            raise UnknownKeyError(f"no key {key_id}")
        self._public.pop(key_id, None)

    def close(self) -> None:
        """See KeyStore.close."""
        self._pool.close()
        with self._lock, told():
            login, self._login, self._is_logged_in = self._login, None, False
            if login is not None and self._process == os.getpid():
                login.close()

    def _numbers(self, algorithm: Algorithm) -> Numbers:
        if algorithm is Algorithm.P256:
            return P256
        if self._sm2 is None:
            raise UnsupportedError(
                "this token is not set up for SM2 (signing ECDSA with a key on the SM2 curve is not SM2)"
            )
        return self._sm2

    def _run(self, act: Callable[[Any], Result]) -> Result:
        def guarded(session: Any) -> Result:
            try:
                with told():
                    return act(session)
            except SessionLostError:
                self._is_logged_in = False  # with the token the log-in is gone; asking again does no harm
                raise

        return self._pool.run(guarded)

    def _open_session(self) -> Any:
        with self._lock, told():
            library = load(self._place.module, threads=self._sessions > 1)
            token = library.get_token(token_label=self._place.token_label)
            if not self._is_logged_in or self._process != os.getpid():
                # One session carries the log-in for all of the process (PKCS #11 2.40 section 5.6).
                with contextlib.suppress(pkcs11.UserAlreadyLoggedIn):
                    self._login = token.open(user_pin=self._place.user_pin)
                self._is_logged_in, self._process = True, os.getpid()
            return token.open(rw=True, attribute_mapper=mapper())


def _close_session(session: Any) -> None:
    with told():
        session.close()
