"""An officer's account: closed with all that ends shown first, opened again, or given a way back into."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiban.people.actions.accounts import close_account, reopen_account
from jiban.people.actions.ways_back import give_way_back, revoke_way_back
from jiban.people.errors import PeopleError
from jiban.people.looking_after import looks_after, open_deputations, open_terms
from jiban.people.models import Officer, WayBack
from jiban.people.questions import ADMINISTRATORS

from .account_card import living_signatures
from .desk import DeskRequest, show
from .door_forms import WayBackForm
from .officer_forms import BecauseForm
from .officer_sight import officer_of
from .officer_steps import PAGE_METHODS, step
from .officers import show_officer
from .permissions import open_to
from .sign_in import inline_qr


@require_http_methods(PAGE_METHODS)
@open_to(*ADMINISTRATORS)
def closing(request: DeskRequest, pk: int) -> HttpResponse:
    one, now, form = _looked_after(request, pk), timezone.now(), BecauseForm(request.POST or None)
    if not one.is_active:
        # A second tap finds the first one done.
        return redirect("office:officer", one.pk)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                close_account(one, because=form.cleaned_data["because"], by=request.officer, now=now)
            except PeopleError as refused:
                refusal, status = str(refused), 409
            else:
                return redirect("office:officer", one.pk)
    context = {
        "one": one,
        "form": form,
        "refusal": refusal,
        "terms": open_terms(one, now),
        "deputations": open_deputations(one, now),
        "has_way_back": one.ways_back.filter(used_at=None, revoked_at=None).exists(),
        "signatures": living_signatures(one),
    }
    return show(request, "officer_closing.html", context, section="officers", status=status)


@require_http_methods(PAGE_METHODS)
@open_to(*ADMINISTRATORS)
def reopening(request: DeskRequest, pk: int) -> HttpResponse:
    one, form = _looked_after(request, pk), BecauseForm(request.POST or None)
    page = reverse("office:officer", args=[one.pk])
    if one.is_active:
        return redirect(page)
    return step(
        request,
        form,
        lambda: reopen_account(one, because=form.cleaned_data["because"], by=request.officer, now=timezone.now()),
        words=_("Open the account again"),
        about=_(
            "%(name)s can sign in again, with the password and phone of before. "
            "Terms that ended do not come back: appoint anew who is needed."
        )
        % {"name": one.name},
        done=page,
        back=page,
    )


@require_http_methods(PAGE_METHODS)
@open_to(*ADMINISTRATORS)
def way_back(request: DeskRequest, pk: int) -> HttpResponse:
    """The link is on the answer to this form alone; posted again, a new one is made and the earlier one ends."""
    one, form = _looked_after(request, pk), WayBackForm(request.POST or None)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                given = give_way_back(one, **said, by=request.officer, now=timezone.now())
            except PeopleError as refused:
                refusal, status = str(refused), 409
            else:
                return _show_slip(request, given.way_back, given.token)
    context = {"one": one, "form": form, "refusal": refusal}
    return show(request, "way_back_new.html", context, section="officers", status=status)


def _show_slip(request: DeskRequest, given: WayBack, token: str) -> HttpResponse:
    address = settings.SITE_URL + reverse("office:way-back-link", args=[token])
    context = {"way_back": given, "address": address, "qr": inline_qr(address)}
    return show(request, "way_back_slip.html", context, section="officers")


@require_POST
@open_to(*ADMINISTRATORS)
def way_back_revocation(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(WayBack.objects.select_related("officer"), pk=pk)
    one = _looked_after(request, found.officer_id)
    try:
        revoke_way_back(found, by=request.officer, now=timezone.now())
    except PeopleError as refusal:
        return show_officer(request, one, refusal=str(refusal), status=409)
    return redirect("office:officer", one.pk)


def _looked_after(request: DeskRequest, pk: int) -> Officer:
    one = officer_of(request.desk, pk)
    if not looks_after(request.officer, one, timezone.now()):
        raise Http404
    return one
