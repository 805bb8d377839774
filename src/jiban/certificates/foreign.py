"""Is a sealed OFD of another maker to be trusted? Our own certificates are judged in `verification.py`, these here.

What the seal proves is all that is told: that the file is as it was sealed, by whom, and when. What it says may be untrue.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import get_language

from jiban.standards.ofd.archive_reading import read_archive
from jiban.standards.ofd.errors import OfdError
from jiban.standards.pki.errors import TrustListError
from jiban.standards.pki.trust_list import Role, TrustEntry, TrustList
from jiban.standards.verifying.findings import Finding
from jiban.standards.verifying.report import Report, SignatureReport
from jiban.standards.verifying.severity import FAIL
from jiban.standards.verifying.verify import verify_ofd

from . import papers
from .trust import REVOCATION_COPIES, TRUST_LIST, Trust, TrustError
from .verdicts import Outcome

OUR_FILES = frozenset({papers.RECORD_FILE, papers.PROOF_FILE})
MADE_BY_US = re.compile(rb"<(?:\w+:)?Creator>\s*Jiban\s*</")
# All that they say is that we do not know whose seal it is: whoever knows the authority may find it genuine.
UNKNOWN_AUTHORITY = frozenset(
    {"signer-certificate-untrusted", "maker-certificate-untrusted", "maker-not-accepted", "maker-not-judged"}
)


class Answer(StrEnum):
    """What can be told of a file of another maker."""

    GENUINE = "seal-genuine"
    NOT_GENUINE = "seal-not-genuine"
    UNKNOWN_AUTHORITY = "seal-of-unknown-authority"
    CANNOT_TELL = "seal-cannot-be-judged"
    UNSIGNED = "unsigned"


OUTCOMES = {
    Answer.GENUINE: Outcome.GENUINE,
    Answer.NOT_GENUINE: Outcome.NOT_GENUINE,
    Answer.UNKNOWN_AUTHORITY: Outcome.CANNOT_TELL,
    Answer.CANNOT_TELL: Outcome.CANNOT_TELL,
    Answer.UNSIGNED: Outcome.CANNOT_TELL,
}


@dataclass(frozen=True, slots=True)
class ForeignVerdict:
    """An answer with all that it rests on."""

    answer: Answer
    report: Report

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES[self.answer]

    @property
    def decisive(self) -> Finding | None:
        return self.report.first


@dataclass(frozen=True, slots=True)
class Believed:
    """What is believed of other makers: their authorities, and the copies at hand of what these have revoked."""

    trust: TrustList
    crls: tuple[bytes, ...] = ()
    ocsp: tuple[bytes, ...] = ()


def verify_foreign(data: bytes, *, believed: Believed, now: datetime) -> ForeignVerdict:
    """Judge it as real producers write, every departure noted. Never raises for what a stranger may send."""
    report = verify_ofd(data, trust=believed.trust, at=now, profile="tolerant", crls=believed.crls, ocsp=believed.ocsp)
    return ForeignVerdict(_answer(report), report)


def is_foreign(data: bytes) -> bool:
    """Whether it is a readable OFD without a trace of us. Whatever is damaged stays with our own check."""
    if not data.startswith(b"PK"):
        return False
    try:
        entries = read_archive(data)
    except OfdError:
        return False
    starts = [content for name, content in entries.items() if name.lower() == "ofd.xml"]
    if not starts or any(PurePosixPath(name).name.lower() in OUR_FILES for name in entries):
        return False
    return not any(MADE_BY_US.search(start) for start in starts)


def believed(folder: Path, trust: Trust) -> Believed:
    """What the folder holds for files of other makers. Raises TrustError: a bad trust list is never skipped."""
    copies = {suffix: _copies(folder / REVOCATION_COPIES, suffix) for suffix in (".crl", ".ocsp")}
    return Believed(trust_list(folder, trust), copies[".crl"], copies[".ocsp"])


def trust_list(folder: Path, trust: Trust) -> TrustList:
    """Our own authority and, if the folder holds a list, those on it. Raises TrustError: a bad list is never skipped."""
    others = _others(folder / TRUST_LIST)
    known = {(entry.role, entry.certificate) for entry in others.entries}
    ours: tuple[tuple[Role, tuple[bytes, ...]], ...] = (
        ("root", trust.sm2_roots),
        ("intermediate", trust.sm2_intermediates),
        ("seal-maker", trust.seal_makers),
    )
    own = (TrustEntry(role, one) for role, found in ours for one in found if (role, one) not in known)
    return TrustList(others.name, others.sequence, others.issued, (*own, *others.entries), others.next_update)


def words(finding: Finding) -> str:
    """The finding in the reader's language."""
    return finding.en if (get_language() or "").startswith("en") else finding.zh


def sealer(signature: SignatureReport) -> str:
    """Who the seal or the certificate says it is."""
    named = signature.seal.name if signature.seal else ""
    return shown(named or (signature.signer.subject if signature.signer else ""))


def shown(text: str) -> str:
    """A stranger's text, without what could move a terminal's cursor or turn the direction of reading."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def as_json(verdict: ForeignVerdict, *, title: str) -> dict[str, Any]:
    """The same members as for our own certificates, and what the library found of each signature besides."""
    found = verdict.report.findings
    return {
        "outcome": verdict.outcome.name.lower().replace("_", "-"),
        "code": verdict.answer,
        "title": title,
        "identifier": "",
        "certificate": None,
        "findings": [
            {"code": one.code, "mark": one.severity, "detail": "", "clause": one.clause, "words": words(one)}
            for one in found
        ],
        "signatures": [_signature_json(one) for one in verdict.report.signatures],
    }


def _signature_json(signature: SignatureReport) -> dict[str, Any]:
    plain = signature.to_json()
    told = ("id", "kind", "verdict", "signed_at", "time_proved", "signer", "maker", "seal")
    return {"name": sealer(signature), **{name: plain[name] for name in told}}


def _answer(report: Report) -> Answer:
    if report.verdict == "not-genuine":
        failed = {finding.code for finding in report.findings if finding.severity == FAIL}
        return Answer.UNKNOWN_AUTHORITY if failed <= UNKNOWN_AUTHORITY else Answer.NOT_GENUINE
    return {
        "genuine": Answer.GENUINE,
        "cannot-tell": Answer.CANNOT_TELL,
        "unsigned": Answer.UNSIGNED,
    }[report.verdict]


def _copies(folder: Path, suffix: str) -> tuple[bytes, ...]:
    """A copy that cannot be read is told among the findings of each file, beside what it leaves unknown."""
    try:
        return tuple(path.read_bytes() for path in sorted(folder.glob(f"*{suffix}")))
    except OSError as error:
        raise TrustError(f"{error.filename}: {error.strerror}") from error


def _others(path: Path) -> TrustList:
    if not path.exists():
        return TrustList("", 0, datetime.min.replace(tzinfo=UTC), ())
    try:
        return TrustList.load(path)
    except TrustListError as error:
        raise TrustError(f"{path.name}: {error}") from error
