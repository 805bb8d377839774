"""Writing a note about a case, for colleagues only."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jiban.cases import notes
from jiban.cases.errors import CaseError

from .desk import WITH_PEOPLE, DeskRequest
from .permissions import open_to
from .queue import asked_filter, query_of
from .review import of_desk, show_case


@require_POST
@open_to(*WITH_PEOPLE)
def write(request: DeskRequest, number: str) -> HttpResponse:
    case, text = of_desk(request, number), request.POST.get("text", "")
    said = request.POST.get("corrects", "")
    corrects = int(said[:18]) if said.isascii() and said.isdecimal() else None
    try:
        notes.write(case, text, by=request.officer, now=timezone.now(), corrects=corrects)
    except CaseError as refusal:
        return show_case(request, case, refusal=refusal, note_text=text, status=409)
    return redirect(reverse("office:case", args=[case.number]) + query_of(*asked_filter(request)))
