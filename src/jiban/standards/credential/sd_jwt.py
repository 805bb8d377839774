"""SD-JWT and SD-JWT+KB in compact form (RFC 9901 section 4): issue, show a part, prove to hold its key."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.credential import base64url, disclosures, jws
from jiban.standards.credential.disclosures import Disclosure
from jiban.standards.credential.errors import KeyBindingError, MalformedError, TooLargeError

KEY_BINDING_TYPE = "kb+jwt"
MAX_PRESENTATION_CHARACTERS = 512 * 1024


@dataclass(frozen=True, slots=True)
class SdJwt:
    """A presentation as read: what the issuer signed, what is disclosed, and the proof of the key, if there is one."""

    token: jws.Token
    disclosures: tuple[Disclosure, ...]
    key_binding: jws.Token | None

    @property
    def without_key_binding(self) -> str:
        """What sd_hash is taken over (RFC 9901 section 4.3.1)."""
        return "~".join([self.token.text, *(one.text for one in self.disclosures), ""])


@dataclass(frozen=True, slots=True)
class Demand:
    """What a verifier asked for: its own name, and a nonce of its own that is used once."""

    audience: str
    nonce: str
    max_age: timedelta = timedelta(minutes=5)


def issue(claims: Mapping[str, Any], *, always: Iterable[str], typ: str, signer: jws.Es256Signer) -> str:
    """Sign `claims`, all of them disclosable but those named in `always`; gives <JWT>~<Disclosure>~…~."""
    payload, hidden = disclosures.hide(claims, always=always)
    return "~".join([jws.sign(payload, typ=typ, signer=signer), *(one.text for one in hidden), ""])


def parse(text: str, *, typ: str) -> SdJwt:
    """Read an SD-JWT or SD-JWT+KB; no signature is checked. Raises MalformedError and, above 512 KiB, TooLargeError."""
    if len(text) > MAX_PRESENTATION_CHARACTERS:
        raise TooLargeError("the presentation is longer than 512 KiB")
    if "~" not in text:
        raise MalformedError("an SD-JWT ends each part with ~")
    signed, *shown, proof = text.split("~")
    if len(shown) > disclosures.MAX_DISCLOSURES:
        raise TooLargeError(f"more than {disclosures.MAX_DISCLOSURES} disclosures")
    read = tuple(disclosures.parse(one) for one in shown)
    return SdJwt(jws.read(signed, typ=typ), read, jws.read(proof, typ=KEY_BINDING_TYPE) if proof else None)


def present(text: str, *, typ: str, names: Iterable[str]) -> str:
    """Show only the claims of these names; what need not be disclosed is always shown. Raises as parse does."""
    wanted, whole = set(names), parse(text, typ=typ)
    kept = tuple(one for one in whole.disclosures if one.name in wanted)
    return SdJwt(whole.token, kept, None).without_key_binding


def bind(shown: str, *, signer: jws.Es256Signer, demand: Demand, now: datetime) -> str:
    """Add the proof that the holder has the credential's key (RFC 9901 section 4.3)."""
    payload = {
        "iat": int(now.timestamp()),
        "aud": demand.audience,
        "nonce": demand.nonce,
        "sd_hash": _hash(shown),
    }
    return shown + jws.sign(payload, typ=KEY_BINDING_TYPE, signer=signer, with_chain=False)


def check_key_binding(read: SdJwt, *, key: ec.EllipticCurvePublicKey, demand: Demand, now: datetime) -> None:
    """Raises KeyBindingError unless the holder proved his key to this verifier, for this nonce, just now."""
    proof = read.key_binding
    if proof is None:
        raise KeyBindingError("the holder has not proved to hold the key")
    jws.check(proof, key)
    said = proof.payload
    if not hmac.compare_digest(str(said.get("sd_hash")).encode(), _hash(read.without_key_binding).encode()):
        raise KeyBindingError("the proof was made for another presentation")
    if said.get("aud") != demand.audience or said.get("nonce") != demand.nonce:
        raise KeyBindingError("the proof was made for somebody else, or for another question")
    made = said.get("iat")
    if not isinstance(made, int) or abs(now.timestamp() - made) > demand.max_age.total_seconds():
        raise KeyBindingError("the proof was not made just now")


def _hash(text: str) -> str:
    return base64url.encode(hashlib.sha256(text.encode("ascii")).digest())
