"""A verdict as the page tells it: plain questions with their answers, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from jiban.certificates import words
from jiban.certificates.models import Certificate
from jiban.certificates.verdicts import Code, Finding, Mark, Outcome, Verdict

# In the order in which people ask.
QUESTIONS: Mapping[str, str] = {
    "file": _("Can the file be read?"),
    "city": _("Which city issued it?"),
    "intact": _("Is it unchanged?"),
    "no-seal": _("Who set the seal?"),
    "sealed-by": _("Who set the seal?"),
    "signed-by": _("Who signed for the village?"),
    "authority": _("Were they entitled to at that time?"),
    "record": _("Does it say the same everywhere?"),
    "log": _("Is it in the public log?"),
    "witnesses": _("Do others watch over that log?"),
    "revoked": _("Has it been revoked?"),
    "replaced": _("Is there a newer one?"),
    "validity": _("Is it still valid?"),
    "test": _("Does it have legal effect?"),
}
STATES: Mapping[Mark, str] = {Mark.OK: "ok", Mark.FAIL: "no", Mark.WARN: "wn", Mark.UNKNOWN: "uk"}
KINDS: Mapping[Outcome, str] = {Outcome.GENUINE: "ok", Outcome.NOT_GENUINE: "bad", Outcome.CANNOT_TELL: "unsure"}

ASK_ANEW = _("Ask the holder to apply for a new one. It is free and takes no trip to the village.")
NEXT_STEPS: Mapping[Outcome | Code, tuple[str, ...]] = {
    Outcome.GENUINE: (
        _("Compare name and number with the paper in your hand or the person before you."),
        _("See whether purpose and receiving unit fit: the certificate is good for these only."),
        _("Keep the file, not a photo: only the file can be checked again later."),
    ),
    Outcome.NOT_GENUINE: (
        _("Do not accept this certificate."),
        _("Ask the holder for the file as it was downloaded, or scan the QR code again."),
        _("If you think that somebody forged it, keep it and call the village that is named on it."),
    ),
    Outcome.CANNOT_TELL: (
        _("This says neither that it is genuine nor that it is false."),
        _("Ask the holder to send the file again as a file, not as a photo or a screenshot."),
        _("Or scan the QR code on the paper, or type its check code here."),
    ),
    Code.REVOKED: (_("Do not accept this certificate."), ASK_ANEW),
    Code.EXPIRED: (_("Do not accept it after its last day."), ASK_ANEW),
    Code.NOT_YET_VALID: (_("Wait until its first day, or call the village that is named on it."),),
    Code.NOT_A_CERTIFICATE: (
        _("Choose the file as the holder downloaded it: its name ends in .ofd or .pdf."),
        _("A photo or a screenshot cannot be checked. Scan the QR code on the paper, or type its check code here."),
    ),
    Code.UNKNOWN_AUTHORITY: (
        _("This says neither that it is genuine nor that it is false."),
        _("If another county issued it, check it on that county's page. Its address stands beside the QR code."),
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question, its answer, and what stands behind it for those who want to know exactly."""

    question: str
    state: str
    words: str
    finding: Finding


def page(verdict: Verdict, *, checked_at: datetime, certificate: Certificate | None) -> dict[str, Any]:
    """Everything the result page shows. `certificate` is the one in our books, if it is in them."""
    shown = verdict.shown
    context: dict[str, Any] = {
        "verdict": verdict,
        "kind": KINDS[verdict.outcome],
        "outcome": words.outcome(verdict),
        "title": words.title(verdict),
        "advice": words.advice(verdict),
        "answers": answers(verdict),
        "settled_early": shown is None and verdict.outcome == Outcome.NOT_GENUINE,
        "next_steps": [gettext(step) for step in NEXT_STEPS.get(verdict.code, NEXT_STEPS[verdict.outcome])],
        "checked_at": checked_at,
        "issued_on": date.fromisoformat(shown.issued_on) if shown else None,
        "valid_until": date.fromisoformat(shown.valid_until) if shown else None,
    }
    if certificate is not None and certificate.committee.phone:
        context |= {"committee": certificate.committee, "help_phone": certificate.committee.phone}
    return context


def answers(verdict: Verdict) -> list[Answer]:
    order = list(QUESTIONS)
    return [
        Answer(gettext(QUESTIONS[finding.code]), STATES[finding.mark], words.sentence(finding), finding)
        for finding in sorted(verdict.findings, key=lambda finding: order.index(finding.code))
    ]
