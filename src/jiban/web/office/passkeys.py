"""Security keys: given instead of a code when signing in; added, named and removed on the officer's own pages."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.people.actions.passkeys import (
    ask_to_register,
    passkeys_work,
    prove_by_passkey,
    register_passkey,
    relying_party,
    remove_passkey,
    rename_passkey,
)
from jiban.people.errors import PeopleError, SecondFactorError
from jiban.people.models import Passkey, WayIn

from . import arriving
from .account import password_refused
from .desk import DeskRequest, at_desk, show
from .door_forms import NewPasskeyForm, PasskeyNameForm
from .forms import CodeForm, CurrentPasswordForm
from .permissions import open_to_everybody
from .sign_in import come_in, in_already_or_again, not_stored, show_code

PAGE_METHODS = ["GET", "HEAD", "POST"]
NEW_KEY = "officer_new_passkey"
KEY_WAITS = timedelta(minutes=5)


@open_to_everybody
@not_stored
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """The key's answer on the code page."""
    officer = arriving.find(request)
    if officer is None or not officer.has_second_factor:
        return in_already_or_again(request)
    challenge, now = arriving.take_challenge(request), timezone.now()
    try:
        prove_by_passkey(officer, request.POST.get("answer", ""), challenge=challenge, now=now)
    except PeopleError as refusal:
        status = 422 if isinstance(refusal, SecondFactorError) else 409
        return show_code(request, officer, CodeForm(), refusal=refusal, status=status)
    return come_in(request, officer, way=WayIn.PASSKEY)


@require_safe
@at_desk
def passkeys(request: DeskRequest) -> HttpResponse:
    context = {
        "passkeys": request.officer.passkeys.all(),
        "passkeys_work": passkeys_work(),
        "added": "added" in request.GET,
        "removed": "removed" in request.GET,
    }
    return show(request, "passkeys.html", context, section="account")


@require_http_methods(PAGE_METHODS)
@at_desk
def new_passkey(request: DeskRequest) -> HttpResponse:
    form = NewPasskeyForm(request.POST or None)
    if request.method != "POST":
        return _show_new(request, form)
    refusal = password_refused(request, form)
    challenge = _take_challenge(request, timezone.now())
    if refusal is None and not form.errors:
        try:
            register_passkey(
                request.officer,
                form.cleaned_data["answer"],
                challenge=challenge,
                name=form.cleaned_data["name"],
                now=timezone.now(),
            )
        except PeopleError as not_taken:
            refusal = not_taken
    if refusal is not None or form.errors:
        return _show_new(request, form, refusal=refusal, status=409 if refusal else 422)
    return redirect("/office/account/passkeys/?added=1")


def _show_new(
    request: DeskRequest, form: NewPasskeyForm, *, refusal: PeopleError | None = None, status: int = 200
) -> HttpResponse:
    options = ""
    try:
        asked = ask_to_register(request.officer)
        options = asked.options
        request.session[NEW_KEY] = {"challenge": asked.challenge, "at": timezone.now().isoformat()}
    except PeopleError as too_many:
        refusal = refusal or too_many
    context = {
        "form": form,
        "refusal": refusal,
        "passkey_options": options,
        "passkeys_work": passkeys_work(),
        "host": relying_party(),
    }
    return show(request, "passkey_new.html", context, section="account", status=status)


def _take_challenge(request: DeskRequest, now: datetime) -> str:
    kept = request.session.pop(NEW_KEY, None) or {}
    asked_at = parse_datetime(kept.get("at", ""))
    return kept["challenge"] if asked_at is not None and asked_at > now - KEY_WAITS else ""


@require_http_methods(PAGE_METHODS)
@at_desk
def passkey(request: DeskRequest, pk: int) -> HttpResponse:
    """Another name for it."""
    row = _own(request, pk)
    form = PasskeyNameForm(request.POST if request.method == "POST" else None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        rename_passkey(row, form.cleaned_data["name"])
        return redirect("office:passkeys")
    context = {"passkey": row, "form": form}
    return show(request, "passkey.html", context, section="account", status=422 if form.errors else 200)


@require_http_methods(PAGE_METHODS)
@at_desk
def passkey_removal(request: DeskRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = CurrentPasswordForm(request.POST or None)
    refusal = password_refused(request, form) if request.method == "POST" else None
    if request.method == "POST" and refusal is None and not form.errors:
        remove_passkey(row)
        return redirect("/office/account/passkeys/?removed=1")
    context = {"passkey": row, "form": form, "refusal": refusal}
    status = 409 if refusal else 422 if form.errors else 200
    return show(request, "passkey_removal.html", context, section="account", status=status)


def _own(request: DeskRequest, pk: int) -> Passkey:
    return get_object_or_404(Passkey, pk=pk, officer=request.officer)
