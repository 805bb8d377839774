"""The signing server without its sockets: a client, a method, a path and a body in, a status and a message out."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from jiban.standards.keys import remote_protocol as protocol
from jiban.standards.keys.checking import algorithm_of
from jiban.standards.keys.errors import (
    BadAnswerError,
    BusyError,
    KeyStoreError,
    NotAllowedError,
    UnsupportedError,
    WrongPinError,
)
from jiban.standards.keys.remote_book import Audit, RequestBook
from jiban.standards.keys.remote_rules import Client, Clients, PinWatch, RateLimit
from jiban.standards.keys.signers import certificate_of, check_period
from jiban.standards.keys.store import Algorithm, KeyStore, check_digest, check_name
from jiban.standards.pki.certificate import Certificate

log = logging.getLogger(__name__)

Answer = tuple[int, dict[str, Any]]
MOST_WAITING = 64  # requests taken up without anybody waiting for them


@dataclass(frozen=True, slots=True)
class _Act:
    client: str
    request_id: str
    key_id: str
    digest: bytes
    pin: str = field(repr=False)


class SigningDesk:
    """Answers for one KeyStore. Safe to share between threads.

    folder   what the server keeps: requests.sqlite3, audit.jsonl, certificates/
    clock    gives the present, aware
    """

    def __init__(self, store: KeyStore, clients: Clients, *, folder: Path, clock: Callable[[], datetime]) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._store = store
        self._clients = clients
        self._clock = clock
        self._certificates = folder / "certificates"
        self._certificates.mkdir(exist_ok=True, mode=0o700)
        self._book = RequestBook(folder / "requests.sqlite3")
        self._audit = Audit(folder / "audit.jsonl")
        self._rate = RateLimit()
        self._pins = PinWatch()
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)

    def answer(self, fingerprint: str, method: str, path: str, body: bytes) -> Answer:
        """Carry out one request of the client with this certificate (SHA-256, hexadecimal)."""
        begun, entry = time.monotonic(), {"act": f"{method} {path.split('/')[2] if path.count('/') > 1 else ''}"}
        try:
            client = self._clients.of(fingerprint)
            entry["client"] = client.name
            self._rate.take(client, self._clock())
            status, message = self._dispatch(client, method, path, body, entry)
            entry["outcome"] = message.get("status", "done")
        except KeyStoreError as error:
            status, message = protocol.tell(error)
            entry["outcome"] = message["error"]
        except Exception:
            log.exception("the signing desk failed at %s", entry["act"])
            status, message = 500, {"error": "unavailable", "message": "the server failed"}
            entry["outcome"] = "failed"
        self._note(entry, begun)
        return status, message

    def _note(self, entry: dict[str, str], begun: float) -> None:
        took = round((time.monotonic() - begun) * 1000, 1)
        self._audit.note({"at": self._clock().isoformat(timespec="milliseconds"), **entry, "milliseconds": took})

    def _dispatch(self, client: Client, method: str, path: str, body: bytes, entry: dict[str, str]) -> Answer:
        match method, *path.strip("/").split("/"):
            case _, "v1", "keys", *rest:
                return self._about_keys(client, (method, *rest), body, entry)
            case "GET", "v1", "capabilities":
                return 200, self._capabilities()
            case "POST", "v1", "signatures":
                return self._sign(client, protocol.read(body), entry)
            case "GET", "v1", "signatures", request_id:
                return self._find(client, protocol.check_request_id(request_id), entry)
        raise BadAnswerError("no such act")

    def _about_keys(self, client: Client, act: tuple[str, ...], body: bytes, entry: dict[str, str]) -> Answer:
        match act:
            case ("GET",):
                return 200, {"keys": self._keys(client)}
            case ("POST",):
                return 201, self._make(client, protocol.read(body), entry)
            case "GET", key_id:
                return 200, self._key(client, _named(key_id, entry))
            case "DELETE", key_id:
                client.check("destroy", _named(key_id, entry))
                self._store.destroy(key_id)
                return 200, {}
            case "PUT", key_id, "certificate":
                client.check("make", _named(key_id, entry))
                return 200, self._keep_certificate(key_id, protocol.data(protocol.read(body), "certificate"))
        raise BadAnswerError("no such act")

    def _capabilities(self) -> dict[str, Any]:
        can = self._store.capabilities
        return {
            "version": 1,
            "algorithms": sorted(can.algorithms),
            "makes": can.makes,
            "destroys": can.destroys,
            "key_pins": can.key_pins,
            "is_test": can.is_test,
        }

    def _keys(self, client: Client) -> list[dict[str, str]]:
        return [
            {"key_id": key.key_id, "algorithm": str(key.algorithm)}
            for key in self._store.list_keys()
            if client.sees(key.key_id)
        ]

    def _key(self, client: Client, key_id: str) -> dict[str, str]:
        if not client.sees(key_id):
            raise NotAllowedError(f"this client may not see {key_id}")
        spki = self._store.public_key(key_id)
        return {"key_id": key_id, "algorithm": str(algorithm_of(spki)), "spki": protocol.base64_text(spki)}

    def _make(self, client: Client, message: dict[str, Any], entry: dict[str, str]) -> dict[str, str]:
        key_id = _named(protocol.text(message, "key_id"), entry)
        request_id = protocol.check_request_id(message.get("request_id"))
        client.check("make", key_id)
        try:
            algorithm = Algorithm(protocol.text(message, "algorithm"))
        except ValueError:
            raise UnsupportedError("algorithm is sm2 or p256") from None
        # A repeated request must not fail because the first one was carried out: the book knows whose key it is.
        made = self._book.find(client.name, request_id)
        if made is None or made[0] != key_id:
            self._store.generate(key_id, algorithm, pin=protocol.pin_of(message))
            self._book.take(client.name, request_id, key_id, b"", self._clock())
            self._book.keep(client.name, request_id, b"")
        return self._key(client, key_id)

    def _keep_certificate(self, key_id: str, der: bytes) -> dict[str, str]:
        certificate = certificate_of(der, self._store.public_key(key_id))
        # One that begins later is kept: the other side's clock may be a little ahead.
        check_period(certificate, max(self._clock(), certificate.not_before))
        fresh = self._certificates / f".{key_id}.{threading.get_ident()}.new"
        fresh.write_bytes(der)
        fresh.replace(self._certificates / f"{key_id}.der")
        return {}

    def _sign(self, client: Client, message: dict[str, Any], entry: dict[str, str]) -> Answer:
        key_id = _named(protocol.text(message, "key_id"), entry)
        request_id = protocol.check_request_id(message.get("request_id"))
        digest = check_digest(protocol.data(message, "digest"))
        entry |= {"request_id": request_id, "digest": digest.hex()}
        client.check("sign", key_id)
        self._check_certificate(key_id)
        taken = self._book.take(client.name, request_id, key_id, digest, self._clock())
        if isinstance(taken, bytes):
            return 200, _done(request_id, taken)
        act = _Act(client.name, request_id, key_id, digest, protocol.pin_of(message))
        if taken and message.get("wait", True) is not False:
            return 200, _done(request_id, self._carry_out(act))
        if taken:
            self._leave_to_a_thread(act, dict(entry))
        return 202, {"request_id": request_id, "status": protocol.PENDING}

    def _carry_out(self, act: _Act) -> bytes:
        try:
            signature = self._with_pin(act)
        except BaseException:
            self._book.forget(act.client, act.request_id)
            raise
        self._book.keep(act.client, act.request_id, signature)
        return signature

    def _with_pin(self, act: _Act) -> bytes:
        if not self._store.capabilities.key_pins:
            return self._store.sign_digest(act.key_id, act.digest, pin=act.pin)
        self._pins.before(act.key_id, self._clock())
        try:
            signature = self._store.sign_digest(act.key_id, act.digest, pin=act.pin)
        except WrongPinError:
            raise
        except KeyStoreError:
            self._pins.right(act.key_id)  # it failed for another reason
            raise
        self._pins.right(act.key_id)
        return signature

    def _leave_to_a_thread(self, act: _Act, entry: dict[str, str]) -> None:
        if not self._waiting.acquire(blocking=False):
            self._book.forget(act.client, act.request_id)
            raise BusyError("too many requests wait for their signature", wait_seconds=1)

        def work() -> None:
            begun = time.monotonic()
            try:
                self._carry_out(act)
                entry["outcome"] = protocol.DONE
            except KeyStoreError as error:
                entry["outcome"] = protocol.code_of(error)
            finally:
                self._waiting.release()
                self._note(entry, begun)

        threading.Thread(target=work, name="signature", daemon=True).start()

    def _find(self, client: Client, request_id: str, entry: dict[str, str]) -> Answer:
        entry["request_id"] = request_id
        found = self._book.find(client.name, request_id)
        if found is None or found[1] == b"":
            raise protocol.UnknownRequestError("nobody is about this request: send it again")
        entry["key_id"] = found[0]
        client.check("sign", found[0])
        if found[1] is None:
            return 202, {"request_id": request_id, "status": protocol.PENDING}
        return 200, _done(request_id, found[1])

    def _check_certificate(self, key_id: str) -> None:
        path = self._certificates / f"{key_id}.der"
        if path.exists():
            check_period(Certificate.parse(path.read_bytes()), self._clock())


def _named(key_id: str, entry: dict[str, str]) -> str:
    entry["key_id"] = check_name(key_id)
    return key_id


def _done(request_id: str, signature: bytes) -> dict[str, Any]:
    return {"request_id": request_id, "status": protocol.DONE, "signature": protocol.base64_text(signature)}
