"""Open an application again that was handed in a moment ago."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiban.cases import undoing
from jiban.cases.errors import CaseError
from jiban.cases.workflow import State
from jiban.web.visitors import ResidentRequest, resident_required

from .cases import of_resident, show


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def undo(request: ResidentRequest, number: str) -> HttpResponse:
    found = of_resident(request.resident, number)
    if request.method == "POST":
        try:
            undoing.undo(found, now=timezone.now())
        except CaseError as refusal:
            now = of_resident(request.resident, number)
            if now.state != State.DRAFT:
                return show(request, now, refusal=refusal, status=409)
            # A second tap: the first has opened it again.
        return redirect(_last_page(number))
    return redirect("resident:case", number)


def _last_page(number: str) -> str:
    return f"/drafts/{number}/check/?undone=1"
