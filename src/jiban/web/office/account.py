"""The officer's own account: posts held, ways in, where signed in, new recovery codes, another password."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiban.people import oidc
from jiban.people.actions import make_recovery_codes, set_password
from jiban.people.actions import sign_in as check_password
from jiban.people.actions.sessions import end_other_sessions, move_session, open_sign_ins
from jiban.people.errors import PeopleError, WeakPasswordError, WrongPasswordError
from jiban.web.plain_form import PlainForm
from jiban.web.visitors import remember_officer

from .desk import DeskRequest, at_desk, show
from .forms import CurrentPasswordForm, NewPasswordForm

PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@at_desk
def account(request: DeskRequest) -> HttpResponse:
    return _show(request, "account.html", done="changed" in request.GET)


@require_http_methods(PAGE_METHODS)
@at_desk
def recovery_codes(request: DeskRequest) -> HttpResponse:
    """Ten new ones, shown on this answer alone; the earlier ones no longer count."""
    form = CurrentPasswordForm(request.POST or None)
    if request.method != "POST":
        return _show(request, "recovery_codes.html", form=form)
    refusal = password_refused(request, form)
    if refusal is not None or form.errors:
        return _show(request, "recovery_codes.html", form=form, refusal=refusal, status=409 if refusal else 422)
    return _show(request, "recovery_codes.html", codes=make_recovery_codes(request.officer))


@require_http_methods(PAGE_METHODS)
@at_desk
def password(request: DeskRequest) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method != "POST":
        return _show(request, "password.html", form=form)
    refusal = password_refused(request, form)
    if refusal is None and not form.errors:
        try:
            set_password(request.officer, form.cleaned_data["new"])
        except WeakPasswordError as weak:
            form.add_error("new", str(weak))
    if refusal is not None or form.errors:
        return _show(request, "password.html", form=form, refusal=refusal, status=409 if refusal else 422)
    _stay_alone(request)
    return _show(request, "account.html", done=True)


@require_http_methods(PAGE_METHODS)
@at_desk
def sessions(request: DeskRequest) -> HttpResponse:
    """Where this officer is signed in; a form ends it everywhere but here."""
    if request.method == "POST":
        _stay_alone(request)
        return redirect("/office/account/sessions/?ended=1")
    context = {
        "sign_ins": open_sign_ins(request.officer, timezone.now()),
        "this_key": request.session.session_key,
        "ended": "ended" in request.GET,
    }
    return show(request, "sessions.html", context, section="account")


def _stay_alone(request: DeskRequest) -> None:
    """This session goes on under a new key; all others of the officer end."""
    before = str(request.session.session_key)
    request.session.cycle_key()
    after = str(request.session.session_key)
    move_session(request.officer, before=before, after=after)
    end_other_sessions(request.officer, keep=after)
    remember_officer(request.session, request.officer)


def password_refused(request: DeskRequest, form: PlainForm) -> PeopleError | None:
    """Check the present password as signing in does: wrong tries are counted and shut the door for a while."""
    if not form.is_valid():
        return None
    try:
        check_password(request.officer.username, form.cleaned_data["password"], timezone.now())
    except WrongPasswordError:
        form.add_error("password", _("This is not your present password."))
    except PeopleError as refusal:
        return refusal
    return None


def _show(request: DeskRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    about = {
        "codes_left": request.officer.recovery_codes.filter(used_at=None).count(),
        "passkeys_number": request.officer.passkeys.filter(stopped_at=None).count(),
        "oidc_offered": oidc.is_offered(),
        "oidc_link": request.officer.oidc_links.filter(issuer=settings.OIDC_ISSUER).first(),
    }
    return show(request, template, {**about, **context}, section="account", status=status)
