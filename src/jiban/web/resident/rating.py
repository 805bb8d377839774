"""A resident says how it went: one of five levels, then why; and later, whether what was wrong is put right."""

import secrets
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.cases.models import Case
from jiban.feedback import following, questions, rating, reasons
from jiban.feedback.errors import FeedbackError, RatedAlreadyError
from jiban.feedback.models import FOLLOWED_UP, STEP_WORDS, FollowUp, FollowUpEntry, Level, Rating
from jiban.feedback.rating import Said
from jiban.feedback.wording import LONGEST
from jiban.feedback.workflow import State
from jiban.notices.actions import mark_read
from jiban.people.encryption import keyed_hash
from jiban.people.models import Resident
from jiban.web.plain_form import PlainForm
from jiban.web.preferences import ONE_YEAR_SECONDS
from jiban.web.trails import Happening
from jiban.web.visitors import (
    OFFICER_KEY,
    RESIDENT_SIGN_IN,
    ResidentRequest,
    is_shared_device,
    resident_required,
    send_to,
)

from . import standing, typed
from .cases import of_resident

DEVICE_COOKIE = "jiban_device"
STARS = "★★★★★"


class DetailsForm(PlainForm):
    """Made for one level: only its reasons are offered. Nothing has to be ticked."""

    level = forms.TypedChoiceField(choices=Level.choices, coerce=int, widget=forms.HiddenInput)
    reasons = forms.MultipleChoiceField(
        label=_("What was it?"), help_text=_("Tick all that apply, or nothing"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("Please without names and numbers: the village reads it, but not from whom it comes."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, level: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = list(reasons.OF_LEVEL[level].items())


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, number: str) -> HttpResponse:
    resident = cast("Resident | None", getattr(request, "resident", None))
    if not resident:
        if request.method == "POST":
            typed.keep(request)
        return send_to(RESIDENT_SIGN_IN, request)
    case, now = of_resident(resident, number), timezone.now()
    try:
        rating.check_open(case, now=now)
    except RatedAlreadyError:
        return show_rated(request, case)
    except FeedbackError as refusal:
        return render(request, "resident/rated.html", {"case": case, "refusal": refusal}, status=409)
    if request.method == "POST":
        return _receive(request, case, request.POST)
    kept = typed.take(request, resident)
    return _details(request, case, kept) if kept is not None else _levels(request, case)


def _receive(request: HttpRequest, case: Case, data: QueryDict) -> HttpResponse:
    """The level first; what was sent with the second page is the rating."""
    if "send" not in data:
        return _details(request, case, data)
    level = _level(data)
    if level is None:
        return _levels(request, case, is_missing=True)
    form = DetailsForm(data, level=level)
    if not form.is_valid():
        return _show_details(request, case, form, level, status=422)
    said, mark = form.cleaned_data, request.COOKIES.get(DEVICE_COOKIE) or secrets.token_urlsafe(16)
    told = Said(
        level,
        said["reasons"],
        said["words"],
        device=keyed_hash("rating-device", mark)[:32],
        by_officers_device=OFFICER_KEY in request.session,
    )
    try:
        rating.rate(case, told, now=timezone.now())
    except RatedAlreadyError:
        # A second tap: the first one counts.
        return redirect("resident:rating", case.number)
    except FeedbackError as refusal:
        return _show_details(request, case, form, level, refusal=refusal, status=409)
    answer = redirect("resident:rating", case.number)
    _mark_device(request, answer, mark)
    return answer


def _mark_device(request: HttpRequest, answer: HttpResponse, mark: str) -> None:
    """A random number that tells devices apart; on a device of many only until the browser is closed."""
    answer.set_cookie(
        DEVICE_COOKIE,
        mark,
        max_age=None if is_shared_device(request) else ONE_YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/cases/",
    )


def _level(data: QueryDict) -> int | None:
    said = data.get("level", "")
    return int(said) if said in {str(level.value) for level in Level} else None


def _levels(request: HttpRequest, case: Case, *, is_missing: bool = False) -> HttpResponse:
    context = {
        "case": case,
        "title": standing.title(case),
        "levels": [(level.value, level.label, STARS[: level.value]) for level in Level],
        "owner": typed.owner_mark(case.resident, request.path),
        "is_missing": is_missing,
    }
    return render(request, "resident/rating.html", context, status=422 if is_missing else 200)


def _details(request: HttpRequest, case: Case, data: QueryDict) -> HttpResponse:
    level = _level(data)
    if level is None:
        return _levels(request, case, is_missing=True)
    initial = {"level": level, "reasons": data.getlist("reasons"), "words": data.get("words", "")}
    return _show_details(request, case, DetailsForm(initial=initial, level=level), level)


def _show_details(
    request: HttpRequest,
    case: Case,
    form: DetailsForm,
    level: int,
    *,
    refusal: FeedbackError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "level": Level(level).label,
        "stars": STARS[:level],
        "is_bad": level in FOLLOWED_UP,
        "call_days": settings.FOLLOW_UP_CALL_DAYS,
        "owner": typed.owner_mark(case.resident, request.path),
        "refusal": refusal,
    }
    return render(request, "resident/rating_details.html", context, status=status)


def show_rated(
    request: HttpRequest, case: Case, *, refusal: FeedbackError | None = None, words: str = "", status: int = 200
) -> HttpResponse:
    """Thanks, what was said, and how far the follow-up is."""
    given = Rating.objects.get(case=case)
    found = questions.of_case_of(case.resident_id, case.number)
    mark_read(case.resident_id, about=case.number, now=timezone.now())
    context = {
        "case": case,
        "given": given,
        "stars": STARS[: given.level],
        "reasons": reasons.said(given.reasons),
        "follow_up": found,
        "trail": _trail(found, case.number) if found is not None else [],
        "looks": found.looks.select_related("officer").order_by("-id") if found is not None else [],
        "asks": found is not None and found.state == State.RECHECKED,
        "refusal": refusal,
        "words": words,
        "longest": LONGEST,
    }
    return render(request, "resident/rated.html", context, status=status)


def _trail(found: FollowUp, number: str) -> list[Happening]:
    return [
        Happening(str(STEP_WORDS.get(entry.step, "")), entry.at, entry.words, _photo_url(number, entry))
        for entry in sorted(found.entries.all(), key=lambda entry: -entry.pk)
    ]


def _photo_url(number: str, entry: FollowUpEntry) -> str:
    return reverse("resident:rating-photo", args=[number, entry.pk]) if entry.photo_type else ""


@require_safe
@cache_control(no_store=True)
@resident_required
def photo(request: ResidentRequest, number: str, entry: int) -> HttpResponse:
    """What was put right, or what the second person found, as they photographed it."""
    mine = FollowUpEntry.objects.filter(
        follow_up__rating__case__resident=request.resident, follow_up__rating__case__number=number
    )
    shown = get_object_or_404(mine.exclude(photo_type=""), pk=entry)
    return HttpResponse(bytes(shown.photo), content_type=shown.photo_type)


@require_POST
@resident_required
def answer(request: ResidentRequest, number: str) -> HttpResponse:
    """Put right or not: asked once each time somebody has checked it."""
    case = of_resident(request.resident, number)
    found = questions.of_case_of(request.resident.pk, number)
    said = request.POST.get("answer", "")
    if found is None or found.state != State.RECHECKED or said not in {"yes", "no"}:
        # A second tap, or too late: the page tells how it stands.
        return redirect("resident:rating", case.number)
    words = request.POST.get("words", "")[:LONGEST]
    try:
        following.answer(found, satisfied=said == "yes", words=words, now=timezone.now())
    except FeedbackError as refusal:
        return show_rated(request, case, refusal=refusal, words=words, status=409)
    return redirect("resident:rating", case.number)
