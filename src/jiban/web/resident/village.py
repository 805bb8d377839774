"""A newcomer says where they live, once."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from jiban.people.actions import register
from jiban.people.errors import PeopleError, TicketExpiredError
from jiban.places.models import Division
from jiban.places.questions import division, search

from . import arriving
from .arriving import Arriving
from .arriving_forms import VillageForm

# So few villages are shown at once without a search.
FEW = 12


@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_village(request: HttpRequest) -> HttpResponse:
    person = arriving.find(request)
    if person is None or not person.ticket:
        return redirect("/" if getattr(request, "resident", None) else "resident:sign-in")
    asked = str(request.POST.get("q", "") if request.method == "POST" else request.GET.get("q", "")).strip()
    found = _found(asked)
    if request.method == "POST":
        return _register(request, person, asked, found)
    return _show(request, VillageForm(found=found), asked, found)


def _found(asked: str) -> list[Division]:
    if asked:
        return search(asked, level=Division.Level.VILLAGE)
    # A small county needs no search: the villages that are open here.
    here = Division.objects.filter(level=Division.Level.VILLAGE, closed_on=None, committee__isnull=False)
    few = list(here.select_related("parent__parent__parent", "committee")[: FEW + 1])
    return few if len(few) <= FEW else []


def _register(request: HttpRequest, person: Arriving, asked: str, found: Sequence[Division]) -> HttpResponse:
    form = VillageForm(request.POST, found=found)
    if not form.is_valid():
        return _show(request, form, asked, found, status=422)
    try:
        resident = register(
            person.ticket,
            village=division(form.cleaned_data["village"]),
            address=form.cleaned_data["address"],
            now=timezone.now(),
        )
    except TicketExpiredError:
        return redirect("/sign-in/?again=late")
    except PeopleError as refusal:
        return _show(request, form, asked, found, refusal=refusal, status=409)
    return arriving.enter(request, resident, person)


def _show(
    request: HttpRequest,
    form: VillageForm,
    asked: str,
    found: Sequence[Division],
    *,
    refusal: PeopleError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "asked": asked, "found": found, "refusal": refusal}
    return render(request, "resident/village.html", context, status=status)
