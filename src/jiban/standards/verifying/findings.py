"""One result of checking: what was looked at, how it turned out, on which clause it rests, in words for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jiban.standards.verifying.severity import FAIL, UNKNOWN, Profile, Severity, Words
from jiban.standards.verifying.words_of_form import DEVIATIONS, FORM
from jiban.standards.verifying.words_of_package import COVERAGE, DIGESTS, READING
from jiban.standards.verifying.words_of_seal import AGREEMENT, SIGNATURES, TIMES
from jiban.standards.verifying.words_of_trust import CERTIFICATES, REVOCATION, TIME_STAMPS

CATALOGUE: Words = {
    **READING,
    **FORM,
    **DEVIATIONS,
    **DIGESTS,
    **SIGNATURES,
    **CERTIFICATES,
    **REVOCATION,
    **TIMES,
    **AGREEMENT,
    **TIME_STAMPS,
    **COVERAGE,
}
"""Every code that there is, with its step, severities, clause and words."""

MAX_FINDINGS = 200
SHOWN_CHARACTERS = 200

Param = str | int | datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. `params` fill the places in the words: texts, numbers, aware datetimes in UTC.

    step   place in the order of checking: 1 reading, 2 digests, 3 seal file, 4 document signature, 5 maker's signature,
           6 certificates, 7 list of signers, 8 times, 9 agreement of the parts, 10 time stamps, 11 coverage, 12 base
           signature, 13 places of the seal
    """

    code: str
    severity: Severity
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def step(self) -> int:
        """Place in the order of checking."""
        return CATALOGUE[self.code].step

    @property
    def clause(self) -> str:
        """The standard and the part of it that this rests on."""
        return CATALOGUE[self.code].clause % self._shown()

    @property
    def zh(self) -> str:
        """What Chinese readers are told."""
        return CATALOGUE[self.code].zh % self._shown()

    @property
    def en(self) -> str:
        """What English readers are told."""
        return CATALOGUE[self.code].en % self._shown()

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for json.dumps."""
        return {
            "step": self.step,
            "code": self.code,
            "severity": self.severity,
            "clause": self.clause,
            "zh": self.zh,
            "en": self.en,
            "params": {name: _plain(value) for name, value in self.params.items()},
        }

    def _shown(self) -> dict[str, str | int]:
        return {
            name: f"{value:%Y-%m-%d %H:%M:%S} UTC" if isinstance(value, datetime) else value
            for name, value in self.params.items()
        }


def _plain(value: Param) -> str | int:
    return value.isoformat() if isinstance(value, datetime) else value


class Findings:
    """Collects results under one profile; a hostile file cannot make the list endless."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._found: list[Finding] = []

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found)

    def add(self, code: str, **params: Param) -> None:
        """Take in a result. What speaks against the file is kept even when the list is full."""
        meaning = CATALOGUE[code]
        severity = meaning.strict if self._profile == "strict" else meaning.tolerant
        if len(self._found) >= MAX_FINDINGS and (severity not in {FAIL, UNKNOWN} or self.has(severity)):
            return
        shown = {name: _cut(value) for name, value in params.items()}
        self._found.append(Finding(code, severity, shown))

    def has(self, *severities: Severity) -> bool:
        """Whether anything of these severities was found."""
        return any(finding.severity in severities for finding in self._found)

    def in_order(self) -> tuple[Finding, ...]:
        """By step; within a step as they were found."""
        return tuple(sorted(self._found, key=lambda finding: finding.step))


def _cut(value: Param) -> Param:
    """Texts come from the file: they are shown without control characters, and not without end."""
    if not isinstance(value, str):
        return value
    clean = "".join(character if character.isprintable() else "�" for character in value[: SHOWN_CHARACTERS + 1])
    return clean if len(value) <= SHOWN_CHARACTERS else clean[:SHOWN_CHARACTERS] + "…"
