"""Certificates of other cities: judged by the trust folder that a city handed over, kept below our own.

cities/990100/ holds the files of that city's trust folder, and city.txt: the name people call it by.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jiban.standards.codes import certificate_identifier, credit_code

from . import revocations, trust
from .revocations import RevocationListError
from .trust import StandingSource, Trust, TrustError
from .verdicts import Code, Finding, Mark, Verdict
from .verification import verify_file

NAME, CITY_DIGITS = "city.txt", 4
HANDED_OVER = (
    trust.SM2_ROOT,
    trust.SM2_ISSUING,
    trust.SEAL_MAKER,
    trust.PDF_ROOT,
    trust.PDF_ISSUING,
    trust.LOG_KEY,
    trust.LOG_SM2_KEY,
    trust.REVOCATIONS,
    trust.WITNESS_POLICY,
)


def verify(data: bytes, *, folder: Path, keys: Trust, source: StandingSource, now: datetime) -> Verdict:
    """By our own keys; a seal that these do not know, by those of the cities we believe. Raises TrustError."""
    verdict = verify_file(data, trust=keys, source=source, now=now)
    if verdict.code != Code.UNKNOWN_AUTHORITY:
        return verdict
    for city in believed(folder):
        theirs = trust.load(city)
        found = verify_file(data, trust=theirs, source=_listed(city, theirs), now=now)
        if found.code != Code.UNKNOWN_AUTHORITY and _is_of(city, found.identifier):
            return replace(found, findings=(Finding("city", Mark.OK, name_of(city)), *found.findings))
    return verdict


def judged(data: bytes, *, folder: Path, code: str, now: datetime) -> Verdict | None:
    """A file that came from this city, by its own keys alone; None if it handed over none. Raises TrustError."""
    city = folder / trust.CITIES / code
    if not city.is_dir():
        return None
    keys = trust.load(city)
    return verify_file(data, trust=keys, source=_listed(city, keys), now=now)


def newer_list(folder: Path, *, code: str, text: str) -> bool:
    """Keep the city's list of what it revoked, if its log signed it and it is newer than ours. Raises TrustError."""
    city = folder / trust.CITIES / code
    keys = trust.load(city)
    try:
        made_at = revocations.parse(text, vkey=keys.log_vkey).made_at
    except RevocationListError as error:
        raise TrustError(f"{trust.REVOCATIONS} of {code}: {error}") from error
    ours = trust.load_listed(city, keys).listed
    if ours is not None and made_at <= ours.made_at:
        return False
    trust.write(city, {trust.REVOCATIONS: text.encode("utf-8")})
    return True


def believed(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in (folder / trust.CITIES).glob("[0-9]*") if path.is_dir()))


def name_of(city: Path) -> str:
    try:
        return (city / NAME).read_text(encoding="utf-8").strip()
    except OSError:
        return city.name


def believe(folder: Path, *, code: str, name: str, files: Mapping[str, bytes]) -> None:
    """Keep what a city handed over; checked before anything of it counts. Raises TrustError."""
    place = folder / trust.CITIES / code
    aside = folder / trust.CITIES / f".{code}.new"
    for old in aside.glob("*"):
        old.unlink()
    trust.write(aside, {each: files[each] for each in HANDED_OVER if each in files} | {NAME: f"{name}\n".encode()})
    _listed(aside, trust.load(aside))
    trust.write(place, {path.name: path.read_bytes() for path in aside.iterdir()})
    for each in (*aside.iterdir(), aside):
        each.rmdir() if each.is_dir() else each.unlink()


def _is_of(city: Path, identifier: str) -> bool:
    """A city is believed for its own villages. Nothing is told of a file that no record could be read from."""
    if not identifier:
        return True
    issuer = certificate_identifier.parse(identifier).issuer
    return credit_code.parse(issuer).division[:CITY_DIGITS] == city.name[:CITY_DIGITS]


def _listed(city: Path, keys: Trust) -> StandingSource:
    try:
        return trust.load_listed(city, keys)
    except RevocationListError as error:
        raise TrustError(f"{trust.CITIES}{city.name}/{trust.REVOCATIONS}: {error}") from error
