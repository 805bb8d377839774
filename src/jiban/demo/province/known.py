"""What the platform keeps, in memory: the one client, people, their sessions, codes and tokens."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.oauth2.rfc6749 import ClientMixin
from joserfc import jwt
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
KEY = ECKey.generate_key("P-256", {"kid": secrets.token_hex(4)})
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
# The manners of proof on the page, from the weakest to the strongest: what acr says, and amr.
PROOFS = {
    "password": ("urn:sample:password", "pwd"),
    "sms": ("urn:sample:sms", "sms"),
    "face": ("urn:sample:face", "face"),
}


@dataclass(frozen=True)
class Person:
    sub: str
    name: str
    id_number: str
    phone_number: str = ""


@dataclass(frozen=True)
class SignedIn:
    """One session at the platform."""

    person: Person
    proof: str
    sid: str
    at: int


@dataclass(frozen=True)
class Client(ClientMixin):
    client_id: str
    secret: str
    redirect_uris: tuple[str, ...]
    client_metadata: dict[str, Any] = field(default_factory=dict)
    id_token_signed_response_alg: str = ALGORITHM

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(word for word in scope.split() if word in {"openid", "profile", "phone"})

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(self.secret, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True)
class Code:
    """What was asked when somebody signed in: under these names Authlib looks for it."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    session: SignedIn

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.session.at

    def get_acr(self) -> str:
        return PROOFS[self.session.proof][0]

    def get_amr(self) -> list[str]:
        return [PROOFS[self.session.proof][1]]


@dataclass(frozen=True)
class Token:
    session: SignedIn
    scope: str
    client: Client

    def is_expired(self) -> bool:
        return False

    def is_revoked(self) -> bool:
        return False

    def get_scope(self) -> str:
        return self.scope

    def get_client(self) -> Client:
        return self.client

    def get_user(self) -> SignedIn:
        return self.session


@dataclass
class Platform:
    """All that the platform knows. `more_claims` and `userinfo_subject` let a test make it say something else."""

    issuer: str
    client: Client
    people: list[Person]
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    sessions: dict[str, SignedIn] = field(default_factory=dict)
    claims_in_token: bool = False
    more_claims: dict[str, Any] = field(default_factory=dict)
    userinfo_subject: str = ""

    def facts(self, session: SignedIn, scope: str) -> dict[str, Any]:
        person = session.person
        said = {"sub": person.sub, "name": person.name, "id_number": person.id_number, **self.more_claims}
        return said | ({"phone_number": person.phone_number} if "phone" in scope else {})

    def logout_token(self, session: SignedIn, **changed: Any) -> str:
        """What tells the client that a session is over (Back-Channel Logout 1.0, section 2.4)."""
        now = int(time.time())
        said = {
            "iss": self.issuer, "aud": self.client.client_id, "iat": now, "exp": now + 120, "jti": secrets.token_hex(8),
            "sub": session.person.sub, "sid": session.sid, "events": {LOGOUT_EVENT: {}}, **changed,
        }  # fmt: skip
        return jwt.encode({"alg": ALGORITHM, "kid": KEY.kid, "typ": "logout+jwt"}, said, KEY)

    def end(self, session: SignedIn) -> int:
        """End a session from this side, and give back what the client answered."""
        self.sessions.pop(session.sid, None)
        address = self.client.client_metadata["backchannel_logout_uri"]
        said = {"logout_token": self.logout_token(session)}
        return httpx.post(address, data=said, trust_env=False, timeout=5).status_code
