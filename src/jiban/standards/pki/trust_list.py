"""Whom a checker trusts, for what and from when to when: a JSON file. docs/reference/trust-list.md describes it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.errors import CertificateFormatError, TrustListError
from jiban.standards.pki.key_purposes import Purpose
from jiban.standards.pki.trust_list_reading import Field, read_json

FORMAT, VERSION = "jiban-trust-list", 1
MAX_ENTRIES = 10_000

Role = Literal["root", "intermediate", "seal-maker", "tsa", "ocsp"]
"""An authority trusted by itself, one that may stand between, an accepted maker of seals, a root for time stamps (or
one authority's own certificate), a responder accepted by itself."""

ROLES: frozenset[str] = frozenset(get_args(Role))
PURPOSES: frozenset[str] = frozenset(get_args(Purpose))


@dataclass(frozen=True, slots=True)
class TrustRange:
    """From the first to the last moment, both included; None for no limit on that side. Aware datetimes."""

    begin: datetime | None = None
    end: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether the aware `moment` lies in the range, the whole last second included."""
        second = moment.replace(microsecond=0)
        return (self.begin is None or self.begin <= moment) and (self.end is None or second <= self.end)


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One certificate.

    ranges     when it is trusted; none means always. It must be valid besides: that is the chain's matter
    purposes   what a root is trusted for; None for everything
    """

    role: Role
    certificate: bytes
    ranges: tuple[TrustRange, ...] = ()
    purposes: frozenset[Purpose] | None = None
    note: str = ""

    def is_trusted(self, at: datetime, purpose: Purpose | None = None) -> bool:
        """Whether it is trusted at the aware moment, for the purpose if one is given."""
        in_time = not self.ranges or any(one.holds(at) for one in self.ranges)
        return in_time and (purpose is None or self.purposes is None or purpose in self.purposes)


@dataclass(frozen=True, slots=True)
class TrustList:
    """A list as a value.

    name          whose list it is
    sequence      grows with every edition
    issued        when this edition was made, aware
    next_update   until when it is meant to be used, None for no limit
    """

    name: str
    sequence: int
    issued: datetime
    entries: tuple[TrustEntry, ...]
    next_update: datetime | None = None

    def trusted(self, role: Role, at: datetime, purpose: Purpose | None = None) -> tuple[bytes, ...]:
        """DER of the certificates in that role that are trusted at the aware moment, in the order of the list."""
        return tuple(one.certificate for one in self.entries if one.role == role and one.is_trusted(at, purpose))

    def roots(self, at: datetime, purpose: Purpose | None = None) -> tuple[bytes, ...]:
        """DER of the trusted roots."""
        return self.trusted("root", at, purpose)

    def intermediates(self, at: datetime) -> tuple[bytes, ...]:
        """DER of the authorities that may stand between."""
        return self.trusted("intermediate", at)

    def seal_makers(self, at: datetime) -> tuple[bytes, ...]:
        """DER of the accepted makers of seals."""
        return self.trusted("seal-maker", at)

    def timestamp_authorities(self, at: datetime) -> tuple[bytes, ...]:
        """DER of what time stamps may lead to: entries for time stamps, and roots that are trusted for them too."""
        return (*self.trusted("tsa", at), *self.trusted("root", at, "tsa"))

    def is_current(self, now: datetime) -> bool:
        """Whether the edition is meant to be used at the aware moment `now`."""
        return self.next_update is None or now <= self.next_update

    @classmethod
    def load(cls, path: Path) -> TrustList:
        """Read a file. Raises TrustListError, also when there is none."""
        try:
            return cls.from_json(path.read_bytes())
        except OSError as error:
            raise TrustListError(f"{path.name}: {error.strerror}") from error

    @classmethod
    def from_json(cls, text: str | bytes) -> TrustList:
        """Read a list of at most 32 MiB, strictly: unknown fields, doubles and wrong digests are errors.

        Raises TrustListError, which names the place such as `entries[3].certificate`.
        """
        return _read(read_json(text))

    def to_json(self) -> str:
        """The list as text, always the same for the same list."""
        written = {
            "format": FORMAT,
            "version": VERSION,
            "name": self.name,
            "sequence": self.sequence,
            "issued": _time(self.issued),
            **({} if self.next_update is None else {"nextUpdate": _time(self.next_update)}),
            "entries": [_written(entry) for entry in self.entries],
        }
        return json.dumps(written, ensure_ascii=False, indent=1) + "\n"

    def save(self, path: Path) -> None:
        """Write the file in one step: a reader sees the old list or the new one."""
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_text(self.to_json(), encoding="utf-8")
        fresh.replace(path)


def _written(entry: TrustEntry) -> dict[str, Any]:
    written: dict[str, Any] = {"role": entry.role}
    if entry.note:
        written["note"] = entry.note
    if entry.purposes is not None:
        written["purposes"] = sorted(entry.purposes)
    if entry.ranges:
        written["ranges"] = [
            {key: _time(moment) for key, moment in (("from", one.begin), ("to", one.end)) if moment is not None}
            for one in entry.ranges
        ]
    written["sha256"] = hashlib.sha256(entry.certificate).hexdigest()
    written["certificate"] = base64.b64encode(entry.certificate).decode("ascii")
    return written


def _time(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise TrustListError("a time without a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(whole: Field) -> TrustList:
    parts = whole.object(needed={"format", "version", "name", "sequence", "issued", "entries"}, may={"nextUpdate"})
    if parts["format"].text() != FORMAT:
        raise parts["format"].error(f"is not {FORMAT!r}")
    if parts["version"].number() != VERSION:
        raise parts["version"].error(f"is not {VERSION}, the only version known here")
    entries = parts["entries"].array(MAX_ENTRIES)
    read = tuple(_read_entry(one) for one in entries)
    _check_doubles(entries, read)
    next_update = parts.get("nextUpdate")
    return TrustList(
        name=parts["name"].text(),
        sequence=parts["sequence"].number(),
        issued=parts["issued"].time(),
        entries=read,
        next_update=None if next_update is None else next_update.time(),
    )


def _check_doubles(fields: list[Field], entries: tuple[TrustEntry, ...]) -> None:
    seen: set[tuple[str, bytes]] = set()
    for place, entry in zip(fields, entries, strict=True):
        if (entry.role, entry.certificate) in seen:
            raise place.error("stands twice: one entry may have several ranges")
        seen.add((entry.role, entry.certificate))


def _read_entry(entry: Field) -> TrustEntry:
    parts = entry.object(needed={"role", "sha256", "certificate"}, may={"note", "purposes", "ranges"})
    role: Role = parts["role"].one_of(ROLES)
    certificate = parts["certificate"].octets()
    if parts["sha256"].text() != hashlib.sha256(certificate).hexdigest():
        raise parts["sha256"].error("is not the SHA-256 of the certificate, in 64 lower-case hex digits")
    try:
        read = parsed(certificate, tolerant=True)
    except CertificateFormatError as broken:
        raise parts["certificate"].error(str(broken)) from broken
    if role == "intermediate" and not read.is_ca:
        raise parts["certificate"].error("is not the certificate of an authority")
    note, purposes, ranges = parts.get("note"), parts.get("purposes"), parts.get("ranges")
    return TrustEntry(
        role=role,
        certificate=certificate,
        ranges=() if ranges is None else tuple(_read_range(one) for one in ranges.array(100, least=1)),
        purposes=None if purposes is None else frozenset(one.one_of(PURPOSES) for one in purposes.array(20, least=1)),
        note="" if note is None else note.text(),
    )


def _read_range(field: Field) -> TrustRange:
    parts = field.object(needed=set(), may={"from", "to"})
    begin, end = (parts[key].time() if key in parts else None for key in ("from", "to"))
    if begin is None and end is None:
        raise field.error("has neither from nor to")
    if begin is not None and end is not None and end < begin:
        raise field.error("ends before it begins")
    return TrustRange(begin, end)
