"""The city of Yuanfang (990200), whole: it signs envelopes with a key of its own, takes ours over HTTP and answers them."""

import json
import secrets
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.utils import timezone

from jiban.cities import envelopes, receiving, trusting
from jiban.cities.envelopes import Letter
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.keys.software import Sm2InMemory

CODE, OURS = "990200", "990100"
NAME = "远方市"


class OtherCity:
    def __init__(self, code=CODE):
        self.code, self.key, self.url = code, PrivateKey.generate(), "http://127.0.0.1:9"
        self.sequences: dict[str, int] = {}
        self.taken: dict[str, envelopes.Envelope] = {}
        self.order: list[str] = []
        self.pages: dict[str, str] = {}
        self.is_away = False
        self.loses_answers = False

    @property
    def card(self):
        import base64

        key = base64.b64encode(self.key.public_key.spki).decode()
        return json.dumps({"code": self.code, "key": key, "name": NAME, "name_en": "Yuanfang", "url": self.url, "v": 1})

    def on_the_list(self, *, days=365, now=None):
        now = now or timezone.now()
        today = timezone.localdate(now)
        return trusting.trust_card(
            self.card, valid_from=today - timedelta(days=1), valid_until=today + timedelta(days=days), now=now
        )

    def letter(self, kind, thread, body, *, now=None, **changed):
        now = (now or timezone.now()).replace(microsecond=0)
        self.sequences[thread] = self.sequences.get(thread, 0) + 1
        about = {
            "id": secrets.token_hex(16), "sender": self.code, "receiver": OURS, "kind": kind, "thread": thread,
            "sequence": self.sequences[thread], "issued": now, "expires": now + envelopes.LASTS,
            "body": envelopes.digest_of(body),
        }  # fmt: skip
        return Letter(**{**about, **changed})

    def sealed(self, kind, thread, body, *, files=None, key=None, **changed):
        letter = self.letter(kind, thread, body, **changed)
        return envelopes.seal(letter, body, files or {}, Sm2InMemory(key or self.key))

    def send(self, kind, thread, body, *, now=None, **more):
        """Past the network, into the node of these tests."""
        return receiving.take(self.sealed(kind, thread, body, now=now, **more), now=now or timezone.now())

    def answer(self, text):
        """What it says to an envelope of ours."""
        envelope = envelopes.read(text)
        envelopes.check(envelope, envelopes.key_of(envelope))
        again = envelope.letter.id in self.taken
        if not again:
            self.order.append(envelope.letter.kind)
        self.taken[envelope.letter.id] = envelope
        body = {"of": envelope.letter.id, "outcome": "again" if again else "taken"}
        letter = self.letter("ack", envelope.letter.thread, body, sequence=0)
        self.sequences[envelope.letter.thread] -= 1
        return envelopes.seal(letter, body, {}, Sm2InMemory(self.key))

    def bodies(self, kind):
        return [dict(each.body) for each in self.taken.values() if each.letter.kind == kind]


class Quiet(BaseHTTPRequestHandler):
    city: OtherCity

    def log_message(self, *_args):
        pass

    def do_GET(self):
        page = self.city.pages.get(self.path)
        said = (page or "").encode()
        self.send_response(200 if page is not None and not self.city.is_away else 404)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def do_POST(self):
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        if self.city.is_away or self.path != "/cities/envelopes":
            self.send_response(503)
            self.end_headers()
            return
        said = self.city.answer(text).encode()
        if self.city.loses_answers:
            self.connection.close()
            return
        self.send_response(200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


@contextmanager
def serving(city):
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Quiet,), {"city": city}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    city.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield city
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
