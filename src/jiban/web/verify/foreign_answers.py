"""What the result page tells of a file that another maker sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from jiban.certificates import foreign, words
from jiban.certificates.foreign import Answer, ForeignVerdict
from jiban.standards.verifying.findings import Finding
from jiban.standards.verifying.report import SignatureReport

from .answers import KINDS

STATES = {"ok": "ok", "note": "note", "warn": "wn", "fail": "no", "unknown": "uk"}
NEITHER = _("This says neither that it is genuine nor that it is false.")
NEXT_STEPS: Mapping[Answer, tuple[str, ...]] = {
    Answer.GENUINE: (
        _("Compare the sealer below with the one from whom the paper is said to come."),
        _("Compare the pages below with what you were shown."),
        _("Keep the file, not a photo: only the file can be checked again later."),
    ),
    Answer.NOT_GENUINE: (
        _("Do not accept this file."),
        _("Ask whoever gave it to you for the file as they received it."),
        _("If you think that somebody forged it, keep it and call the sealer that is named on it."),
    ),
    Answer.UNKNOWN_AUTHORITY: (
        NEITHER,
        _(
            "Anybody can make a seal with any name on it. Ask the sealer how to check it, by a number you know yourself."
        ),
    ),
    Answer.CANNOT_TELL: (NEITHER, _("Look below at what could not be judged, and ask the sealer how to check it.")),
    Answer.UNSIGNED: (
        NEITHER,
        _("Ask for the sealed file. A print or a screenshot of a seal on the page is only a picture."),
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    state: str
    words: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class SealShown:
    """One signature: whose it says it is, since when, and each step of the check."""

    heading: str
    name: str
    certificate: str
    issuer: str
    when: str
    steps: list[Step]


def page(verdict: ForeignVerdict, *, checked_at: datetime) -> dict[str, Any]:
    decisive = verdict.decisive
    return {
        "verdict": verdict,
        "kind": KINDS[verdict.outcome],
        "outcome": words.outcome(verdict),
        "title": words.title(verdict),
        "advice": words.advice(verdict),
        "reason": foreign.words(decisive) if decisive else "",
        "believed": verdict.answer is Answer.GENUINE,
        "seals": [_seal(one) for one in verdict.report.signatures],
        "package_steps": _steps(verdict.report.package_findings),
        "next_steps": [gettext(step) for step in NEXT_STEPS[verdict.answer]],
        "checked_at": checked_at,
    }


def _seal(signature: SignatureReport) -> SealShown:
    signer = signature.signer
    return SealShown(
        heading=gettext("Seal") if signature.seal else gettext("Signature"),
        name=foreign.sealer(signature) or gettext("Nobody is named"),
        certificate=foreign.shown(signer.subject) if signer else "",
        issuer=foreign.shown(signer.issuer) if signer else "",
        when=_when(signature),
        steps=_steps(signature.findings),
    )


def _when(signature: SignatureReport) -> str:
    if signature.signed_at is None:
        return gettext("The file does not say when.")
    moment = f"{timezone.localtime(signature.signed_at):%Y-%m-%d %H:%M}"
    return words.proved_time(moment) if signature.time_proved else words.stated_time(moment)


def _steps(findings: Iterable[Finding]) -> list[Step]:
    return [Step(STATES[one.severity], foreign.words(one), one) for one in findings]
