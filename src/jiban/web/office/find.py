"""Finding an application again: by its number, by a name, by the last four of an identity number.

What is typed is personal, so it is posted and never stands in an address.
"""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from jiban.cases import searching
from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.certificates.models import Certificate

from .case_page import TAGS, state_word
from .desk import WITH_PEOPLE, DeskRequest, show
from .permissions import open_to

MOST_FOUND = 30


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*WITH_PEOPLE)
def find(request: DeskRequest) -> HttpResponse:
    said = searching.tidy(request.POST.get("q", ""))
    number, committees = said.upper(), request.desk.committees
    mine = Case.objects.filter(committee__in=committees, submitted_at__isnull=False)
    if number and mine.filter(number=number).exists():
        return redirect("office:case", number)
    if number and Certificate.objects.filter(committee__in=committees, number=number).exists():
        return redirect("office:certificate", number)
    found = searching.find_cases(said, committees=committees, most=MOST_FOUND)
    rows = [(case, state_word(case), TAGS.get(State(case.state), "")) for case in found]
    return show(request, "find.html", {"rows": rows, "said": said, "is_full": len(found) == MOST_FOUND})
