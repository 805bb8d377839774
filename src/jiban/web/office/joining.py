"""The invited officer's side: the link, the first password, then the second factor on the sign-in pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from jiban.people.actions import set_up_totp
from jiban.people.actions.invitations import accept, find_invitation, token_hash
from jiban.people.actions.signing_in import SECOND_FACTOR_WAITS, Pending
from jiban.people.door_errors import InvitationError
from jiban.people.errors import PeopleError, WeakPasswordError
from jiban.people.models import Invitation

from . import arriving
from .door_forms import ChosenPasswordForm
from .permissions import open_to_everybody
from .sign_in import not_stored

PAGE_METHODS = ["GET", "HEAD", "POST"]
INVITED_KEY = "officer_invited"


@open_to_everybody
@csrf_exempt
@not_stored
def link(request: HttpRequest, token: str) -> HttpResponse:
    return take_token(request, token, key=INVITED_KEY, page="office:joining")


def take_token(request: HttpRequest, token: str, *, key: str, page: str) -> HttpResponse:
    """Take the token out of the address at once: whatever it is worth, the answer is the same redirect.

    Refusals are answered on the next page: one here would write the address into the log.
    """
    request.session.cycle_key()
    request.session[key] = token_hash(token)
    answer = redirect(page)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@open_to_everybody
@not_stored
@require_http_methods(PAGE_METHODS)
def joining(request: HttpRequest) -> HttpResponse:
    """Who invites for what; a password of one's own."""
    now, hashed = timezone.now(), str(request.session.get(INVITED_KEY, ""))
    try:
        invitation = find_invitation(hashed, now=now)
    except InvitationError as refusal:
        return _show(request, None, ChosenPasswordForm(), refusal=refusal, status=410)
    form = ChosenPasswordForm(request.POST or None)
    if request.method != "POST":
        return _show(request, invitation, form)
    if not form.is_valid():
        return _show(request, invitation, form, status=422)
    try:
        officer = accept(hashed, password=form.cleaned_data["new"], now=now)
    except WeakPasswordError as weak:
        form.add_error("new", str(weak))
        return _show(request, invitation, form, status=422)
    except PeopleError as refusal:
        return _show(request, None, form, refusal=refusal, status=409)
    del request.session[INVITED_KEY]
    arriving.keep(request, Pending(officer, expires_at=now + SECOND_FACTOR_WAITS), next_page="")
    set_up_totp(officer, now=now)
    return redirect("office:sign-in-set-up")


def _show(
    request: HttpRequest,
    invitation: Invitation | None,
    form: ChosenPasswordForm,
    *,
    refusal: PeopleError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"invitation": invitation, "form": form, "refusal": refusal}
    return render(request, "office/joining.html", context, status=status)
