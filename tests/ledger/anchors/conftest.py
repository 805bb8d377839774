import hashlib
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from jiban.standards.pki import oids
from jiban.standards.pki.issue import SIGNING, Profile
from jiban.standards.pki.signing import Sm2MessageSigner
from jiban.standards.pki.timestamp_authority import TimestampAuthority
from jiban.standards.pki.timestamps import read_response, request
from tests.ledger.anchors import chain_node
from tests.standards.pki.hierarchy import KEYS, Validity, root, under

STAMPING = Profile(SIGNING.key_usage, extended_key_usage=(oids.TIME_STAMPING,), is_extended_critical=True)
NOW = datetime.now(UTC).replace(microsecond=0)
LONG = Validity(NOW - timedelta(days=30), NOW + timedelta(days=30))


class Authority:
    """A time stamping authority behind an address on loopback. `answer` may be put in its place."""

    def __init__(self):
        self.root = root(validity=LONG)
        stamper = under(self.root, KEYS[1], profile=STAMPING, validity=LONG)
        self._stamps = TimestampAuthority(Sm2MessageSigner(stamper))
        self.answer = self.stamp
        self.asked = 0
        self.url = ""

    def stamp(self, request):
        return 200, self._stamps.respond(request, at=NOW)


class Door(BaseHTTPRequestHandler):
    def __init__(self, authority, *arguments):
        self.authority = authority
        super().__init__(*arguments)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/timestamp-query"
        self.authority.asked += 1
        status, answer = self.authority.answer(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def stamping():
    authority = Authority()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Door, authority))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    authority.url = f"http://127.0.0.1:{server.server_port}/stamp"
    yield authority
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def anchored(settings, tmp_path, stamping):
    """The product is set up with that one anchor."""
    (tmp_path / "root.der").write_bytes(stamping.root.certificate)
    told = tmp_path / "anchors.toml"
    told.write_text(f'[[anchor]]\nname = "tsa"\nkind = "rfc3161"\nurl = "{stamping.url}"\nroots = ["root.der"]\n')
    settings.ANCHORS = str(told)
    return stamping


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    with chain_node.running(tmp_path_factory.mktemp("chain")) as running:
        yield running


def token_of(authority, note):
    """The token over a note, without the network."""
    asked = request(hashlib.sha256(note.encode()).digest(), "sha256", 7)
    return read_response(authority.stamp(asked)[1], request_der=asked)
