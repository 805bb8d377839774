"""What an identity provider says about itself (OpenID Connect Discovery 1.0), kept for an hour; and asking it for JSON."""

import json
import time
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from jiban import bounded_answers
from jiban.people.door_errors import OidcAnswerError, OidcUnreachableError

KEPT_SECONDS = 3600
ASK_AGAIN_SECONDS = 60
PATIENCE_SECONDS = 5
LARGEST_ANSWER_BYTES = 256 * 1024
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# Not every provider has these.
OFFERED = ("userinfo_endpoint", "end_session_endpoint")


@dataclass(frozen=True, slots=True)
class Provider:
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    secret_in_header: bool
    names_itself: bool
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""


@dataclass
class Known:
    """What a provider said about itself, asked again after an hour."""

    provider: Provider
    keys: KeySet
    asked_at: float


_known: dict[str, Known] = {}
_lock = Lock()


def look_up(issuer: str, *, older_than_seconds: float = KEPT_SECONDS) -> Known:
    with _lock:
        known = _known.get(issuer)
    if known is not None and time.monotonic() - known.asked_at < older_than_seconds:
        return known
    provider = _discover(issuer)
    try:
        keys = KeySet.import_key_set(ask("GET", provider.jwks_uri))  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise OidcAnswerError("keys that cannot be read") from wrong
    known = Known(provider, keys, time.monotonic())
    with _lock:
        _known[issuer] = known
    return known


def forget_providers() -> None:
    with _lock:
        _known.clear()


def is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def ask(method: str, address: str, **form: Any) -> dict[str, Any]:
    """One answer in JSON. Never follows a redirect, never reads without an end."""
    try:
        with (
            httpx.Client(timeout=PATIENCE_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(method, address, **form) as answer,
        ):
            body = bounded_answers.read(answer, most=LARGEST_ANSWER_BYTES)
    except bounded_answers.AnswerTooLongError as endless:
        raise OidcAnswerError("answer too large") from endless
    except httpx.HTTPError as broken:
        raise OidcUnreachableError from broken
    if answer.status_code >= 500:
        raise OidcUnreachableError
    try:
        said = json.loads(body)
    except ValueError as unreadable:
        raise OidcAnswerError("answer that is not JSON") from unreadable
    if answer.status_code != 200 or not isinstance(said, dict):
        raise OidcAnswerError(f"answer with status {answer.status_code}")
    return said


def _discover(issuer: str) -> Provider:
    said = ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise OidcAnswerError("discovery names another issuer")
    addresses = {name: str(said.get(name, "")) for name in NEEDED}
    offered = {name: str(said[name]) for name in OFFERED if said.get(name)}
    if not all(is_safe(address) for address in (*addresses.values(), *offered.values())):
        raise OidcAnswerError("discovery names an unsafe address")
    ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Provider(
        issuer=issuer,
        **addresses,
        **offered,
        secret_in_header="client_secret_basic" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )
