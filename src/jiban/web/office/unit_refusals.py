"""Units that refused certificates: by unit, with counts; one report, taken up and answered. Nobody's name is on these pages."""

from collections.abc import Callable

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from jiban.certificates import unit_refusals as reports
from jiban.certificates.errors import CertificateError
from jiban.certificates.models import DataView, RefusingUnit, UnitRefusal
from jiban.people.models import PostKind
from jiban.web.plain_form import PlainForm

from .desk import DeskRequest, show
from .keyset import Pager, read_page
from .looking import note_look
from .permissions import open_to

ANSWERS = (PostKind.COUNTY_ADMINISTRATOR,)
READS = (*ANSWERS, PostKind.CITY_ADMINISTRATOR, PostKind.AUDITOR)


class AnswerForm(PlainForm):
    answer = forms.CharField(
        label=_("What the resident should know"),
        help_text=_("For example: the bank has been told to accept it; please go there again"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )


@require_safe
@open_to(*READS)
def refusing_units(request: DeskRequest) -> HttpResponse:
    """Those with most reports waiting first."""
    found = reports.units(_in_sight(request), after=_after(request.GET.get("after", "")))
    shown, more = found[: reports.PAGE], len(found) > reports.PAGE
    last = shown[-1] if more else None
    context = {
        "units": shown,
        "older_url": f"?after={last.waiting}.{last.reports}.{last.pk}" if last else "",
        "newer_url": "?" if "after" in request.GET else "",
    }
    return show(request, "refusing_units.html", context, section="unit-refusals")


@require_safe
@open_to(*READS)
def refusing_unit(request: DeskRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(RefusingUnit.objects.filter(_in_sight(request)).select_related("county"), pk=pk)
    rows = UnitRefusal.objects.filter(unit=unit).select_related("certificate__committee__division__parent")
    page: Pager[UnitRefusal] = read_page(request, rows.defer("photo", "certificate__record"))
    return show(request, "refusing_unit.html", {"unit": unit, "page": page}, section="unit-refusals")


@require_safe
@open_to(*READS)
def unit_refusal(request: DeskRequest, pk: int) -> HttpResponse:
    found = _of_desk(request, pk)
    _note(request, found, DataView.What.REFUSAL)
    return _show(request, found, AnswerForm())


@require_POST
@open_to(*ANSWERS)
def taking_up(request: DeskRequest, pk: int) -> HttpResponse:
    found = _of_desk(request, pk, *ANSWERS)
    return _acted(request, found, lambda: reports.take_up(found, by=request.officer, now=timezone.now()))


@require_POST
@open_to(*ANSWERS)
def answering(request: DeskRequest, pk: int) -> HttpResponse:
    """The resident reads these words; they are not changed afterwards."""
    found, form = _of_desk(request, pk, *ANSWERS), AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    words = form.cleaned_data["answer"]
    return _acted(request, found, lambda: reports.answer(found, words, by=request.officer, now=timezone.now()), form)


@require_safe
@cache_control(no_store=True)
@open_to(*READS)
def refusal_photo(request: DeskRequest, pk: int) -> HttpResponse:
    found = _of_desk(request, pk)
    if not found.photo_type:
        raise Http404
    _note(request, found, DataView.What.PHOTO)
    return HttpResponse(bytes(found.photo), content_type=found.photo_type)


def _acted(
    request: DeskRequest, found: UnitRefusal, act: Callable[[], None], form: AnswerForm | None = None
) -> HttpResponse:
    try:
        act()
    except CertificateError as refusal:
        return _show(request, found, form or AnswerForm(), refusal=refusal, status=409)
    return redirect("office:unit-refusal", found.pk)


def _show(
    request: DeskRequest,
    found: UnitRefusal,
    form: AnswerForm,
    *,
    refusal: CertificateError | None = None,
    status: int = 200,
) -> HttpResponse:
    acts = request.desk.reaches(found.unit.county, *ANSWERS)
    context = {
        "report": found,
        "form": form,
        "refusal": refusal,
        "may_take_up": acts and found.state == UnitRefusal.State.OPEN,
        "may_answer": acts and found.state == UnitRefusal.State.TAKEN_UP,
    }
    return show(request, "unit_refusal.html", context, section="unit-refusals", status=status)


def _of_desk(request: DeskRequest, pk: int, *kinds: str) -> UnitRefusal:
    """The report, if it came to a county that this officer looks after."""
    related = ("unit__county__parent", "certificate__committee__division__parent", "taken_up_by", "answered_by")
    found = get_object_or_404(UnitRefusal.objects.select_related(*related).defer("certificate__record"), pk=pk)
    if not request.desk.reaches(found.unit.county, *(kinds or READS)):
        raise Http404
    return found


def _note(request: DeskRequest, found: UnitRefusal, what: str) -> None:
    place = found.unit.county
    note_look(request, found.certificate.holder_id, what, about=str(found.pk), place=place, kinds=READS)


def _in_sight(request: DeskRequest) -> Q:
    """Units of the officer's counties, and of all counties of the officer's cities."""
    mine = request.desk.divisions_as(*READS)
    return Q(county__in=mine) | Q(county__parent__in=mine)


def _after(text: str) -> tuple[int, int, int] | None:
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 18 for part in parts):
        return None
    waiting, count, key = map(int, parts)
    return waiting, count, key
