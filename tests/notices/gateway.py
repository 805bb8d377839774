"""A whole SMS gateway for tests: it keeps the protocol of docs/reference/messages.md, and can misbehave when told to."""

import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from jiban.notices import signing
from jiban.notices.signing import Letter
from jiban.notices.wording import sms_parts

KEY, SECRET = "county", "a secret agreed with the gateway"


@dataclass
class Message:
    id: str
    to: str
    text: str
    kind: str
    digest: str


@dataclass
class Gateway:
    """`messages` were sent to phones; `asked` counts every request. `troubles` are answered first, one a request."""

    messages: list[Message] = field(default_factory=list)
    by_key: dict[str, Message] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    refused_numbers: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    asked: int = 0
    secret: str = SECRET

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/sms"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, path: str, headers, body: bytes) -> tuple[int, dict[str, object], dict[str, str]]:
        """What the protocol says: proof first, then the key, then the message."""
        letter = Letter("POST", path, body)
        nonce = headers.get(signing.NONCE, "")
        if not signing.is_signed(letter, headers, key=KEY, secret=self.secret, now=int(time.time())):
            return 401, {"error": "signature"}, {}
        if nonce in self.nonces:
            return 401, {"error": "replay"}, {}
        self.nonces.add(nonce)
        said, key, digest = json.loads(body), headers["Idempotency-Key"], hashlib.sha256(body).hexdigest()
        known = self.by_key.get(key)
        if known is not None:
            if known.digest != digest:
                return 409, {"error": "other-message"}, {}
            return 200, {"id": known.id, "parts": sms_parts(f"【{said['sign']}】{known.text}")}, {}
        if said["to"] in self.refused_numbers:
            return 422, {"error": "number-refused"}, {}
        message = Message(f"g-{secrets.token_hex(4)}", said["to"], said["text"], said["class"], digest)
        self.messages.append(message)
        self.by_key[key] = message
        return 202, {"id": message.id, "parts": sms_parts(f"【{said['sign']}】{said['text']}")}, {}

    def receipt(self, message_id: str, state: str = "delivered", **changed):
        """A receipt as the gateway posts it: body and headers."""
        body = json.dumps({"id": message_id, "state": state}).encode()
        made = {"key": KEY, "secret": self.secret, "at": int(time.time()), "nonce": secrets.token_hex(16)}
        headers = signing.headers(Letter("POST", "/messages/receipts", body), **(made | changed))
        return body, headers


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            gateway.asked += 1
            trouble = gateway.troubles.pop(0) if gateway.troubles else ""
            if trouble == "broken":
                return self._say(503, {"error": "maintenance"}, {})
            if trouble == "slow-down":
                return self._say(429, {"error": "slow-down"}, {"Retry-After": "120"})
            status, told, more = gateway.answer(self.path, self.headers, body)
            if trouble == "lost-answer":
                # The message went out; its answer is lost on the way back.
                self.close_connection = True
                return None
            return self._say(status, told, more)

        def _say(self, status: int, told: dict[str, object], more: dict[str, str]) -> None:
            data = json.dumps(told).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def connected(settings):
    """A gateway that the system sends to, for as long as a test takes."""
    made = Gateway()
    settings.SMS, settings.SMS_GATEWAY_URL = "gateway", made.url
    settings.SMS_GATEWAY_KEY, settings.SMS_GATEWAY_SECRET = KEY, SECRET
    yield made
    made.stop()
