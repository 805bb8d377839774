"""SD-JWT VC (draft-ietf-oauth-sd-jwt-vc): an SD-JWT of type dc+sd-jwt about somebody, issued under a type (vct)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.credential import disclosures, issuer_trust, jws, sd_jwt
from jiban.standards.credential.errors import ForgedError, KeyBindingError, MalformedError, NotInForceError
from jiban.standards.credential.sd_jwt import Demand
from jiban.standards.pki.certificate import Certificate

TYPE = "dc+sd-jwt"
# Section 2.2.2.2: these are never disclosed selectively.
ALWAYS_OPEN = ("iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status")
LEEWAY = timedelta(minutes=1)  # for clocks that differ


@dataclass(frozen=True, slots=True)
class StatusReference:
    """Where a credential's status stands (draft-ietf-oauth-status-list section 6.2)."""

    uri: str
    index: int


@dataclass(frozen=True, slots=True)
class Verified:
    """A credential whose signature, issuer and times are good. Its status has to be asked for."""

    claims: Mapping[str, Any]
    issuer: Certificate
    status: StatusReference | None
    is_key_bound: bool


def issue(
    claims: Mapping[str, Any],
    *,
    signer: jws.Es256Signer,
    holder_key: ec.EllipticCurvePublicKey | None = None,
    always: Iterable[str] = (),
) -> str:
    """Sign a credential. Every claim can be left out by the holder, but those of ALWAYS_OPEN, iat and `always`.

    claims       with `vct`; `nbf`, `exp` and `iat` are seconds since 1970
    holder_key   is bound into the credential (cnf), so that only its owner can show it

    Raises MalformedError without vct.
    """
    if not isinstance(claims.get("vct"), str):
        raise MalformedError("a credential needs a type, vct")
    bound = {"cnf": {"jwk": jws.key_to_jwk(holder_key)}} if holder_key else {}
    return sd_jwt.issue({**claims, **bound}, always={*ALWAYS_OPEN, "iat", *always}, typ=TYPE, signer=signer)


def present(credential: str, *, names: Iterable[str]) -> str:
    """Show only these claims. Raises MalformedError."""
    return sd_jwt.present(credential, typ=TYPE, names=names)


def verify(text: str, *, roots: Sequence[bytes], now: datetime, demand: Demand | None = None) -> Verified:
    """Check what a holder shows (RFC 9901 section 7.3).

    roots    DER of the trusted root certificates; the signer's chain is checked as of when it signed (iat, else now)
    demand   what the verifier asked for; None when no proof of the holder's key is needed

    Raises MalformedError, TooLargeError, ForgedError, UntrustedIssuerError, NotInForceError, KeyBindingError.
    """
    read = sd_jwt.parse(text, typ=TYPE)
    said = read.token.payload
    signed_at = now if said.get("iat") is None else moment(said["iat"])
    if signed_at > now + LEEWAY:
        raise NotInForceError("signed in the future")
    key, issuer = issuer_trust.trusted_key(read.token.certificates, roots=roots, signed_at=signed_at)
    jws.check(read.token, key)
    if any(one.name in ALWAYS_OPEN for one in read.disclosures):
        raise ForgedError("a claim that must stay open was made disclosable")
    claims = disclosures.reveal(said, read.disclosures)
    if not isinstance(claims.get("vct"), str):
        raise MalformedError("a credential needs a type, vct")
    check_times(claims, now=now)
    if demand is not None:
        sd_jwt.check_key_binding(read, key=_holder_key(claims), demand=demand, now=now)
    return Verified(claims, issuer, status_reference(claims), demand is not None)


def check_times(claims: Mapping[str, Any], *, now: datetime) -> None:
    """Raises NotInForceError before nbf and from exp on (RFC 7519 section 4.1), with a minute's grace."""
    if "nbf" in claims and now + LEEWAY < moment(claims["nbf"]):
        raise NotInForceError("not in force yet")
    if "exp" in claims and now - LEEWAY >= moment(claims["exp"]):
        raise NotInForceError("expired")


def moment(seconds: object) -> datetime:
    """An aware time of seconds since 1970. Raises MalformedError."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise MalformedError("a time is no number")
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise MalformedError("a time outside all calendars") from error


def status_reference(claims: Mapping[str, Any]) -> StatusReference | None:
    """Raises MalformedError for a status that is there and cannot be read."""
    if "status" not in claims:
        return None
    status = claims["status"]
    listed = status.get("status_list") if isinstance(status, Mapping) else None
    if not isinstance(listed, Mapping):
        raise MalformedError("the status is of a kind that is not known here")
    index, uri = listed.get("idx"), listed.get("uri")
    if isinstance(index, bool) or not isinstance(index, int) or index < 0 or not isinstance(uri, str):
        raise MalformedError("the status cannot be read")
    return StatusReference(uri, index)


def _holder_key(claims: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    bound = claims.get("cnf")
    if not isinstance(bound, Mapping) or "jwk" not in bound:
        raise KeyBindingError("the credential is bound to no key")
    return jws.key_from_jwk(bound["jwk"])
