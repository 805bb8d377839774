"""Disclosures: the parts of an SD-JWT that its holder may leave out (RFC 9901 sections 4.2 and 7.1)."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jiban.standards.credential import base64url, jws
from jiban.standards.credential.errors import ForgedError, MalformedError, TooLargeError

SALT_BYTES = 16  # 128 bits, as RFC 9901 section 9.3 recommends
HASH_NAME = "sha-256"
MAX_DISCLOSURES = 256
MAX_DEPTH = 16
SD, SD_ALG, ELLIPSIS = "_sd", "_sd_alg", "..."
_RESERVED = {SD, SD_ALG, ELLIPSIS}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure. `name` is None for an element of a list. `text` is what is hashed, as it was sent."""

    text: str
    name: str | None
    value: Any

    @property
    def digest(self) -> str:
        """Base64url of the SHA-256 of the text (RFC 9901 section 4.2.3)."""
        return base64url.encode(hashlib.sha256(self.text.encode("ascii")).digest())


def make(name: str, value: Any) -> Disclosure:
    """A disclosure of a claim, with a fresh salt."""
    parts = [base64url.encode(secrets.token_bytes(SALT_BYTES)), name, value]
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return Disclosure(base64url.encode(written), name, value)


def parse(text: str) -> Disclosure:
    """Read a disclosure. Raises MalformedError."""
    parts = jws.json_value(base64url.decode(text))
    if not isinstance(parts, list) or len(parts) not in {2, 3} or not isinstance(parts[0], str):
        raise MalformedError("a disclosure is a list of a salt, a name and a value, or of a salt and a value")
    if len(parts) == 2:
        return Disclosure(text, None, parts[1])
    if not isinstance(parts[1], str) or parts[1] in _RESERVED:
        raise MalformedError("a disclosure must name a claim")
    return Disclosure(text, parts[1], parts[2])


def hide(claims: Mapping[str, Any], *, always: Iterable[str]) -> tuple[dict[str, Any], list[Disclosure]]:
    """Replace every claim by its digest but those named in `always`.

    Raises MalformedError for a claim with a name that RFC 9901 reserves.
    """
    if _RESERVED & set(claims):
        raise MalformedError("a claim has a reserved name")
    kept = set(always)
    open_claims: dict[str, Any] = {name: value for name, value in claims.items() if name in kept}
    hidden = [make(name, value) for name, value in claims.items() if name not in kept]
    # Sorted, so that the order of the claims tells nothing (RFC 9901 section 4.2.4.1).
    return {**open_claims, SD: sorted(one.digest for one in hidden), SD_ALG: HASH_NAME}, hidden


def reveal(payload: Mapping[str, Any], disclosures: Iterable[Disclosure]) -> dict[str, Any]:
    """Put disclosures back in place (RFC 9901 section 7.1, step 3), and take digests of undisclosed claims away.

    Raises ForgedError for a disclosure without a signed digest, MalformedError for doubled digests or claims, TooLargeError.
    """
    if payload.get(SD_ALG, HASH_NAME) != HASH_NAME:
        raise MalformedError("only sha-256 hashes disclosures here")
    work = _Revealing({})
    for one in disclosures:
        if one.digest in work.left:
            raise MalformedError("a disclosure appears twice")
        if len(work.left) == MAX_DISCLOSURES:
            raise TooLargeError(f"more than {MAX_DISCLOSURES} disclosures")
        work.left[one.digest] = one
    shown = work.mapping({name: value for name, value in payload.items() if name != SD_ALG}, depth=0)
    if work.left:
        raise ForgedError("a disclosure was never signed")
    return shown


class _Revealing:
    def __init__(self, left: dict[str, Disclosure]) -> None:
        self.left = left
        self._seen: set[str] = set()

    def _value(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise TooLargeError(f"claims nested deeper than {MAX_DEPTH}")
        if isinstance(value, dict):
            return self.mapping(value, depth)
        return self._list(value, depth) if isinstance(value, list) else value

    def mapping(self, value: Mapping[str, Any], depth: int) -> dict[str, Any]:
        if ELLIPSIS in value:
            raise MalformedError("a reserved name stands where it has no meaning")
        shown = {name: self._value(inner, depth + 1) for name, inner in value.items() if name != SD}
        digests = value.get(SD, [])
        if not isinstance(digests, list):
            raise MalformedError("_sd is not a list")
        for digest in digests:
            one = self._take(digest)
            if one is None:
                continue
            if one.name is None or one.name in shown:
                raise MalformedError("a disclosure does not fit its place")
            shown[one.name] = self._value(one.value, depth + 1)
        return shown

    def _list(self, value: list[Any], depth: int) -> list[Any]:
        shown = []
        for element in value:
            if not (isinstance(element, dict) and set(element) == {ELLIPSIS}):
                shown.append(self._value(element, depth + 1))
                continue
            one = self._take(element[ELLIPSIS])
            if one is None:
                continue
            if one.name is not None:
                raise MalformedError("a disclosure does not fit its place")
            shown.append(self._value(one.value, depth + 1))
        return shown

    def _take(self, digest: object) -> Disclosure | None:
        if not isinstance(digest, str) or digest in self._seen:
            raise MalformedError("a digest is no text, or appears twice")
        self._seen.add(digest)
        return self.left.pop(digest, None)
