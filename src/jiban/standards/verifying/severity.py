"""How much a finding weighs, and what a code of findings means."""

from typing import Literal, NamedTuple, TypeAlias

Severity = Literal["ok", "note", "warn", "fail", "unknown"]
"""Holds; worth knowing; holds, but not as it should be; does not hold; cannot be judged here."""

Profile = Literal["strict", "tolerant"]
"""strict: by the letter of the standards. tolerant: what real producers write otherwise is noted, not refused."""

OK: Severity = "ok"
NOTE: Severity = "note"
WARN: Severity = "warn"
FAIL: Severity = "fail"
UNKNOWN: Severity = "unknown"


class Meaning(NamedTuple):
    """What a code means: its step, how bad it is by profile, the clause it rests on, and the words for it."""

    step: int
    strict: Severity
    tolerant: Severity
    clause: str
    zh: str
    en: str


Words: TypeAlias = dict[str, Meaning]
