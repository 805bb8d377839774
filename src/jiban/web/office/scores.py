"""The board of ratings: counts, words without their writers, follow-ups above the village, signs for the county."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jiban.feedback import boards
from jiban.feedback.farming import Sign
from jiban.people.models import PostKind
from jiban.places import questions as places
from jiban.places.models import Committee, Division
from jiban.web import score_words as words

from .desk import DeskRequest, show
from .permissions import open_to
from .promise import ABOVE, IN_THE_VILLAGE, of_desk

# Who is shown what may look like ratings made to order.
READS_SIGNS = (PostKind.COUNTY_ADMINISTRATOR, PostKind.CITY_ADMINISTRATOR, PostKind.AUDITOR)
SIGN_WORDS = {
    Sign.ONE_DEVICE: _("From one device for three people or more"),
    Sign.BURST: _("Five or more within ten minutes"),
    Sign.SAME_WORDS: _("In the same words three times or more"),
    Sign.OFFICERS_DEVICE: _("On a device on which an officer was signed in"),
}
FOLLOWED_WORDS = {
    "opened": _("Follow-ups opened"),
    "called_in_time": _("Called in time"),
    "fixed_in_time": _("Put right in time"),
    "settled": _("Closed: put right"),
    "silent": _("Closed: no answer"),
    "unsettled": _("Closed: not put right"),
}


@dataclass(frozen=True, slots=True)
class Number:
    label: str
    count: int


@require_safe
@open_to(*IN_THE_VILLAGE, *ABOVE)
def places_of_scores(request: DeskRequest) -> HttpResponse:
    """The officer's own places; the board at once, if there is only one."""
    own = [committee.division for committee in request.desk.committees_as(*IN_THE_VILLAGE)]
    found = [*request.desk.divisions_as(*ABOVE), *own]
    if len(found) == 1:
        return redirect("office:scores-board", found[0].code)
    return show(request, "scores_places.html", {"found": found}, section="scores")


@require_safe
@open_to(*IN_THE_VILLAGE, *ABOVE)
def board(request: DeskRequest, code: str) -> HttpResponse:
    place, today = of_desk(request, code), timezone.localdate()
    figures = boards.figures_of([place], today).get(place.pk, boards.NOTHING)
    reads_signs = request.desk.reaches(place, *READS_SIGNS)
    committee = Committee.objects.filter(division=place).first()
    context = {
        "place": place,
        "trail": [step for step in places.path(place)[:-1] if request.desk.reaches(step, *ABOVE)],
        "own": words.line(place, figures.score),
        "too_few": words.too_few(),
        "signs": _signs(figures) if reads_signs else [],
        "followed": _followed(request, place, figures),
        "written": boards.words_of(committee) if committee is not None else [],
        "is_village": place.level == Division.Level.VILLAGE,
        "lines": words.lines(places.children(place.code), today, with_signs=reads_signs),
        "since": today - boards.A_YEAR,
    }
    return show(request, "scores.html", context, section="scores")


def _signs(figures: boards.Figures) -> list[Number]:
    return [Number(str(SIGN_WORDS[sign]), figures.signs[sign]) for sign in Sign]


def _followed(request: DeskRequest, place: Division, figures: boards.Figures) -> list[Number]:
    """Not for the village: there a new one would tell of a rating given this very day."""
    above: Any = place.level < Division.Level.VILLAGE and request.desk.reaches(place, *ABOVE)
    return [Number(str(FOLLOWED_WORDS[name]), figures.followed[name]) for name in boards.FOLLOWED] if above else []
