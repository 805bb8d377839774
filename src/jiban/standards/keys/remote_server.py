"""The reference signing server: HTTP/1.1 in TLS 1.3, both sides show certificates. For tests and small installations."""

import hashlib
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jiban.standards.keys import remote_protocol as protocol
from jiban.standards.keys.errors import BadAnswerError, ConfigurationError
from jiban.standards.keys.remote_desk import SigningDesk

IDLE_SECONDS = 30
MOST_CONNECTIONS = 64


class SigningServer(ThreadingHTTPServer):
    """Listens once it is made; `serve_forever` answers, `shutdown` ends it, `server_close` frees the port.

    authority   PEM of the authority whose certificates clients have; which of them may do what, the desk knows
    """

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(
        self, address: tuple[str, int], desk: SigningDesk, *, certificate: Path, key: Path, authority: Path
    ) -> None:
        """Raises ConfigurationError for certificates that cannot be read, OSError for an address that is taken."""
        self.desk = desk
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_3
        self._context.verify_mode = ssl.CERT_REQUIRED
        try:
            self._context.load_cert_chain(certificate, key)
            self._context.load_verify_locations(authority)
        except OSError as broken:
            raise ConfigurationError("the server's certificates cannot be read") from broken
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, _Handler)

    def get_request(self) -> tuple[socket.socket, object]:
        """A connection, wrapped but not greeted: the greeting is left to its thread, where it may take its time."""
        connection, address = self.socket.accept()
        connection.settimeout(IDLE_SECONDS)
        wrapped = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return wrapped, address

    def process_request(self, request: object, client_address: object) -> None:
        """One thread a connection, up to a limit; beyond it a connection is closed at once."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)  # type: ignore[arg-type]
        else:
            self.shutdown_request(request)  # type: ignore[arg-type]

    def process_request_thread(self, request: object, client_address: object) -> None:
        """Greet, answer, say good-bye."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks or shows no certificate ends; nothing about it is printed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "jiban-keys"
    sys_version = ""
    server: SigningServer
    connection: ssl.SSLSocket

    def setup(self) -> None:
        self.request.do_handshake()
        certificate = self.request.getpeercert(binary_form=True)
        self.fingerprint = hashlib.sha256(certificate).hexdigest()
        super().setup()

    def _answer(self) -> None:
        try:
            status, message = self.server.desk.answer(self.fingerprint, self.command, self.path, self._body())
        except BadAnswerError as bad:
            status, message = protocol.tell(bad)
            self.close_connection = True
        body = protocol.write(message)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > protocol.MAX_BODY_BYTES or "Transfer-Encoding" in self.headers:
            raise BadAnswerError(f"a body has a Content-Length of at most {protocol.MAX_BODY_BYTES}")
        return self.rfile.read(int(length))

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's signature
        """The audit file has a line for every act; standard error none."""
