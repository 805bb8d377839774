"""The answer to what a home village asked for: the same questions with what was said before, by phone or at a window."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from jiban.catalogue.definition import from_checked
from jiban.cities import applying
from jiban.cities.errors import CityError
from jiban.cities.models import Application
from jiban.people.models import Officer
from jiban.web.application_form import ApplicationForm

from .forms import facts_form


@dataclass(frozen=True, slots=True)
class Correction:
    """Sent, or to be shown with what was typed and what is wrong with it."""

    form: ApplicationForm
    is_sent: bool = False
    refusal: CityError | None = None
    status: int = 200


def read(request: HttpRequest, found: Application, *, by: Officer | None = None) -> Correction:
    """`by`: the clerk at the window; without one, it is the resident's own phone."""
    definition, at_hand, at_window = from_checked(found.document), frozenset(found.papers), by is not None
    if request.method != "POST":
        return Correction(facts_form(definition, at_window=at_window, initial=found.said, at_hand=at_hand))
    form = facts_form(definition, request.POST, request.FILES, at_window=at_window, at_hand=at_hand)
    if not form.is_valid():
        return Correction(form, status=422)
    try:
        applying.correct(found, form.answers(), form.handed_in, now=timezone.now(), by=by)
    except CityError as refused:
        return Correction(form, refusal=refused, status=409)
    return Correction(form, is_sent=True)
