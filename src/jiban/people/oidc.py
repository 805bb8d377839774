"""The office's identity provider (OpenID Connect Core 1.0: authorization code, PKCE of RFC 7636, issuer of RFC 9207)."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from jiban.people import id_tokens
from jiban.people.door_errors import OidcAnswerError, OidcCancelledError, OidcUnreachableError
from jiban.people.id_tokens import Expected, Identity

KEPT_SECONDS = 3600
ASK_AGAIN_SECONDS = 60
PATIENCE_SECONDS = 5
LARGEST_ANSWER_BYTES = 256 * 1024
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
CANCELLED = {"access_denied", "login_required", "interaction_required"}


@dataclass(frozen=True, slots=True)
class Way:
    """One going-out to the provider. It stays in the session of who went, and serves once."""

    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Provider:
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    secret_in_header: bool
    names_itself: bool


@dataclass
class _Known:
    """What a provider said about itself, asked again after an hour."""

    provider: Provider
    keys: KeySet
    asked_at: float


_known: dict[str, _Known] = {}
_lock = Lock()


def is_offered() -> bool:
    return bool(settings.OIDC_ISSUER)


def new_way() -> Way:
    return Way(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def address_to_go_to(way: Way, *, back: str) -> str:
    provider = _look_up().provider
    challenge = base64.urlsafe_b64encode(hashlib.sha256(way.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back,
        "state": way.state,
        "nonce": way.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if urlsplit(provider.authorization_endpoint).query else "?"
    return f"{provider.authorization_endpoint}{joint}{urlencode(asked)}"


def identity_of(answer: Mapping[str, str], way: Way, *, back: str, now: datetime) -> Identity:
    """Who came back from the provider. `answer` is the query of the way back, its state compared already."""
    known = _look_up()
    _check_answer(answer, known.provider)
    token = _exchange(known.provider, answer["code"], way, back)
    expected = Expected(issuer=known.provider.issuer, client_id=settings.OIDC_CLIENT_ID, nonce=way.nonce)
    try:
        return id_tokens.read(token, keys=known.keys, expected=expected, now=now)
    except OidcAnswerError:
        # The provider may have a new key since we asked.
        fresh = _look_up(older_than_seconds=ASK_AGAIN_SECONDS)
        if fresh is known:
            raise
        return id_tokens.read(token, keys=fresh.keys, expected=expected, now=now)


def forget_providers() -> None:
    with _lock:
        _known.clear()


def _check_answer(answer: Mapping[str, str], provider: Provider) -> None:
    named = answer.get("iss")
    # A second provider that the browser was sent to must not hand its code to this one.
    if named != provider.issuer and (named is not None or provider.names_itself):
        raise OidcAnswerError("answer of another issuer")
    if "error" in answer:
        if answer["error"] in CANCELLED:
            raise OidcCancelledError
        raise OidcAnswerError("the provider reports an error")
    if not answer.get("code"):
        raise OidcAnswerError("no code")


def _exchange(provider: Provider, code: str, way: Way, back: str) -> str:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": way.verifier}
    headers = {}
    client, secret = settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
    if provider.secret_in_header:
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form |= {"client_id": client, "client_secret": secret}
    said = _ask("POST", provider.token_endpoint, data=form, headers=headers)
    token = said.get("id_token")
    if not isinstance(token, str):
        raise OidcAnswerError("no ID token")
    return token


def _look_up(*, older_than_seconds: float = KEPT_SECONDS) -> _Known:
    issuer = settings.OIDC_ISSUER
    with _lock:
        known = _known.get(issuer)
    if known is not None and time.monotonic() - known.asked_at < older_than_seconds:
        return known
    provider = _discover(issuer)
    try:
        keys = KeySet.import_key_set(_ask("GET", provider.jwks_uri))  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise OidcAnswerError("keys that cannot be read") from wrong
    known = _Known(provider, keys, time.monotonic())
    with _lock:
        _known[issuer] = known
    return known


def _discover(issuer: str) -> Provider:
    said = _ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != issuer:
        raise OidcAnswerError("discovery names another issuer")
    addresses = {name: str(said.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    if not all(_is_safe(address) for address in addresses.values()):
        raise OidcAnswerError("discovery names an unsafe address")
    ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Provider(
        issuer=issuer,
        authorization_endpoint=addresses["authorization_endpoint"],
        token_endpoint=addresses["token_endpoint"],
        jwks_uri=addresses["jwks_uri"],
        secret_in_header="client_secret_basic" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _ask(method: str, address: str, **form: Any) -> dict[str, Any]:
    """One answer in JSON. Never follows a redirect, never reads without an end."""
    body = b""
    try:
        with (
            httpx.Client(timeout=PATIENCE_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(method, address, **form) as answer,
        ):
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST_ANSWER_BYTES:
                    raise OidcAnswerError("answer too large")
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
