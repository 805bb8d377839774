"""A newcomer says where they live, once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from jiban.people.actions import register
from jiban.people.errors import PeopleError, TicketExpiredError
from jiban.places.models import Committee, Division
from jiban.places.questions import division, search

from . import arriving, provincial
from .arriving import Arriving
from .arriving_forms import VillageForm

# So few villages are shown at once without a search.
FEW = 12
MOST_SHOWN = 20
MOST_LOOKED_AT = 200


@cache_control(no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_village(request: HttpRequest) -> HttpResponse:
    person = arriving.find(request)
    if person is None or not person.ticket:
        return redirect("/" if getattr(request, "resident", None) else "resident:sign-in")
    asked = str(request.POST.get("q", "") if request.method == "POST" else request.GET.get("q", "")).strip()
    found = find(asked)
    if request.method == "POST":
        return _register(request, person, asked, found)
    return _show(request, VillageForm(found=found.villages), asked, found)


@dataclass(frozen=True, slots=True)
class Found:
    """Villages with whether they are open here, and whether there are more of them."""

    villages: Sequence[tuple[Division, bool]]
    has_more: bool = False


def find(asked: str) -> Found:
    """Villages by a part of the name, those that issue certificates here first."""
    if not asked:
        return Found([(village, True) for village in _few_open()])
    matches = search(asked, limit=MOST_LOOKED_AT, level=Division.Level.VILLAGE)
    are_open = set(Committee.objects.filter(division__in=matches).values_list("division_id", flat=True))
    villages = sorted(((village, village.pk in are_open) for village in matches), key=lambda pair: not pair[1])
    return Found(villages[:MOST_SHOWN], has_more=len(villages) > MOST_SHOWN)


def _few_open() -> list[Division]:
    """A small county needs no search."""
    here = Division.objects.filter(level=Division.Level.VILLAGE, closed_on=None, committee__isnull=False)
    few = list(here.select_related("parent__parent__parent")[: FEW + 1])
    return few if len(few) <= FEW else []


def _register(request: HttpRequest, person: Arriving, asked: str, found: Found) -> HttpResponse:
    form = VillageForm(request.POST, found=found.villages)
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
    return provincial.enter(request, resident, person)


def _show(
    request: HttpRequest,
    form: VillageForm,
    asked: str,
    found: Found,
    *,
    refusal: PeopleError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "asked": asked, "found": found, "refusal": refusal}
    return render(request, "resident/village.html", context, status=status)
