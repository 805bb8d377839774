"""Logout tokens of OpenID Connect Back-Channel Logout 1.0, section 2.4: whose sessions are over. Pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc.jwk import KeySet

from jiban.people import id_tokens
from jiban.people.door_errors import OidcAnswerError

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class Ended:
    """The sessions of this subject, or only the one session `sid`, begun before the token was made."""

    issuer: str
    subject: str
    sid: str
    made_at: float


def read(token: str, *, keys: KeySet, issuer: str, client_id: str, now: datetime) -> Ended:
    """Check signature and claims. Raises OidcAnswerError."""
    claims = id_tokens.checked_claims(token, keys, issuer=issuer, client_id=client_id, now=now)
    # Section 2.4: an ID token must never pass for a logout token, and the other way round.
    if "nonce" in claims or not _is_logout(claims):
        raise OidcAnswerError("no logout token")
    subject, sid = (str(claims.get(name) or "") for name in ("sub", "sid"))
    if not subject and not sid:
        raise OidcAnswerError("nobody to sign out")
    return Ended(issuer, subject, sid, float(claims["iat"]))


def _is_logout(claims: Mapping[str, Any]) -> bool:
    events = claims.get("events")
    return isinstance(events, dict) and isinstance(events.get(EVENT), dict)
