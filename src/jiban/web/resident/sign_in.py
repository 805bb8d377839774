"""Signing in with one's real name: three fields, a code, and for newcomers the village."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from jiban.notices import codes
from jiban.notices.models import DeliveryState
from jiban.people import provincial
from jiban.people.actions import register_or_sign_in, start_sign_in
from jiban.people.errors import CodeWrongError, PeopleError, TicketExpiredError, VillageNeededError
from jiban.web.preferences import safe_next
from jiban.web.visitors import is_shared_device

from . import arriving, typed
from .arriving import Arriving
from .arriving_forms import CodeForm, DetailsForm
from .holding_forms import key_in, new_key

not_stored = cache_control(no_store=True)
PAGE_METHODS = ["GET", "HEAD", "POST"]


@not_stored
@require_http_methods(PAGE_METHODS)
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _start(request)
    earlier = arriving.find(request) if "again" in request.GET else None
    if earlier is None:
        next_page = safe_next(request.GET.get("next"))
        return _show_details(request, DetailsForm(initial={"shared": is_shared_device(request)}), next_page)
    known = {
        "name": earlier.name,
        "identity_number": earlier.identity_number,
        "mobile": earlier.mobile,
        "shared": earlier.shared,
    }
    late = TicketExpiredError() if request.GET["again"] == "late" else None
    return _show_details(request, DetailsForm(initial=known), earlier.next_page, refusal=late)


def _start(request: HttpRequest) -> HttpResponse:
    form, next_page = DetailsForm(request.POST), safe_next(request.POST.get("next"))
    if not form.is_valid():
        return _show_details(request, form, next_page, status=422)
    given = form.cleaned_data
    new = Arriving(given["name"], given["identity_number"], given["mobile"], next_page, given["shared"], challenge="")
    try:
        arriving.keep(request, _challenged(new, form_key=key_in(request)))
    except PeopleError as refusal:
        return _show_details(request, form, next_page, refusal=refusal, status=409)
    return redirect("resident:sign-in-code")


def _challenged(person: Arriving, *, form_key: str) -> Arriving:
    """Have a code sent to the person."""
    challenge = start_sign_in(
        name=person.name,
        identity_number=person.identity_number,
        mobile=person.mobile,
        now=timezone.now(),
        form_key=form_key,
    )
    return replace(person, challenge=challenge.id, shown_code=challenge.shown_code, notice=str(challenge.notice))


def _show_details(
    request: HttpRequest, form: DetailsForm, next_page: str, *, refusal: PeopleError | None = None, status: int = 200
) -> HttpResponse:
    was_typing = typed.is_waiting(request, next_page)
    context = {
        "form": form,
        "key": new_key(),
        "next_page": next_page,
        "refusal": refusal,
        "was_typing": was_typing,
        "platforms": [(one.code, one.name_in(get_language())) for one in provincial.offered()],
    }
    return render(request, "resident/sign_in.html", context, status=status)


@not_stored
@require_http_methods(PAGE_METHODS)
def code(request: HttpRequest) -> HttpResponse:
    person = arriving.find(request)
    if person is None:
        return _already_in_or_again(request)
    if request.method != "POST":
        return _show_code(request, CodeForm(), person)
    return _send_again(request, person) if "again" in request.POST else _confirm(request, person)


def _already_in_or_again(request: HttpRequest) -> HttpResponse:
    """A second tap finds the first one done; whoever comes from nowhere starts over."""
    next_page = safe_next(request.POST.get("next"))
    if getattr(request, "resident", None):
        return redirect(next_page)
    return redirect("resident:sign-in")


def _send_again(request: HttpRequest, person: Arriving) -> HttpResponse:
    try:
        arriving.keep(request, _challenged(person, form_key=key_in(request)))
    except PeopleError as refusal:
        return _show_code(request, CodeForm(), person, refusal=refusal, status=409)
    return redirect("resident:sign-in-code")


def _confirm(request: HttpRequest, person: Arriving) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _show_code(request, form, person, status=422)
    try:
        resident = register_or_sign_in(person.challenge, form.cleaned_data["code"], now=timezone.now())
    except VillageNeededError as newcomer:
        arriving.keep(request, replace(person, ticket=newcomer.ticket))
        return redirect("resident:sign-in-village")
    except CodeWrongError as wrong:
        form.add_error("code", str(wrong))
        return _show_code(request, form, person, status=422)
    except PeopleError as refusal:
        return _show_code(request, form, person, refusal=refusal, status=409)
    return arriving.enter(request, resident, person)


def _show_code(
    request: HttpRequest, form: CodeForm, person: Arriving, *, refusal: PeopleError | None = None, status: int = 200
) -> HttpResponse:
    did_not_arrive = codes.state_of(person.challenge) in {DeliveryState.UNDELIVERED, DeliveryState.FAILED}
    context = {
        "form": form,
        "key": new_key(),
        "person": person,
        "refusal": refusal,
        "did_not_arrive": did_not_arrive,
    }
    return render(request, "resident/code.html", context, status=status)
