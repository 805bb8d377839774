"""A whole signing server for tests: an authority for TLS, certificates for both sides, keys in software behind."""

import hashlib
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from jiban.standards.gm import keyfile
from jiban.standards.keys.remote_desk import SigningDesk
from jiban.standards.keys.remote_rules import Client, Clients
from jiban.standards.keys.remote_server import SigningServer
from jiban.standards.keys.remote_store import RemoteStore, ServerPlace
from jiban.standards.keys.software import SoftwareStore

QUICK = keyfile.Cost(log2_n=10, r=1, p=1)
ALL_RIGHTS = frozenset({"sign", "make", "destroy"})


class TlsAuthority:
    """Issues certificates for TLS into a folder: NAME.pem and NAME.key."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        self.pem = folder / f"{name}.pem"
        certificate = _builder(self._name, self._name, self._key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        self.pem.write_bytes(certificate.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str) -> str:
        """Issue one; gives the fingerprint."""
        key = ec.generate_private_key(ec.SECP256R1())
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        builder = _builder(_name(name), self._name, key.public_key())
        certificate = (
            builder.add_extension(usage, critical=False)
            .add_extension(here, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        plain = serialization.NoEncryption()
        pkcs8 = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        (self.folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (self.folder / f"{name}.key").write_bytes(pkcs8)
        return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()

    def place(self, url: str, client: str) -> ServerPlace:
        return ServerPlace(url, self.pem, self.folder / f"{client}.pem", self.folder / f"{client}.key")


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"测试 {text}")])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(hours=1),
        not_valid_after=now + timedelta(days=2),
    )


class Office:
    """The folder of a server, its store, its clock that tests may turn, and how to reach it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tls = TlsAuthority(folder / "tls")
        self.tls.issue("server")
        self.prints = {name: self.tls.issue(name) for name in ("worker", "reader", "stranger")}
        self.store = SoftwareStore(folder / "keys", "server secret", production=False, cost=QUICK)
        self.now = datetime(2026, 11, 24, 8, tzinfo=UTC)
        self.clients = [
            Client("worker", self.prints["worker"], ("JB-*",), ALL_RIGHTS, per_minute=100_000),
            Client("reader", self.prints["reader"], ("JB-*",), frozenset()),
        ]
        self.url = ""

    def clock(self) -> datetime:
        return self.now

    @contextmanager
    def running(self, port: int = 0):
        desk = SigningDesk(self.store, Clients(self.clients), folder=self.folder / "state", clock=self.clock)
        files = {"certificate": self.tls.folder / "server.pem", "key": self.tls.folder / "server.key"}
        server = SigningServer(("127.0.0.1", port), desk, authority=self.tls.pem, **files)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        self.url = f"https://127.0.0.1:{server.server_address[1]}"
        try:
            yield server
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def reached_by(self, client: str = "worker", **changed) -> RemoteStore:
        return RemoteStore(self.tls.place(self.url, client), **changed)

    def audit(self) -> str:
        return (self.folder / "state" / "audit.jsonl").read_text(encoding="utf-8")
