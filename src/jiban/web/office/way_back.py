"""The officer's side of the way back: the link, what was lost chosen anew, then the rest of signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from jiban.people.actions import set_up_totp
from jiban.people.actions.signing_in import SECOND_FACTOR_WAITS, Pending
from jiban.people.actions.ways_back import find_way_back, take_way_back
from jiban.people.door_errors import WayBackError
from jiban.people.errors import PeopleError, WeakPasswordError, WrongPasswordError
from jiban.people.models import WayBack
from jiban.web.plain_form import PlainForm

from . import arriving
from .door_forms import ChosenPasswordForm
from .forms import CurrentPasswordForm
from .joining import take_token
from .permissions import open_to_everybody
from .sign_in import not_stored

PAGE_METHODS = ["GET", "HEAD", "POST"]
WAY_BACK_KEY = "officer_way_back"


@open_to_everybody
@csrf_exempt
@not_stored
def link(request: HttpRequest, token: str) -> HttpResponse:
    return take_token(request, token, key=WAY_BACK_KEY, page="office:way-back")


@open_to_everybody
@not_stored
@require_http_methods(PAGE_METHODS)
def way_back(request: HttpRequest) -> HttpResponse:
    """Who gave it and why; a new password, or the present one where only the phone was lost."""
    now, hashed = timezone.now(), str(request.session.get(WAY_BACK_KEY, ""))
    try:
        found = find_way_back(hashed, now=now)
    except WayBackError as refusal:
        return _show(request, None, None, refusal=refusal, status=410)
    form = (ChosenPasswordForm if found.needs_new_password else CurrentPasswordForm)(request.POST or None)
    if request.method != "POST":
        return _show(request, found, form)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    return _take(request, found, form, hashed)


def _take(request: HttpRequest, found: WayBack, form: PlainForm, hashed: str) -> HttpResponse:
    now = timezone.now()
    typed = form.cleaned_data["new" if found.needs_new_password else "password"]
    try:
        officer = take_way_back(hashed, password=typed, now=now)
    except WeakPasswordError as weak:
        form.add_error("new", str(weak))
        return _show(request, found, form, status=422)
    except WrongPasswordError:
        form.add_error("password", _("This is not your present password."))
        return _show(request, found, form, status=422)
    except WayBackError as refusal:
        return _show(request, None, None, refusal=refusal, status=410)
    except PeopleError as refusal:
        return _show(request, found, form, refusal=refusal, status=409)
    del request.session[WAY_BACK_KEY]
    pending = Pending(officer, expires_at=now + SECOND_FACTOR_WAITS)
    arriving.keep(request, pending, next_page="")
    if pending.must_set_up:
        set_up_totp(officer, now=now)
        return redirect("office:sign-in-set-up")
    return redirect("office:sign-in-code")


def _show(
    request: HttpRequest,
    found: WayBack | None,
    form: PlainForm | None,
    *,
    refusal: PeopleError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"way_back": found, "form": form, "refusal": refusal}
    return render(request, "office/way_back.html", context, status=status)
