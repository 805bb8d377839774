"""Several all-green cases at once: a list to look through, a count, one PIN, one confirmation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiban.cases import deciding
from jiban.cases.errors import CaseError
from jiban.cases.models import Case
from jiban.cases.queues import PAGE
from jiban.cases.workflow import OPEN_FOR_OFFICE
from jiban.catalogue.definition import RECEIVING_UNIT
from jiban.catalogue.errors import CatalogueError
from jiban.catalogue.forms import purpose_text
from jiban.certificates.errors import CertificateError
from jiban.people.errors import PeopleError
from jiban.people.models import PostKind
from jiban.seals.errors import SealError

from .desk import DeskRequest, show
from .forms import PinForm
from .permissions import open_to
from .review import REFUSALS

# What concerns one case alone: the others of a batch can still be signed.
OF_ONE_CASE = (CaseError, CertificateError, CatalogueError)


@dataclass(frozen=True, slots=True)
class Line:
    case: Case
    title: str
    purpose: str
    unit: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    number: str
    why: str


@dataclass(slots=True)
class Selection:
    """What was ticked: the cases that can be signed together, and what had to be left out, with the reason."""

    cases: list[Case] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def lines(self) -> Sequence[Line]:
        return [_line(case) for case in self.cases]

    def leave_out(self, case: Case, why: str) -> None:
        self.cases.remove(case)
        self.left_out.append(LeftOut(case.number, why))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PostKind.REVIEWER)
def batch(request: DeskRequest) -> HttpResponse:
    if request.method != "POST":
        selection = _selection(request, request.GET.getlist("case"))
        return _show(request, selection, PinForm())
    selection, form = _selection(request, request.POST.getlist("case")), PinForm(request.POST)
    if not form.is_valid() or not selection.cases:
        return _show(request, selection, form, status=422)
    try:
        signed = _sign(request, selection, form.cleaned_data)
    except REFUSALS as refusal:
        again = _selection(request, request.POST.getlist("case"))
        return _show(request, again, PinForm(), refusal=refusal, status=409)
    if selection.left_out:
        return show(request, "batch_done.html", {"selection": selection, "signed": len(signed)}, section="queue")
    return redirect(f"/office/?signed={len(signed)}")


def _sign(request: DeskRequest, selection: Selection, said: Mapping[str, Any]) -> list[Case]:
    """All at once; if one of them refuses, the others one by one, and what was left out is told with the reason."""
    by, now = request.officer, timezone.now()
    try:
        return deciding.approve_together(selection.cases, by=by, **said, now=now)
    except OF_ONE_CASE:
        fresh = _selection(request, [case.number for case in selection.cases])
        selection.cases, selection.left_out = fresh.cases, selection.left_out + fresh.left_out
    signed: list[Case] = []
    for case in list(selection.cases):
        try:
            signed.append(deciding.approve(case, by=by, **said, now=timezone.now()))
        except OF_ONE_CASE as refusal:
            selection.leave_out(case, str(refusal))
        except (SealError, PeopleError) as refusal:
            # A wrong PIN, a seal or a post that ended: it would be the same for all, and each try counts.
            if not signed:
                raise
            for rest in [each for each in selection.cases if each not in signed]:
                selection.leave_out(rest, str(refusal))
            break
    return signed


def _selection(request: DeskRequest, numbers: Sequence[str]) -> Selection:
    """Looked up among the committees the officer signs for; other villages' numbers are as if they did not exist."""
    asked = list(dict.fromkeys(numbers))[:PAGE]
    found = Case.objects.filter(
        number__in=asked, committee__in=request.desk.committees_as(PostKind.REVIEWER), submitted_at__isnull=False
    )
    found = found.select_related("resident", "item", "committee__division__parent", "checked_by")
    selection = Selection()
    for case in found.order_by("submitted_at", "id"):
        why = _why_not(request, case, selection.cases[:1])
        if why:
            selection.left_out.append(LeftOut(case.number, why))
        else:
            selection.cases.append(case)
    return selection


def _why_not(request: DeskRequest, case: Case, first: Sequence[Case]) -> str:
    if case.state not in OPEN_FOR_OFFICE:
        return _("has been decided already")
    if case.paused_at is not None:
        return _("its time stands still: let it go on first")
    if case.item.read().two_person and case.checked_by_id in {None, request.officer.pk}:
        return _("needs two people: somebody else must check it first")
    if not case.all_green:
        return _("needs a look of its own")
    if first and case.committee_id != first[0].committee_id:
        return _("belongs to another committee: sign it in a batch of its own")
    return ""


def _line(case: Case) -> Line:
    language, item = get_language(), case.item.read()
    purpose = purpose_text(item, case.answers, language)
    return Line(case, item.title.in_language(language), purpose, str(case.answers.get(RECEIVING_UNIT, "")))


def _show(
    request: DeskRequest, selection: Selection, form: PinForm, *, refusal: Exception | None = None, status: int = 200
) -> HttpResponse:
    context = {"selection": selection, "form": form, "refusal": refusal}
    return show(request, "batch.html", context, section="queue", status=status)
