"""Out to an identity provider and back (OpenID Connect Core 1.0: authorization code, PKCE of RFC 7636, issuer of RFC 9207)."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from jiban.people import id_tokens, logout_tokens
from jiban.people.door_errors import OidcAnswerError, OidcCancelledError
from jiban.people.id_tokens import Expected, Identity
from jiban.people.logout_tokens import Ended
from jiban.people.oidc_metadata import ASK_AGAIN_SECONDS, Known, Provider, ask, forget_providers, look_up

__all__ = [
    "Identity",
    "Party",
    "Way",
    "address_to_go_to",
    "address_to_leave_by",
    "forget_providers",
    "identity_of",
    "is_offered",
    "new_way",
    "office",
]

CANCELLED = {"access_denied", "login_required", "interaction_required"}


@dataclass(frozen=True, slots=True)
class Party:
    """This system as one provider knows it, and what it asks for there. `claims` are those it cannot do without."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str = "openid"
    claims: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Way:
    """One going-out to the provider. It stays in the session of who went, and serves once."""

    state: str
    nonce: str
    verifier: str

    def kept(self) -> dict[str, str]:
        return asdict(self)


def is_offered() -> bool:
    """To officers; for residents see `provincial.offered`."""
    return bool(settings.OIDC_ISSUER)


def office() -> Party:
    return Party(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def new_way() -> Way:
    return Way(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def address_to_go_to(way: Way, *, party: Party, back: str, **more: str) -> str:
    """`more`: further parameters of the request, for example acr_values."""
    provider = look_up(party.issuer).provider
    challenge = base64.urlsafe_b64encode(hashlib.sha256(way.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "scope": party.scope,
        "client_id": party.client_id,
        "redirect_uri": back,
        "state": way.state,
        "nonce": way.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **more,
    }
    return _joined(provider.authorization_endpoint, asked)


def identity_of(answer: Mapping[str, str], way: Way, *, party: Party, back: str, now: datetime) -> Identity:
    """Who came back from the provider. `answer` is the query of the way back, its state compared already."""
    known = look_up(party.issuer)
    _check_answer(answer, known.provider)
    said = _exchange(known.provider, answer["code"], way, party, back)
    identity = _read(str(said["id_token"]), known, way, party, now)
    return _with_claims(identity, known.provider, party, said.get("access_token"))


def address_to_leave_by(*, party: Party, id_token: str, back: str, state: str) -> str:
    """Where to end the session at the provider itself; empty if it has no such address.

    Follows RP-Initiated Logout 1.0, section 2.
    """
    leave = look_up(party.issuer).provider.end_session_endpoint
    asked = {
        "id_token_hint": id_token,
        "client_id": party.client_id,
        "post_logout_redirect_uri": back,
        "state": state,
    }
    return _joined(leave, asked) if leave else ""


def ended_sessions(token: str, *, party: Party, now: datetime) -> Ended:
    """Whose sessions the provider tells us to end. Raises OidcAnswerError."""
    known = look_up(party.issuer)
    try:
        return logout_tokens.read(token, keys=known.keys, issuer=party.issuer, client_id=party.client_id, now=now)
    except OidcAnswerError:
        fresh = look_up(party.issuer, older_than_seconds=ASK_AGAIN_SECONDS)
        if fresh is known:
            raise
        return logout_tokens.read(token, keys=fresh.keys, issuer=party.issuer, client_id=party.client_id, now=now)


def _read(token: str, known: Known, way: Way, party: Party, now: datetime) -> Identity:
    expected = Expected(issuer=known.provider.issuer, client_id=party.client_id, nonce=way.nonce)
    try:
        return id_tokens.read(token, keys=known.keys, expected=expected, now=now)
    except OidcAnswerError:
        # The provider may have a new key since we asked.
        fresh = look_up(party.issuer, older_than_seconds=ASK_AGAIN_SECONDS)
        if fresh is known:
            raise
        return id_tokens.read(token, keys=fresh.keys, expected=expected, now=now)


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


def _exchange(provider: Provider, code: str, way: Way, party: Party, back: str) -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": way.verifier}
    headers = {}
    if provider.secret_in_header:
        pair = f"{quote(party.client_id, safe='')}:{quote(party.client_secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form |= {"client_id": party.client_id, "client_secret": party.client_secret}
    said = ask("POST", provider.token_endpoint, data=form, headers=headers)
    if not isinstance(said.get("id_token"), str):
        raise OidcAnswerError("no ID token")
    return said


def _with_claims(identity: Identity, provider: Provider, party: Party, access_token: object) -> Identity:
    """What the ID token leaves out is asked for at the UserInfo endpoint (section 5.3)."""
    missing = party.claims - set(identity.claims)
    if not missing or not provider.userinfo_endpoint or not isinstance(access_token, str):
        return identity
    said = ask("GET", provider.userinfo_endpoint, headers={"Authorization": f"Bearer {access_token}"})
    # Clause 5.3.2: an answer about another subject must not be used.
    if said.get("sub") != identity.subject:
        raise OidcAnswerError("user info of another subject")
    return replace(identity, claims={**said, **identity.claims})


def _joined(address: str, asked: Mapping[str, str]) -> str:
    joint = "&" if urlsplit(address).query else "?"
    return f"{address}{joint}{urlencode(asked)}"
