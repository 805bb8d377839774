"""The counter: papers looked at, a slip made whose code signs its person in once; and guardians confirmed or not."""

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.people.actions import counter, guardians
from jiban.people.actions.counter import LEVELS, MadeSlip, Seen
from jiban.people.errors import InvalidDetailsError, PeopleError
from jiban.people.models import Guardianship, PostKind, SignInSlip
from jiban.places.models import Committee
from jiban.web.plain_form import PlainForm
from jiban.web.widgets import IdentityNumberInput

from .desk import DeskRequest, show
from .keyset import Pager, read_page
from .permissions import open_to

PAGE_METHODS = ["GET", "HEAD", "POST"]
not_stored = cache_control(no_store=True)


class CounterForm(PlainForm):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As on the paper in your hand"),
        max_length=50,
        widget=forms.TextInput({"autocomplete": "off", "data-private": ""}),
    )
    identity_number = forms.CharField(label=_("Identity number"), widget=IdentityNumberInput)
    document = forms.ChoiceField(
        label=_("Which paper did you look at?"),
        choices=[(paper.value, paper.label) for paper in LEVELS],
        widget=forms.RadioSelect,
    )
    document_last_four = forms.CharField(
        label=_("Last four characters of the paper's number"),
        help_text=_("Nothing more of the paper is kept, and no copy"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput({"autocomplete": "off", "maxlength": "4"}),
    )
    address = forms.CharField(
        label=_("Address in the village"),
        help_text=_("For who was never here before"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    is_present = forms.BooleanField(label=_("The person stands before me, and it is the one of the paper"))


@not_stored
@require_http_methods(PAGE_METHODS)
@open_to(PostKind.CLERK)
def slips(request: DeskRequest) -> HttpResponse:
    """The code is on the answer alone: it cannot be looked up again, only replaced by a new slip."""
    form, refusal = CounterForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(request, form)
        except InvalidDetailsError as wrong:
            for name, problem in wrong.problems.items():
                form.add_error(name if name in form.fields else None, problem)
        except PeopleError as refused:
            refusal = refused
        else:
            return _handed_out(request, made)
    page: Pager[SignInSlip] = read_page(request, _made_here(request))
    context = {
        "form": form,
        "refusal": refusal,
        "page": page,
        "now": timezone.now(),
        "waiting": _asked(request).count(),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return show(request, "counter.html", context, section="counter", status=status)


def _make(request: DeskRequest, form: CounterForm) -> MadeSlip:
    said = {name: value for name, value in form.cleaned_data.items() if name != "is_present"}
    return counter.make_slip(Seen(**said), committee=_committee(request), by=request.officer, now=timezone.now())


def _handed_out(request: DeskRequest, made: MadeSlip) -> HttpResponse:
    address = settings.SITE_URL + reverse("resident:sign-in-slip")
    context = {"made": made, "slip": made.slip, "address": address}
    return show(request, "counter_slip.html", context, section="counter")


def _committee(request: DeskRequest) -> Committee:
    own = request.desk.committees_as(PostKind.CLERK)
    if not own:
        raise Http404
    return own[0]


def _made_here(request: DeskRequest) -> QuerySet[SignInSlip]:
    here = request.desk.committees_as(PostKind.CLERK)
    return SignInSlip.objects.filter(committee__in=here).select_related("resident", "made_by")


class RefusalForm(PlainForm):
    because = forms.CharField(
        label=_("Why not"),
        help_text=_("The guardian reads this, for example: the household register does not name the child"),
        max_length=200,
    )


@require_safe
@open_to(PostKind.CLERK)
def children(request: DeskRequest) -> HttpResponse:
    page: Pager[Guardianship] = read_page(request, _asked(request))
    context = {"page": page, "is_done": "done" in request.GET}
    return show(request, "guardians.html", context, section="counter")


@require_http_methods(PAGE_METHODS)
@open_to(PostKind.CLERK)
def child(request: DeskRequest, pk: int) -> HttpResponse:
    """One guardian and one child: the paper is compared, and the answer is yes, or no with a reason."""
    found = _asked(request).filter(pk=pk).first()
    if found is None:
        if _ours(request).filter(pk=pk).exists():
            return redirect("office:guardians")
        raise Http404
    form, refusal = RefusalForm(), None
    if request.method == "POST":
        try:
            if "confirm" in request.POST:
                guardians.confirm(found, by=request.officer, now=timezone.now())
                return redirect(reverse("office:guardians") + "?done=1")
            form = RefusalForm(request.POST)
            if form.is_valid():
                said = form.cleaned_data["because"]
                guardians.refuse(found, because=said, by=request.officer, now=timezone.now())
                return redirect(reverse("office:guardians") + "?done=1")
        except PeopleError as refused:
            refusal = refused
    status = 409 if refusal else 422 if form.errors else 200
    return show(
        request, "guardian.html", {"asked": found, "form": form, "refusal": refusal}, section="counter", status=status
    )


def _ours(request: DeskRequest) -> QuerySet[Guardianship]:
    """Asked by residents of the villages this clerk works in."""
    villages = [committee.division_id for committee in request.desk.committees_as(PostKind.CLERK)]
    return Guardianship.objects.filter(guardian__village__in=villages).select_related("guardian")


def _asked(request: DeskRequest) -> QuerySet[Guardianship]:
    return _ours(request).filter(confirmed_at=None, refused_at=None, ended_at=None)
