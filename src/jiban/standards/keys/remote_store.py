"""Keys behind a signing server: HTTPS, both sides show certificates (docs/reference/remote-signer.md)."""

import os
import secrets
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from jiban.standards.keys import checking
from jiban.standards.keys import remote_protocol as protocol
from jiban.standards.keys.errors import (
    BadAnswerError,
    ConfigurationError,
    KeyStoreError,
    StillPendingError,
    TimedOutError,
    UnavailableError,
)
from jiban.standards.keys.store import (
    Algorithm,
    BoundKey,
    Capabilities,
    KeyInfo,
    OpenKey,
    check_digest,
    check_name,
)

RETRIES = 4
FIRST_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """A signing server and how to be known to it.

    url               https://HOST:PORT
    authority         PEM of the authority that the server's certificate comes from; no other is trusted
    certificate, key  PEM of our own certificate and key
    """

    url: str
    authority: Path
    certificate: Path
    key: Path


class RemoteStore:
    """A KeyStore over a signing server. A signature that comes back is verified before it is used.

    A request that got no answer is sent again under the same id: the server signs once and tells the result again.
    """

    def __init__(
        self, place: ServerPlace, *, algorithm: Algorithm | None = None, timeout_seconds: float = 10, sessions: int = 8
    ) -> None:
        """`algorithm` narrows the store to keys of one kind. Raises ConfigurationError."""
        if not place.url.startswith("https://"):
            raise ConfigurationError("a signing server is asked by https:// alone")
        self._place = place
        self._algorithm = algorithm
        self._timeout_seconds = timeout_seconds
        self._sessions = sessions
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._http: httpx.Client | None = None
        self._told: Capabilities | None = None
        self._public: dict[str, bytes] = {}

    @property
    def capabilities(self) -> Capabilities:
        """See KeyStore.capabilities: what the server says of its own store. Raises UnavailableError."""
        if self._told is None:
            told = self._ask("GET", "/capabilities")
            self._told = _capabilities(told)
        return self._told

    def generate(self, key_id: str, algorithm: Algorithm, *, pin: str = "") -> bytes:
        """See KeyStore.generate."""
        message = {"request_id": new_request_id(), "key_id": check_name(key_id), "algorithm": str(algorithm)}
        made = protocol.data(self._ask("POST", "/keys", _with_pin(message, pin)), "spki")
        if checking.algorithm_of(made) is not algorithm:
            raise BadAnswerError(f"the server made a key that is not {algorithm}")
        return made

    def public_key(self, key_id: str) -> bytes:
        """See KeyStore.public_key."""
        known = self._public.get(check_name(key_id))
        if known is None:
            known = protocol.data(self._ask("GET", f"/keys/{key_id}"), "spki")
            checking.algorithm_of(known)
            self._public[key_id] = known
        return known

    def sign_digest(self, key_id: str, e: bytes, *, pin: str = "") -> bytes:
        """See KeyStore.sign_digest."""
        signature = self._sign(key_id, check_digest(e), new_request_id(), pin, wait=True)
        if signature is None:
            raise StillPendingError("the server has taken the request and not signed yet")
        return signature

    def submit(self, key_id: str, e: bytes, *, request_id: str, pin: str = "") -> bytes | None:
        """Hand in a digest without waiting; the signature if it is there already, else None.

        Handing in the same again under the same id, in this process or another, changes nothing.

        request_id   16 to 80 letters, digits, dots, hyphens, underscores; write it down before

        Raises RequestDiffersError if the id was used for something else.
        """
        return self._sign(key_id, check_digest(e), protocol.check_request_id(request_id), pin, wait=False)

    def collect(self, key_id: str, e: bytes, *, request_id: str) -> bytes:
        """The signature of what was handed in. Raises StillPendingError, or UnknownRequestError: hand it in again."""
        answer = self._ask("GET", f"/signatures/{protocol.check_request_id(request_id)}")
        signature = self._checked(answer, key_id, e)
        if signature is None:
            raise StillPendingError("the signature is not there yet")
        return signature

    def open_key(self, key_id: str, *, pin: str = "") -> OpenKey:
        """See KeyStore.open_key. A wrong PIN shows when the key signs."""
        return BoundKey(self, key_id, self.public_key(key_id), pin)

    def keep_certificate(self, key_id: str, certificate: bytes) -> None:
        """See KeyStore.keep_certificate: from then on the server refuses when the certificate has expired."""
        message = {"certificate": protocol.base64_text(certificate)}
        self._ask("PUT", f"/keys/{check_name(key_id)}/certificate", message)

    def list_keys(self) -> Sequence[KeyInfo]:
        """See KeyStore.list_keys."""
        listed = self._ask("GET", "/keys").get("keys")
        try:
            found = [KeyInfo(check_name(each["key_id"]), Algorithm(each["algorithm"])) for each in listed or ()]
        except (TypeError, KeyError, ValueError, KeyStoreError):
            raise BadAnswerError("the server's list of keys cannot be read") from None
        return [key for key in found if self._algorithm in {None, key.algorithm}]

    def destroy(self, key_id: str) -> None:
        """See KeyStore.destroy."""
        self._ask("DELETE", f"/keys/{check_name(key_id)}")
        self._public.pop(key_id, None)

    def close(self) -> None:
        """See KeyStore.close."""
        with self._lock:
            http, self._http, self._told = self._http, None, None
        if http is not None and self._process == os.getpid():
            http.close()

    def _sign(self, key_id: str, e: bytes, request_id: str, pin: str, *, wait: bool) -> bytes | None:
        message = {
            "request_id": request_id,
            "key_id": check_name(key_id),
            "digest": protocol.base64_text(e),
            "wait": wait,
        }
        return self._checked(self._ask("POST", "/signatures", _with_pin(message, pin)), key_id, e)

    def _checked(self, answer: Mapping[str, Any], key_id: str, e: bytes) -> bytes | None:
        if answer.get("status") == protocol.PENDING:
            return None
        signature = protocol.data(answer, "signature")
        return checking.check_signature(self.public_key(key_id), e, signature)

    def _ask(self, method: str, path: str, message: Mapping[str, Any] | None = None) -> dict[str, Any]:
        deadline = time.monotonic() + self._timeout_seconds
        pause, tried = FIRST_PAUSE_SECONDS, 0
        while True:
            try:
                return self._ask_once(method, path, message, deadline)
            except UnavailableError as trouble:
                tried += 1
                wait = trouble.wait_seconds or pause * (0.5 + secrets.randbelow(1000) / 1000)
                if tried > RETRIES or time.monotonic() + wait >= deadline:
                    raise
            time.sleep(wait)
            pause *= 2

    def _ask_once(self, method: str, path: str, message: Mapping[str, Any] | None, deadline: float) -> dict[str, Any]:
        left = max(0.05, deadline - time.monotonic())
        content = None if message is None else protocol.write(message)
        try:
            answer = self._client().request(method, f"{protocol.PREFIX}{path}", content=content, timeout=left)
        except httpx.TimeoutException as late:
            raise TimedOutError(f"the signing server did not answer: {type(late).__name__}") from late
        except httpx.HTTPError as broken:
            raise UnavailableError(f"the signing server cannot be reached: {type(broken).__name__}") from broken
        body = protocol.read(answer.content)
        if answer.is_success:
            return body
        raise protocol.error_of(answer.status_code, body)

    def _client(self) -> httpx.Client:
        with self._lock:
            if self._http is None or self._process != os.getpid():  # a parent's connections are not ours
                self._process = os.getpid()
                limits = httpx.Limits(max_connections=self._sessions, max_keepalive_connections=self._sessions)
                self._http = httpx.Client(
                    base_url=self._place.url,
                    verify=client_context(self._place),
                    limits=limits,
                    trust_env=False,  # no proxy from the environment between us and the keys
                    headers={"content-type": "application/json"},
                )
            return self._http


def client_context(place: ServerPlace) -> ssl.SSLContext:
    """TLS 1.3, our certificate, and trust in one authority. Raises ConfigurationError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_verify_locations(place.authority)
        context.load_cert_chain(place.certificate, place.key)
    except OSError as broken:
        raise ConfigurationError("the certificates for the signing server cannot be read") from broken
    return context


def new_request_id() -> str:
    """A request id that nobody has used."""
    return secrets.token_hex(16)


def _with_pin(message: dict[str, Any], pin: str) -> dict[str, Any]:
    return {**message, "pin": pin} if pin else message


def _capabilities(told: Mapping[str, Any]) -> Capabilities:
    try:
        algorithms = frozenset(Algorithm(each) for each in told["algorithms"])
    except (KeyError, TypeError, ValueError):
        raise BadAnswerError("the server's capabilities cannot be read") from None
    return Capabilities(
        "remote",
        algorithms,
        makes=told.get("makes") is True,
        destroys=told.get("destroys") is True,
        key_pins=told.get("key_pins") is True,
        is_test=told.get("is_test") is not False,
    )
