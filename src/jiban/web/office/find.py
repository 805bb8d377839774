"""Finding an application again: by its number, by a name, by the last four of an identity number.

What is typed is personal, so it is posted and never stands in an address.
"""

import re

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.certificates.models import Certificate

from .case_page import TAGS, state_word
from .desk import DeskRequest, at_committee_desk, show

MOST_FOUND = 30
LONGEST_SEARCH = 50
LAST_FOUR = re.compile(r"\d{3}[\dX]")


@require_http_methods(["GET", "HEAD", "POST"])
@at_committee_desk
def find(request: DeskRequest) -> HttpResponse:
    said = " ".join(request.POST.get("q", "").split())[:LONGEST_SEARCH]
    number = said.upper()
    mine = Case.objects.filter(committee__in=request.desk.committees, submitted_at__isnull=False)
    if number and mine.filter(number=number).exists():
        return redirect("office:case", number)
    if number and Certificate.objects.filter(committee__in=request.desk.committees, number=number).exists():
        return redirect("office:certificate", number)
    of_person = Q(resident__name__startswith=said)
    if LAST_FOUR.fullmatch(number):
        of_person |= Q(resident__identity_number__endswith=number)
    matching = mine.filter(of_person).select_related("resident", "item").order_by("-id")
    found = list(matching[:MOST_FOUND]) if said else []
    rows = [(case, state_word(case), TAGS.get(State(case.state), "")) for case in found]
    return show(request, "find.html", {"rows": rows, "said": said, "is_full": len(found) == MOST_FOUND})
