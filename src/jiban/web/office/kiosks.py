"""The station's board of its kiosks: how each one is, who waits at the counter, and registering another one."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.kiosks import actions, arriving
from jiban.kiosks.errors import KioskError
from jiban.kiosks.models import Arrival, Kiosk
from jiban.kiosks.questions import standing
from jiban.people.models import PostKind
from jiban.places.models import Committee
from jiban.web.plain_form import PlainForm

from .desk import DeskRequest, show
from .keyset import Pager, read_page
from .permissions import open_to

CLERK, TOWNSHIP = PostKind.CLERK, PostKind.TOWNSHIP_SUPERVISOR
# A code is shown once: it waits here from the act to the page after it.
CODE_KEY = "kiosk_pairing_code"


class KioskForm(PlainForm):
    committee = forms.ChoiceField(label=_("Station"))
    name = forms.CharField(
        label=_("Name of the kiosk"),
        max_length=40,
        help_text=_("So that people find it, for example: hall, first machine"),
    )

    def __init__(self, *args: object, committees: tuple[Committee, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["committee"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 - declared above
        choice.choices = [(str(each.pk), each.name) for each in committees]
        if len(committees) == 1:
            choice.initial, choice.widget = str(committees[0].pk), forms.HiddenInput()


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(CLERK, TOWNSHIP)
def kiosks(request: DeskRequest) -> HttpResponse:
    committees = request.desk.committees_as(CLERK)
    form = KioskForm(committees=committees) if committees else None
    if request.method != "POST":
        return _board(request, form)
    if form is None:
        # The township looks on.
        raise PermissionDenied
    form = KioskForm(request.POST, committees=committees)
    if not form.is_valid():
        return _board(request, form, status=422)
    committee = next(each for each in committees if str(each.pk) == form.cleaned_data["committee"])
    try:
        kiosk, code = actions.register(
            committee, name=form.cleaned_data["name"], by=request.officer, now=timezone.now()
        )
    except KioskError as refusal:
        form.add_error("name", str(refusal))
        return _board(request, form, status=409)
    request.session[CODE_KEY] = {"pk": kiosk.pk, "code": code}
    return redirect("office:kiosk", kiosk.pk)


def _board(request: DeskRequest, form: KioskForm | None, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    page: Pager[Kiosk] = read_page(request, _in_sight(request).filter(revoked_at=None))
    mine = list(_mine(request).filter(revoked_at=None))
    context = {
        "page": page,
        "rows": [(kiosk, standing(kiosk, now=now)) for kiosk in page.found],
        "waiting": arriving.waiting_at_counter(mine, now=now) if mine else [],
        "form": form,
    }
    return show(request, "kiosks.html", context, section="kiosks", status=status)


def _in_sight(request: DeskRequest) -> QuerySet[Kiosk]:
    """The township sees how the machines below it are; people are for the own clerk alone."""
    below = Kiosk.objects.filter(request.desk.scope(TOWNSHIP, prefix="committee__"))
    return (below | _mine(request)).select_related("committee__division")


def _mine(request: DeskRequest) -> QuerySet[Kiosk]:
    return Kiosk.objects.filter(committee__in=request.desk.committees_as(CLERK))


@require_safe
@open_to(CLERK, TOWNSHIP)
def kiosk(request: DeskRequest, pk: int) -> HttpResponse:
    return _show_one(request, get_object_or_404(_in_sight(request), pk=pk))


def _show_one(request: DeskRequest, found: Kiosk, *, refusal: KioskError | None = None) -> HttpResponse:
    kept = request.session.get(CODE_KEY, {})
    code = kept["code"] if kept.get("pk") == found.pk else ""
    if code:
        del request.session[CODE_KEY]
    context = {
        "kiosk": found,
        "standing": standing(found, now=timezone.now()),
        "code": f"{code[:4]} {code[4:]}" if code else "",
        "may_change": found.committee in request.desk.committees_as(CLERK) and found.revoked_at is None,
        "refusal": refusal,
    }
    return show(request, "kiosk.html", context, section="kiosks", status=409 if refusal else 200)


@require_POST
@open_to(CLERK)
def kiosk_code(request: DeskRequest, pk: int) -> HttpResponse:
    """A new pairing code; the earlier one no longer counts."""
    found = get_object_or_404(_mine(request), pk=pk)
    try:
        code = actions.new_code(found, now=timezone.now())
    except KioskError as refusal:
        return _show_one(request, found, refusal=refusal)
    request.session[CODE_KEY] = {"pk": found.pk, "code": code}
    return redirect("office:kiosk", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(CLERK)
def kiosk_revocation(request: DeskRequest, pk: int) -> HttpResponse:
    """Asked first: somebody has to go to the machine to undo it."""
    found = get_object_or_404(_mine(request), pk=pk)
    if request.method != "POST":
        return show(request, "kiosk_revocation.html", {"kiosk": found}, section="kiosks")
    actions.revoke(found, by=request.officer, now=timezone.now())
    return redirect("office:kiosk", pk)


@require_POST
@open_to(CLERK)
def kiosk_arrival(request: DeskRequest, pk: int) -> HttpResponse:
    """The clerk compared face and card: the person may go on at the kiosk."""
    found = get_object_or_404(Arrival.objects.filter(kiosk__in=_mine(request), asked_at__isnull=False), pk=pk)
    try:
        if "refuse" in request.POST:
            arriving.close(found, now=timezone.now())
        else:
            arriving.confirm_at_counter(found, by=request.officer, now=timezone.now())
    except KioskError as refusal:
        return show(request, "kiosk_arrival.html", {"refusal": refusal}, section="kiosks", status=409)
    return redirect("office:kiosks")
