"""ID tokens of OpenID Connect Core 1.0, section 3.1.3.7: who came, said by whom, to whom, and when. Pure rules."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from jiban.people.door_errors import OidcAnswerError

# Signed with the provider's own key only: a secret that both sides know proves nothing to a third.
ALGORITHMS = ("RS256", "PS256", "ES256")
CLOCKS_DIFFER_SECONDS = 60
OLDEST_SECONDS = 600
LONGEST_TOKEN = 20_000
LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Expected:
    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Identity:
    issuer: str
    subject: str
    # Every word of acr and amr: how the provider made sure who it is.
    methods: frozenset[str]
    # All that the provider said, and the token it said it in.
    claims: Mapping[str, Any] = field(default_factory=dict)
    token: str = field(default="", repr=False)


def read(token: str, *, keys: KeySet, expected: Expected, now: datetime) -> Identity:
    """Check signature and claims. Raises OidcAnswerError, whose finding is safe for the log."""
    claims = checked_claims(token, keys, issuer=expected.issuer, client_id=expected.client_id, now=now)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise OidcAnswerError("another nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise OidcAnswerError("no subject")
    return Identity(expected.issuer, subject, _methods(claims), claims, token)


def checked_claims(token: str, keys: KeySet, *, issuer: str, client_id: str, now: datetime) -> Mapping[str, Any]:
    """What a token of this provider for us says, signature, parties and times checked. Raises OidcAnswerError."""
    claims = _claims(token, keys)
    _check_parties(claims, issuer=issuer, client_id=client_id)
    _check_times(claims, now.timestamp())
    return claims


def _claims(token: str, keys: KeySet) -> Mapping[str, Any]:
    if len(token) > LONGEST_TOKEN:
        raise OidcAnswerError("token too long")
    try:
        return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError) as wrong:
        raise OidcAnswerError(f"signature: {type(wrong).__name__}") from wrong


def _check_parties(claims: Mapping[str, Any], *, issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise OidcAnswerError("another issuer")
    given = claims.get("aud")
    audience = given if isinstance(given, list) else [given]
    if client_id not in audience:
        raise OidcAnswerError("another audience")
    # Clause 3.1.3.7, steps 4 and 5: of several it must be said which one the token is for.
    party = claims.get("azp", client_id if len(audience) == 1 else None)
    if party != client_id:
        raise OidcAnswerError("another authorized party")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    times = {name: claims.get(name, 0 if name == "nbf" else None) for name in ("exp", "iat", "nbf")}
    numbers = {name: value for name, value in times.items() if type(value) in {int, float}}
    if len(numbers) != len(times):
        raise OidcAnswerError("times missing")
    if numbers["exp"] <= now - CLOCKS_DIFFER_SECONDS:
        raise OidcAnswerError("expired")
    if not now - OLDEST_SECONDS <= numbers["iat"] <= now + CLOCKS_DIFFER_SECONDS:
        raise OidcAnswerError("issued at another time")
    if numbers["nbf"] > now + CLOCKS_DIFFER_SECONDS:
        raise OidcAnswerError("not valid yet")


def _methods(claims: Mapping[str, Any]) -> frozenset[str]:
    amr, acr = claims.get("amr"), claims.get("acr")
    words = amr if isinstance(amr, list) else []
    return frozenset(word for word in (*words, acr) if isinstance(word, str))
