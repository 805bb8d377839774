"""The officer's own account: posts held, new recovery codes, another password."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiban.people.actions import make_recovery_codes, set_password
from jiban.people.actions import sign_in as check_password
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
    refusal = _refused(request, form)
    if refusal is not None or form.errors:
        return _show(request, "recovery_codes.html", form=form, refusal=refusal, status=409 if refusal else 422)
    return _show(request, "recovery_codes.html", codes=make_recovery_codes(request.officer))


@require_http_methods(PAGE_METHODS)
@at_desk
def password(request: DeskRequest) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method != "POST":
        return _show(request, "password.html", form=form)
    refusal = _refused(request, form)
    if refusal is None and not form.errors:
        try:
            set_password(request.officer, form.cleaned_data["new"])
        except WeakPasswordError as weak:
            form.add_error("new", str(weak))
    if refusal is not None or form.errors:
        return _show(request, "password.html", form=form, refusal=refusal, status=409 if refusal else 422)
    request.session.cycle_key()
    remember_officer(request.session, request.officer)
    return _show(request, "account.html", done=True)


def _refused(request: DeskRequest, form: PlainForm) -> PeopleError | None:
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
    left = request.officer.recovery_codes.filter(used_at=None).count()
    return show(request, template, {"codes_left": left, **context}, section="account", status=status)
