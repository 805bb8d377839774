"""A reviewer's standing authorisations: what waits for the signature, granting one, its uses, and the end of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.cases import authorising, rulings
from jiban.cases.authorising import Limits
from jiban.cases.models import AuthorisationUse, Case, StandingAuthorisation
from jiban.cases.queues import PAGE
from jiban.catalogue.models import Item
from jiban.people.models import PostKind

from .desk import DeskRequest, show
from .keyset import Pager, read_page
from .permissions import open_to
from .review import REFUSALS
from .rule_forms import AuthorisationForm, BecauseForm

PAGE_METHODS = ["GET", "HEAD", "POST"]
SECTION = "authorisations"


@dataclass(frozen=True, slots=True)
class Row:
    authorisation: StandingAuthorisation
    title: str
    state: str
    colour: str


@require_safe
@open_to(PostKind.REVIEWER)
def mine(request: DeskRequest) -> HttpResponse:
    here = request.desk.committees_as(PostKind.REVIEWER)
    rows = _own(request).filter(committee__in=here).select_related("committee", "officer")[:PAGE]
    context = {
        "rows": rows_of(rows),
        "waiting": _signed_together(rulings.approved_waiting(request.officer, here, most=PAGE)),
        "may_grant": bool(authorising.with_rules()),
        "granted": "granted" in request.GET,
        "revoked": "revoked" in request.GET,
    }
    return show(request, "authorisations.html", context, section=SECTION)


@require_http_methods(PAGE_METHODS)
@open_to(PostKind.REVIEWER)
def new(request: DeskRequest) -> HttpResponse:
    here = request.desk.committees_as(PostKind.REVIEWER)
    titles = [(item.code, _title(item)) for item in authorising.with_rules()]
    form = AuthorisationForm(request.POST or None, committees=here, items=titles)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            committee = next(one for one in here if str(one.pk) == said["committee"])
            limits = Limits(said["item"], said["from_day"], said["until_day"], said["a_day"])
            try:
                authorising.grant(
                    committee, limits, by=request.officer, pin=said["pin"], code=said["code"], now=timezone.now()
                )
            except REFUSALS as refused:
                refusal, status = refused, 409
            else:
                return redirect("/office/authorisations/?granted")
    context = {"form": form, "refusal": refusal, "items": titles}
    return show(request, "authorisation_new.html", context, section=SECTION, status=status)


@require_safe
@open_to(PostKind.REVIEWER)
def authorisation(request: DeskRequest, pk: int) -> HttpResponse:
    return _show_one(request, _found(request, pk), BecauseForm())


@require_POST
@open_to(PostKind.REVIEWER)
def revocation(request: DeskRequest, pk: int) -> HttpResponse:
    found, form = _found(request, pk), BecauseForm(request.POST)
    if not form.is_valid():
        return _show_one(request, found, form, status=422)
    try:
        authorising.revoke(found, by=request.officer, because=form.cleaned_data["because"], now=timezone.now())
    except REFUSALS as refusal:
        return _show_one(request, _found(request, pk), form, refusal=refusal, status=409)
    return redirect("/office/authorisations/?revoked")


def rows_of(found: Iterable[StandingAuthorisation]) -> Sequence[Row]:
    """The titles of all their items are asked for at once: the one on offer, or else the newest."""
    found = list(found)
    items = Item.objects.filter(code__in={one.item for one in found}).order_by("current", "version")
    titles = {item.code: _title(item) for item in items}
    return [Row(one, titles.get(one.item, one.item), *_state(one)) for one in found]


def _state(one: StandingAuthorisation) -> tuple[str, str]:
    now = timezone.now()
    if one.revoked_at is not None:
        return _("revoked"), "red"
    if authorising.is_in_force(one, now):
        return _("in force"), "green"
    if timezone.localdate(now) < one.from_day:
        return _("begins later"), ""
    if one.until_day < timezone.localdate(now):
        return _("has ended"), ""
    return _("rests: the post, the signature or the presence it needs is not there"), "amber"


def _signed_together(cases: Sequence[Case]) -> Sequence[Case]:
    """One press signs for one committee: that of the oldest."""
    return [case for case in cases if case.committee_id == cases[0].committee_id]


def _title(item: Item) -> str:
    return item.read().title.in_language(get_language())


def _own(request: DeskRequest) -> QuerySet[StandingAuthorisation]:
    return StandingAuthorisation.objects.filter(officer=request.officer)


def _found(request: DeskRequest, pk: int) -> StandingAuthorisation:
    here = request.desk.committees_as(PostKind.REVIEWER)
    mine = _own(request).filter(committee__in=here).select_related("committee", "officer", "revoked_by")
    return get_object_or_404(mine, pk=pk)


def _show_one(
    request: DeskRequest,
    found: StandingAuthorisation,
    form: BecauseForm,
    *,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    uses: Pager[AuthorisationUse] = read_page(request, found.uses.select_related("case", "ruling"))
    context = {"row": rows_of([found])[0], "page": uses, "form": form, "refusal": refusal}
    return show(request, "authorisation.html", context, section=SECTION, status=status)
