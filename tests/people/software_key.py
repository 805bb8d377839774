"""A security key made of software: it answers as Web Authentication Level 2 describes, or with one thing wrong."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, ATTESTED = 0x01, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class SoftwareKey:
    def __init__(self, *, host="jiban.example", origin="https://jiban.example"):
        self.host, self.origin = host, origin
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count = 0

    def registers(self, options: str, **wrong) -> str:
        client = self._client("webauthn.create", json.loads(options)["challenge"], wrong)
        numbers = self.private.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(PRESENT | ATTESTED, wrong) + attested
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(made), "transports": ["usb"]})

    def proves(self, options: str, *, count: int | None = None, **wrong) -> str:
        self.count = self.count + 1 if count is None else count
        client = self._client("webauthn.get", json.loads(options)["challenge"], wrong)
        data = self._data(PRESENT, wrong)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        if wrong.get("changed"):
            data = data[:-1] + bytes([data[-1] ^ 1])
        return self._answer(
            {"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature)}
        )

    def _client(self, kind: str, asked: str, wrong: dict[str, object]) -> bytes:
        said = {"type": kind, "challenge": asked, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | {name: wrong[name] for name in said if name in wrong}).encode()

    def _data(self, flags: int, wrong: dict[str, object]) -> bytes:
        host = str(wrong.get("host", self.host))
        flags = int(wrong.get("flags", flags))
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, object]) -> str:
        about = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps(about | {"response": response})
