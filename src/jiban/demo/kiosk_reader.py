"""A stand-in for the program beside a kiosk: it has a card to read and a printer that writes files. For trying out only.

It speaks the protocol of docs/reference/kiosk-agent.md, as a real reader's program must.
"""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiban.kiosks.cards import KIND

VERSION = "simulator 1"
WAIT_SECONDS = 20.0
LONGEST_BODY = 10_000


@dataclass(frozen=True, slots=True)
class SimulatedCard:
    name: str
    identity_number: str
    valid_until: str = ""


@dataclass
class Reader:
    """The machine's state: what lies on the reader, how much paper there is, what waits for the printer."""

    origin: str
    key: Ed25519PrivateKey
    folder: Path
    card: SimulatedCard | None = None
    paper_left: int = 200
    wait_seconds: float = WAIT_SECONDS
    waiting: dict[str, threading.Event] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def identity(self) -> dict[str, object]:
        return {"public_key": self.key.public_key().public_bytes_raw().hex(), "version": VERSION}

    def health(self) -> dict[str, object]:
        printer = "ready" if self.paper_left else "no-paper"
        return {"printer": printer, "paper_left": self.paper_left, "version": VERSION}

    def read(self, nonce: str) -> dict[str, object] | None:
        """Wait until a card lies there; None if none came."""
        until = time.monotonic() + self.wait_seconds
        while self.card is None and time.monotonic() < until:
            time.sleep(0.05)
        if self.card is None:
            return None
        fields = {
            "kind": KIND,
            "nonce": nonce,
            "name": self.card.name,
            "identity_number": self.card.identity_number,
            "valid_until": self.card.valid_until,
            "read_at": datetime.now(UTC).isoformat(),
        }
        return {"card": fields, "signature": self.key.sign(rfc8785.dumps(fields)).hex()}

    def print(self, job: Mapping[str, str]) -> bool:
        """Take a job once, and only files of the server this reader belongs to."""
        addresses = (job["file"], job["state"])
        if not all(address.startswith(f"{self.origin}/") for address in addresses):
            return False
        if job["job"] not in self.known:
            self.known.add(job["job"])
            threading.Thread(target=self._print, args=(dict(job), threading.Event()), daemon=True).start()
        return True

    def clear(self) -> None:
        for cancelled in self.waiting.values():
            cancelled.set()

    def _print(self, job: dict[str, str], cancelled: threading.Event) -> None:
        self.waiting[job["job"]] = cancelled
        try:
            if not self.paper_left:
                self._tell(job, "failed", "no-paper")
                return
            pdf = httpx.get(job["file"])
            if pdf.status_code != httpx.codes.OK or cancelled.is_set():
                return
            self._tell(job, "printing")
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{job['job']}.pdf").write_bytes(pdf.content)
            self.paper_left -= 1
            self._tell(job, "done")
        finally:
            self.waiting.pop(job["job"], None)

    def _tell(self, job: Mapping[str, str], state: str, reason: str = "") -> None:
        httpx.post(job["state"], data={"state": state, "reason": reason})


def serve(reader: Reader, port: int) -> ThreadingHTTPServer:
    """The agent's addresses, on this machine alone."""

    class Answers(BaseHTTPRequestHandler):
        def do_OPTIONS(self) -> None:
            self._answer(204)

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path == "/v1/identity":
                self._answer(200, reader.identity())
            elif address.path == "/v1/health":
                self._answer(200, reader.health())
            elif address.path == "/v1/card":
                said = reader.read(parse_qs(address.query).get("nonce", [""])[0])
                self._answer(200 if said else 204, said)
            else:
                self._answer(404)

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length", 0)), LONGEST_BODY)
            job = json.loads(self.rfile.read(length))
            self._answer(202 if self.path == "/v1/print" and reader.print(job) else 400)

        def do_DELETE(self) -> None:
            reader.clear()
            self._answer(204)

        def _answer(self, status: int, said: Mapping[str, object] | None = None) -> None:
            body = json.dumps(said, ensure_ascii=False).encode() if said else b""
            self.send_response(status)
            # Pages of the own server alone may ask, and the browser is told that a local address is meant.
            self.send_header("Access-Control-Allow-Origin", reader.origin)
            self.send_header("Access-Control-Allow-Methods", "GET, POST, DELETE")
            self.send_header("Access-Control-Allow-Headers", "Content-Type")
            self.send_header("Access-Control-Allow-Private-Network", "true")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Nothing: an address holds a question, an answer holds a card."""

    return ThreadingHTTPServer(("127.0.0.1", port), Answers)
