"""A small OpenID Connect provider, a process of its own. It checks what a client sends, and lies when told to.

Start it with `python -m tests.people.oidc_provider`; it says "ready" and its port. What it does next is set by POST /told.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

CLIENT, SECRET = "jiban-test", "a secret that both know"
ES, RS = ECKey.generate_key("P-256", {"kid": "es"}), RSAKey.generate_key(2048, {"kid": "rs"})
STRANGER = ECKey.generate_key("P-256", {"kid": "es"})


@dataclass
class Told:
    """What to do from now on. `lie` names the one thing that is wrong."""

    subject: str = "account-1"
    amr: list[str] = field(default_factory=lambda: ["pwd"])
    algorithm: str = "ES256"
    lie: str = ""


STATE: dict[str, Any] = {"told": Told(), "codes": {}}


def claims(asked: dict[str, str]) -> dict[str, Any]:
    now, told = int(time.time()), STATE["told"]
    honest = {
        "iss": issuer(),
        "sub": told.subject,
        "aud": CLIENT,
        "exp": now + 300,
        "iat": now,
        "nonce": asked["nonce"],
        "amr": told.amr,
    }
    lies: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "another"},
        "audience": {"aud": "somebody-else"},
        "two audiences": {"aud": [CLIENT, "somebody-else"]},
        "party": {"azp": "somebody-else"},
        "issuer": {"iss": "http://127.0.0.1:1/"},
        "expired": {"exp": now - 3600, "iat": now - 3900},
        "future": {"iat": now + 3600},
        "no subject": {"sub": ""},
        "no times": {"exp": "soon"},
    }
    return honest | lies.get(told.lie, {})


def token(asked: dict[str, str]) -> str:
    told, said = STATE["told"], claims(asked)
    if told.lie == "none":
        parts = [{"alg": "none"}, said]
        return ".".join([base64url(json.dumps(part).encode()) for part in parts] + [""])
    if told.lie == "shared secret":
        key = OctKey.import_key(SECRET)
        return jwt.encode({"alg": "HS256"}, said, key, algorithms=["HS256"])
    key = STRANGER if told.lie == "key" else ES if told.algorithm == "ES256" else RS
    made = jwt.encode({"alg": told.algorithm, "kid": key.kid}, said, key, algorithms=[told.algorithm])
    if told.lie == "changed":
        head, body, signature = made.split(".")
        other = json.loads(base64.urlsafe_b64decode(body + "==")) | {"sub": "account-2"}
        return ".".join([head, base64url(json.dumps(other).encode()), signature])
    return made


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def issuer() -> str:
    return f"http://127.0.0.1:{STATE['port']}"


class Provider(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = urlsplit(self.path)
        if page.path == "/.well-known/openid-configuration":
            self.answer(200, self.discovery())
        elif page.path == "/keys":
            self.answer(200, {"keys": [ES.as_dict(private=False), RS.as_dict(private=False)]})
        elif page.path == "/authorize":
            self.authorize({name: values[0] for name, values in parse_qs(page.query).items()})
        else:
            self.answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/told":
            STATE["told"] = Told(**json.loads(body))
            self.answer(200, {})
        else:
            self.exchange({name: values[0] for name, values in parse_qs(body).items()})

    def discovery(self) -> dict[str, Any]:
        lie = STATE["told"].lie
        return {
            "issuer": "http://127.0.0.1:1/" if lie == "discovery" else issuer(),
            "authorization_endpoint": f"{issuer()}/authorize",
            "token_endpoint": "http://elsewhere.example/token" if lie == "unsafe" else f"{issuer()}/token",
            "jwks_uri": f"{issuer()}/keys",
            "authorization_response_iss_parameter_supported": True,
        }

    def authorize(self, asked: dict[str, str]) -> None:
        """As if the person had signed in here at once."""
        wanted = {"response_type": "code", "scope": "openid", "client_id": CLIENT, "code_challenge_method": "S256"}
        assert all(asked.get(name) == value for name, value in wanted.items()), asked
        told = STATE["told"]
        back = {"state": asked["state"], "iss": "http://127.0.0.1:1/" if told.lie == "mix-up" else issuer()}
        if told.lie == "cancelled":
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            STATE["codes"][back["code"]] = asked
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def exchange(self, said: dict[str, str]) -> None:
        asked = STATE["codes"].pop(said.get("code"), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        verifier = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        good = (
            asked is not None
            and self.headers.get("Authorization") == f"Basic {basic}"
            and base64url(verifier) == asked["code_challenge"]
            and said.get("redirect_uri") == asked["redirect_uri"]
        )
        if not good:
            self.answer(400, {"error": "invalid_grant"})
        elif STATE["told"].lie == "broken":
            self.answer(500, {})
        elif STATE["told"].lie == "huge":
            self.answer(200, {"id_token": "x" * 400_000})
        else:
            self.answer(200, {"access_token": "unused", "token_type": "Bearer", "id_token": token(asked)})

    def answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        pass


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    STATE["port"] = server.server_port
    sys.stdout.write(f"ready {server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
