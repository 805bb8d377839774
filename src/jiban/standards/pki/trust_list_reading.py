"""JSON read strictly: every error names its place, such as `entries[3].sha256`."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jiban.standards.pki.errors import TrustListError

MAX_BYTES = 32 * 1024 * 1024
MAX_TEXT = 64 * 1024
TIME_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def read_json(text: str | bytes) -> Field:
    """The whole text as a Field. Raises TrustListError for what is not JSON in UTF-8, is too large or repeats a key."""
    if len(text) > MAX_BYTES:
        raise TrustListError(f"the list is larger than {MAX_BYTES} bytes")
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        return Field("", json.loads(decoded, object_pairs_hook=_without_doubles, parse_constant=_refuse))
    except (ValueError, RecursionError) as broken:
        raise TrustListError(f"the list is not JSON: {str(broken)[:200]}") from broken


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return read


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


@dataclass(frozen=True, slots=True)
class Field:
    """A value and where it stands. Each reader raises TrustListError if the value is not of its kind."""

    place: str
    value: Any

    def error(self, text: str) -> TrustListError:
        """An error that names the place."""
        return TrustListError(f"{self.place or 'the list'} {text}")

    def object(self, *, needed: AbstractSet[str], may: AbstractSet[str]) -> dict[str, Field]:
        """The parts of an object that has all of `needed` and nothing outside `needed` and `may`."""
        if not isinstance(self.value, dict):
            raise self.error("is not an object")
        if missing := needed - self.value.keys():
            raise self.error(f"lacks {', '.join(sorted(missing))}")
        if unknown := self.value.keys() - needed - may:
            raise self.error(f"has an unknown field {min(unknown)[:40]!r}")
        return {key: Field(f"{self.place}.{key}".lstrip("."), part) for key, part in self.value.items()}

    def array(self, most: int, *, least: int = 0) -> list[Field]:
        """The elements of an array of `least` to `most`."""
        if not isinstance(self.value, list) or not least <= len(self.value) <= most:
            raise self.error(f"is not an array of {least} to {most}")
        return [Field(f"{self.place}[{index}]", part) for index, part in enumerate(self.value)]

    def text(self) -> str:
        """A string of at most 64 Ki characters."""
        if not isinstance(self.value, str) or len(self.value) > MAX_TEXT:
            raise self.error("is not a text")
        return self.value

    def number(self) -> int:
        """A whole number, 0 or more."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            raise self.error("is not a whole number")
        return self.value

    def one_of(self, allowed: AbstractSet[str]) -> Any:
        """A string that is one of `allowed`."""
        if self.text() not in allowed:
            raise self.error(f"is none of {', '.join(sorted(allowed))}")
        return self.value

    def time(self) -> datetime:
        """A moment in UTC as YYYY-MM-DDThh:mm:ssZ."""
        try:
            if TIME_FORM.fullmatch(self.text()):
                return datetime.strptime(self.text(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            pass
        raise self.error("is not a time such as 2026-06-01T00:00:00Z")

    def octets(self) -> bytes:
        """Octets in base64 (RFC 4648 section 4) with padding and without line breaks."""
        try:
            return base64.b64decode(self.text(), validate=True)
        except (binascii.Error, ValueError):
            raise self.error("is not base64") from None
