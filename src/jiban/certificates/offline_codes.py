"""The offline code: the short form of a certificate in one QR code, verified with the root certificates alone."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiban.standards.credential import cwt, issuer_trust
from jiban.standards.credential.errors import ForgedError, MalformedError
from jiban.standards.credential.sd_jwt_vc import moment
from jiban.standards.pki import name as names
from jiban.standards.pki import oids

from . import papers, record
from .credentials import expires_at, signer_of
from .errors import NotSealedYetError
from .models import Certificate, CertificateState

PREFIX = "JB1"
LAST_DIGITS = 4
# Private claims, short because the code must be small. Dates are ISO 8601 texts.
_TEXTS = {
    "i": "identifier",
    "n": "number",
    "c": "checkCode",
    "u": "receivingUnit",
    "p": "purpose",
    "f": "validFrom",
    "t": "validUntil",
}


@dataclass(frozen=True, slots=True)
class OfflineCode:
    """What a genuine code says. `record_sha256` ties it to the words of the paper."""

    texts: Mapping[str, str]
    title: str
    issuer: str
    holder: str
    last_digits: str
    is_test: bool
    record_sha256: bytes

    def says_the_same_as(self, full: Mapping[str, Any]) -> bool:
        return (
            all(full[name] == text for name, text in self.texts.items())
            and (self.title, self.issuer) == (full["type"]["name"], full["issuer"]["name"])
            and (self.holder, self.is_test) == (full["holder"]["name"], full["test"])
            and full["holder"]["idNumber"].endswith(self.last_digits)
            and self.record_sha256 == hashlib.sha256(record.canonical(full)).digest()
        )


def offline_code(certificate: Certificate, *, now: datetime) -> str:
    """Raises NotSealedYetError, NoSealError."""
    if certificate.state != CertificateState.SEALED:
        raise NotSealedYetError
    full = papers.record_from(certificate.record)
    claims: dict[int | str, Any] = {short: full[name] for short, name in _TEXTS.items()}
    claims |= {
        cwt.ISS: full["issuer"]["name"],
        cwt.IAT: int(now.timestamp()),
        cwt.EXP: int(expires_at(certificate.valid_until).timestamp()),
        "y": full["type"]["name"],
        "h": full["holder"]["name"],
        "d": full["holder"]["idNumber"][-LAST_DIGITS:],
        "x": full["test"],
        "r": hashlib.sha256(record.canonical(full)).digest(),
    }
    return cwt.to_code(cwt.sign(claims, signer=signer_of(certificate.committee, now)), prefix=PREFIX)


def verify(text: str, *, roots: Sequence[bytes], intermediates: Sequence[bytes], now: datetime) -> OfflineCode:
    """Raises CredentialError. Whether it was revoked, only a newer list can tell."""
    token = cwt.read(cwt.from_code(text.strip(), prefix=PREFIX))
    signed_at = moment(token.claims.get(cwt.IAT))
    key, signer = issuer_trust.trusted_key([token.certificate, *intermediates], roots=roots, signed_at=signed_at)
    cwt.check(token, key, now=now)
    said = _read(token.claims)
    if names.attribute(signer.subject, oids.ORGANIZATION) != said.issuer:
        raise ForgedError("signed by somebody else than the issuer it names")
    return said


def _read(claims: Mapping[int | str, Any]) -> OfflineCode:
    digest, is_test = claims.get("r"), claims.get("x")
    if not isinstance(digest, bytes) or not isinstance(is_test, bool) or cwt.EXP not in claims:
        raise MalformedError("not the code of a certificate")
    return OfflineCode(
        texts={name: _text(claims, short) for short, name in _TEXTS.items()},
        title=_text(claims, "y"),
        issuer=_text(claims, cwt.ISS),
        holder=_text(claims, "h"),
        last_digits=_text(claims, "d"),
        is_test=is_test,
        record_sha256=digest,
    )


def _text(claims: Mapping[int | str, Any], name: int | str) -> str:
    text = claims.get(name)
    if not isinstance(text, str):
        raise MalformedError("not the code of a certificate")
    return text
