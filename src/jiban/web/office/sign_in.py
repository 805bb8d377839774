"""Officers sign in: password, then the authenticator's code; the first time, the authenticator is set up."""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from jiban.people import oidc, recovery_codes, totp
from jiban.people.actions import confirm_totp, make_recovery_codes, set_up_totp
from jiban.people.actions import second_factor as check_second_factor
from jiban.people.actions import sign_in as check_password
from jiban.people.actions.passkeys import ask_to_prove
from jiban.people.actions.second_factors import ISSUER
from jiban.people.encryption import decrypt
from jiban.people.errors import PeopleError, SecondFactorError
from jiban.people.models import Officer, WayIn
from jiban.web.preferences import safe_next

from . import arriving
from .forms import CodeForm, NewCodeForm, PasswordForm
from .permissions import open_to_everybody

not_stored = cache_control(no_store=True)
PAGE_METHODS = ["GET", "HEAD", "POST"]
QUEUE = "/office/"
# In the session of who came by the office's identity provider.
OIDC_KEY = "officer_by_oidc"


@dataclass(frozen=True, slots=True)
class DemoCode:
    digits: str
    wait_seconds: int = 0


@open_to_everybody
@not_stored
@require_http_methods(PAGE_METHODS)
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _check_password(request)
    next_page = safe_next(request.GET.get("next"), default=QUEUE)
    if getattr(request, "officer", None):
        return redirect(next_page)
    return _show_password(request, PasswordForm(), next_page)


def _check_password(request: HttpRequest) -> HttpResponse:
    form, now = PasswordForm(request.POST), timezone.now()
    next_page = safe_next(request.POST.get("next"), default=QUEUE)
    if not form.is_valid():
        return _show_password(request, form, next_page, status=422)
    try:
        pending = check_password(form.cleaned_data["username"], form.cleaned_data["password"], now)
    except PeopleError as refusal:
        return _show_password(request, form, next_page, refusal=refusal, status=409)
    arriving.keep(request, pending, next_page=next_page)
    if pending.must_set_up:
        set_up_totp(pending.officer, now=now)
        return redirect("office:sign-in-set-up")
    return redirect("office:sign-in-code")


def _show_password(
    request: HttpRequest, form: PasswordForm, next_page: str, *, refusal: PeopleError | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "next_page": next_page,
        "refusal": refusal,
        "is_late": "late" in request.GET,
        "is_still_there": "elsewhere" in request.GET,
        "oidc_offered": oidc.is_offered(),
        "oidc_name": settings.OIDC_NAME,
    }
    return render(request, "office/sign_in.html", context, status=status)


@open_to_everybody
@not_stored
@require_http_methods(PAGE_METHODS)
def code(request: HttpRequest) -> HttpResponse:
    officer = arriving.find(request)
    if officer is None:
        return in_already_or_again(request)
    if not officer.has_second_factor:
        return redirect("office:sign-in-set-up")
    return _check_code(request, officer) if request.method == "POST" else show_code(request, officer, CodeForm())


def _check_code(request: HttpRequest, officer: Officer) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show_code(request, officer, form, status=422)
    try:
        typed = form.cleaned_data["code"]
        check_second_factor(officer, typed, timezone.now())
    except SecondFactorError as wrong:
        form.add_error("code", str(wrong))
        return show_code(request, officer, form, status=422)
    except PeopleError as refusal:
        return show_code(request, officer, form, refusal=refusal, status=409)
    way = WayIn.RECOVERY_CODE if recovery_codes.looks_like_one(typed) else WayIn.APP
    return come_in(request, officer, way=way)


def come_in(request: HttpRequest, officer: Officer, *, way: str) -> HttpResponse:
    next_page = arriving.next_page(request) or QUEUE
    arriving.enter(request, officer, way=way)
    return redirect(arriving.first_page(officer, next_page))


