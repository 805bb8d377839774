"""The tree of divisions, the page of one place, and finding a place by name, pinyin, first letters or code."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiban.people.models import PostKind
from jiban.people.questions import ADMINISTRATORS
from jiban.places import directory, history, questions
from jiban.places.models import Division

from .desk import EVERY_KIND, Desk, DeskRequest, show
from .permissions import open_to


@require_safe
@open_to(*EVERY_KIND)
def places(request: DeskRequest) -> HttpResponse:
    """Names of places are no personal data: the search may stand in the address."""
    said = request.GET.get("q", "")[: questions.LONGEST_SEARCH]
    context = {
        "said_place": said,
        "found": [(place, questions.path(place)[:-1]) for place in questions.search(said)],
        "roots": questions.children(),
        "tabs": tabs(request.desk, "places"),
    }
    return show(request, "places.html", context, section="places")


@require_safe
@open_to(*EVERY_KIND)
def branch(request: DeskRequest, code: str) -> HttpResponse:
    """What lies below one place, put into the open tree."""
    place = place_or_404(code)
    return render(request, "office/places_branch.html", {"place": place, "below": questions.children(place.code)})


@require_safe
@open_to(*EVERY_KIND)
def place(request: DeskRequest, code: str) -> HttpResponse:
    return show_place(request, place_or_404(code))


def show_place(request: DeskRequest, place: Division, *, status: int = 200, **more: Any) -> HttpResponse:
    context: Mapping[str, Any] = {
        "place": place,
        "path": questions.path(place)[:-1],
        "standing": history.standing_words(place),
        "successors": history.successors(place.code) if place.closed_on else (),
        "below": questions.children(place.code),
        "offices": directory.offices_of(place),
        "changes": history.changes_of(place),
        "may_change": may_change(request.desk, place),
        "may_open": request.desk.reaches(place, *ADMINISTRATORS) and place.level < Division.Level.VILLAGE,
    }
    return show(request, "place.html", {**context, **more}, section="places", status=status)


def place_or_404(code: str) -> Division:
    try:
        return questions.division(code)
    except Division.DoesNotExist as error:
        raise Http404 from error


def may_change(desk: Desk, place: Division) -> bool:
    """What lies below an administrator's division; the division itself is the business of the level above."""
    is_below = place.parent is not None and desk.reaches(place.parent, *ADMINISTRATORS)
    return is_below and place.closed_on is None


def tabs(desk: Desk, chosen: str) -> list[tuple[str, bool]]:
    """The pages about the organisation: which there are for this officer, and which is open."""
    names = ["places", "liaison"]
    if not desk.kinds.isdisjoint((PostKind.COUNTY_ADMINISTRATOR, PostKind.CITY_ADMINISTRATOR)):
        names.append("imports")
    return [(name, name == chosen) for name in names]
