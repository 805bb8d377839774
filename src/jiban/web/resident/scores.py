"""How the villages are rated, for everybody to read: place by place, with how many and how sure. No sign-in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiban.feedback import boards
from jiban.places import questions
from jiban.places.models import Division
from jiban.web import score_words as words


@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """The only city at once, if there is but one."""
    cities = questions.children()
    if len(cities) == 1:
        return _show(request, cities[0])
    return _show(request, None, parts=cities)


@require_safe
def scores_of(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _show(request, questions.division(code))
    except Division.DoesNotExist as error:
        raise Http404 from error


def _show(request: HttpRequest, place: Division | None, *, parts: list[Division] | None = None) -> HttpResponse:
    today = timezone.localdate()
    below = parts if parts is not None or place is None else questions.children(place.code)
    own = words.lines([place], today)[0] if place is not None else None
    context = {
        "place": place,
        "own": own,
        "lines": words.lines(below or [], today),
        "are_villages": place is not None and place.level == Division.Level.TOWNSHIP,
        "too_few": words.too_few(),
        "since": today - boards.A_YEAR,
    }
    return render(request, "resident/scores.html", context)
