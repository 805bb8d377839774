"""`jiban ofd verify`: is a sealed file of any maker to be trusted? Every step is told with its reason."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from jiban.reading.tree import plain
from jiban.standards.pki.trust_list import TrustList
from jiban.standards.verifying.findings import Finding
from jiban.standards.verifying.report import VERDICT_WORDS, Report, SignatureReport
from jiban.standards.verifying.severity import Profile
from jiban.standards.verifying.verify import verify_ofd

EXIT_CODES = {"genuine": 0, "not-genuine": 1, "cannot-tell": 2, "unsigned": 2}
_MARKS = {"ok": "✓", "note": "·", "warn": "!", "fail": "✗", "unknown": "?"}


def verified(
    file: Path,
    *,
    trust: TrustList,
    profile: Profile,
    crls: Sequence[Path],
    answers: Sequence[Path],
    at: datetime | None,
) -> Report:
    """The report on a file, with copies of revocation lists and of OCSP answers at hand."""
    return verify_ofd(
        file.read_bytes(),
        trust=trust,
        at=at or datetime.now(UTC),
        profile=profile,
        crls=[path.read_bytes() for path in crls],
        ocsp=[path.read_bytes() for path in answers],
    )


def as_json(report: Report) -> str:
    return json.dumps(report.to_json(), ensure_ascii=False, indent=2)


def as_words(report: Report, *, english: bool) -> Iterator[str]:
    """The verdict, what concerns the whole package, then each signature with whose it is and each of its steps."""
    yield VERDICT_WORDS[report.verdict][english]
    yield from _lines(report.package_findings, english=english)
    for one in report.signatures:
        yield f"{_whose(one)}: {VERDICT_WORDS[one.verdict][english]}"
        yield from _lines(one.findings, english=english)


def _whose(one: SignatureReport) -> str:
    named = [one.seal.name] if one.seal else []
    named += [one.signer.subject] if one.signer else []
    return plain(" · ".join([f"{one.kind or '?'} {one.id}", *named]))


def _lines(findings: Sequence[Finding], *, english: bool) -> Iterator[str]:
    for one in findings:
        yield f"  {_MARKS[one.severity]} {plain(one.en if english else one.zh)} [{one.clause}]"


class Moment(click.ParamType[datetime]):
    """A moment with its zone, as ISO 8601 writes it."""

    name = "moment"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"{value} is not a moment with its zone, such as 2026-11-24T18:00:00+08:00", param, ctx)
        return moment
