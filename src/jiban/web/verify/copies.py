"""A copy for one use, checked by its code or its file: what it is good for, and whether the certificate still holds."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiban.certificates.models import AnnotatedCopy, Certificate
from jiban.certificates.verdict_json import as_json
from jiban.certificates.verdicts import Outcome, Verdict

from . import answers, previews
from .machines import READABLE, wants_json

OVER, IN_USE = "copy-over", "annotated-copy"


@dataclass(frozen=True, slots=True)
class CopyAnswer:
    """What is said of the copy. `came` is how it was brought: its code alone does not show that the paper is the copy."""

    copy: AnnotatedCopy
    verdict: Verdict
    came: str

    @property
    def is_in_use(self) -> bool:
        return self.copy.is_in_use(timezone.localdate())

    @property
    def is_good(self) -> bool:
        return self.is_in_use and self.verdict.outcome == Outcome.GENUINE

    @property
    def title(self) -> str:
        if not self.is_in_use:
            return _("This copy is over")
        return _("A genuine copy for one use") if self.is_good else _("The certificate behind the copy does not hold")

    @property
    def advice(self) -> str:
        if not self.is_in_use:
            return _("Do not accept it. Ask the holder for a new one.")
        if not self.is_good:
            return _("Do not accept the copy either. See below why.")
        words = _("Only for %(unit)s, for %(purpose)s, until %(day)s. Not valid elsewhere.")
        copy = self.copy
        return words % {"unit": copy.receiving_unit, "purpose": copy.purpose, "day": copy.last_day.isoformat()}

    def head(self) -> dict[str, str]:
        """What stands at the top of the page."""
        kind = "ok" if self.is_good else "bad"
        return {"kind": kind, "outcome": _("Annotated copy"), "title": self.title, "advice": self.advice}


def answer(
    request: HttpRequest, copy: AnnotatedCopy, verdict: Verdict, certificate: Certificate, data: bytes = b""
) -> HttpResponse:
    """`verdict` is that of the certificate in our books; `data` is the file, if one was brought."""
    about = CopyAnswer(copy, verdict, "file" if data else "code")
    if wants_json(request):
        return JsonResponse(_for_machines(about), json_dumps_params=READABLE)
    shown = previews.preview(data)
    context = {
        **answers.page(verdict, checked_at=timezone.now(), certificate=certificate),
        **about.head(),
        "about": about,
        "preview": shown,
    }
    response = render(request, "verify/copy.html", context)
    return previews.allow_pictures(response) if shown and shown.pages else response


def _for_machines(about: CopyAnswer) -> dict[str, Any]:
    """The certificate's verdict, and beside it the copy's. A program that knows no copies must not take it for genuine."""
    said = as_json(about.verdict)
    if about.verdict.outcome == Outcome.GENUINE:
        code = IN_USE if about.is_in_use else OVER
        outcome = "cannot-tell" if about.is_in_use else "not-genuine"
        said |= {"outcome": outcome, "code": code, "title": about.title}
    copy = about.copy
    said["copy"] = {
        "code": copy.code,
        "purpose": copy.purpose,
        "receivingUnit": copy.receiving_unit,
        "lastDay": copy.last_day.isoformat(),
        "inUse": about.is_in_use,
        "originalOutcome": about.verdict.outcome.name.lower().replace("_", "-"),
        "checkedBy": about.came,
    }
    return said