def show_code(
    request: HttpRequest, officer: Officer, form: CodeForm, *, refusal: PeopleError | None = None, status: int = 200
) -> HttpResponse:
    asked = ask_to_prove(officer)
    if asked is not None:
        arriving.keep_challenge(request, asked.challenge)
    context = {
        "form": form,
        "person": officer,
        "refusal": refusal,
        "demo_code": _demo_code(officer),
        "passkey_options": asked.options if asked else "",
    }
    return render(request, "office/code.html", context, status=status)


def _demo_code(officer: Officer) -> DemoCode | None:
    """In a demonstration nobody has the officers' phones: the next code that was not used yet."""
    if not settings.DEMO:
        return None
    now = int(timezone.now().timestamp())
    step = max(now // totp.STEP_SECONDS, officer.totp_last_step + 1)
    code = totp.code_at(decrypt(bytes(officer.totp_secret)), datetime.fromtimestamp(step * totp.STEP_SECONDS, tz=UTC))
    # A code of the coming half minute counts already; a later one must be waited for.
    counts_from = (step - totp.DRIFT_STEPS) * totp.STEP_SECONDS
    return DemoCode(code, max(0, counts_from - now))


def in_already_or_again(request: HttpRequest) -> HttpResponse:
    """A second tap finds the first one done; whoever took too long starts over and is told so."""
    if getattr(request, "officer", None):
        return redirect("office:queue")
    was_here = arriving.ARRIVING_KEY in request.session
    return redirect("/office/sign-in/?late=1" if was_here else "office:sign-in")


@open_to_everybody
@not_stored
@require_http_methods(PAGE_METHODS)
def set_up(request: HttpRequest) -> HttpResponse:
    """Scan the code once; it counts when a code made from it was typed. Recovery codes follow, shown once."""
    officer = arriving.find(request)
    if officer is None:
        return in_already_or_again(request)
    if officer.has_second_factor:
        return redirect("office:sign-in-code")
    if request.method != "POST":
        return _show_set_up(request, officer, NewCodeForm())
    return _confirm(request, officer)


def _confirm(request: HttpRequest, officer: Officer) -> HttpResponse:
    form, now = NewCodeForm(request.POST), timezone.now()
    if not form.is_valid():
        return _show_set_up(request, officer, form, status=422)
    try:
        confirm_totp(officer, form.cleaned_data["code"], now)
    except SecondFactorError as wrong:
        form.add_error("code", str(wrong))
        return _show_set_up(request, officer, form, status=422)
    except PeopleError as refusal:
        return _show_set_up(request, officer, form, refusal=refusal, status=409)
    arriving.wait_again(request, now=now)
    return render(request, "office/first_recovery_codes.html", {"codes": make_recovery_codes(officer)})


def _show_set_up(
    request: HttpRequest, officer: Officer, form: NewCodeForm, *, refusal: PeopleError | None = None, status: int = 200
) -> HttpResponse:
    secret = decrypt(bytes(officer.totp_new_secret))
    context = {
        "form": form,
        "person": officer,
        "refusal": refusal,
        "qr": inline_qr(totp.address(secret, account=officer.username, issuer=ISSUER)),
        "secret_text": totp.secret_text(secret),
        "demo_code": DemoCode(totp.code_at(secret, timezone.now())) if settings.DEMO else None,
    }
    return render(request, "office/set_up.html", context, status=status)


def inline_qr(address: str) -> SafeString:
    """Inline, because the secret must not have an address of its own. segno writes attributes only, no styles."""
    picture = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        picture, kind="svg", border=2, light="#fff", xmldecl=False, svgclass="qr-code", lineclass=None, omitsize=True
    )
    return mark_safe(picture.getvalue().decode())  # noqa: S308 - drawn by segno, no text of anybody's in it


@open_to_everybody
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Here only: at the office's identity provider the officer stays signed in, and the page says so."""
    came_from_elsewhere = OIDC_KEY in request.session
    request.session.flush()
    return redirect("/office/sign-in/?elsewhere=1" if came_from_elsewhere else "office:sign-in")
