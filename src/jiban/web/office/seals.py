"""Seals and signatures: the committee sees and registers its own, the county approves, makes and watches over them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from jiban.people.questions import ADMINISTRATORS
from jiban.places.models import Committee
from jiban.seals import actions
from jiban.seals.errors import SealError
from jiban.seals.models import LIVING, PENDING, Compromise, Seal, SealKind, SealState
from jiban.seals.questions import Span, authority_line, ending_of, lasts, speaks_for
from jiban.standards.ses.errors import SealPictureError

from .desk import Desk, DeskRequest, at_desk, show
from .keyset import Pager, read_page
from .seal_forms import SpecimenForm
from .seal_steps import offered_steps
from .seal_uses import administered, seals_in_sight

COLOURS = {
    SealState.REGISTERED: "amber",
    SealState.CHECKED: "amber",
    SealState.APPROVED: "blue",
    SealState.MADE: "blue",
    SealState.IN_FORCE: "green",
    SealState.SUSPENDED: "red",
    SealState.LOST: "red",
    SealState.REVOKED: "",
    SealState.REPLACED: "",
    SealState.DESTROYED: "",
}
# What a county looks through; the first is what waits for it.
TABS: dict[str, tuple[SealState, ...]] = {
    "waiting": PENDING,
    "in-force": (SealState.IN_FORCE,),
    "suspended": (SealState.SUSPENDED, SealState.LOST),
    "revoked": (SealState.REVOKED, SealState.REPLACED, SealState.DESTROYED),
}
# In use, or to be used again: these end one day.
USED = (SealState.IN_FORCE, SealState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a committee lacks or will lack soon, and the officer at the desk may apply for."""

    committee: Committee
    kind: str
    words: str


@require_safe
@at_desk
def seals(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    mine = Seal.objects.filter(committee__in=desk.committees).select_related("committee", "officer")
    tab = request.GET.get("state", "")
    tab = tab if tab in TABS else "waiting"
    county = Seal.objects.filter(administered(desk), state__in=TABS[tab])
    county = county.select_related("committee__division", "officer").defer("picture", "seal_der", "certificate_der")
    page: Pager[Seal] = read_page(request, county, state=tab if tab != "waiting" else "")
    context = {
        "own": [(seal, COLOURS[SealState(seal.state)]) for seal in mine.order_by("kind", "-pk")],
        "missing": missing(request),
        "administers": bool(desk.divisions_as(*ADMINISTRATORS)),
        "page": page,
        "rows": [(seal, COLOURS[SealState(seal.state)]) for seal in page.found],
        "tabs": [(name, _tab_words(name), name == tab) for name in TABS],
    }
    return show(request, "seals.html", context, section="seals")


def _tab_words(name: str) -> str:
    return {
        "waiting": _("Waiting for you"),
        "in-force": _("In force"),
        "suspended": _("Suspended or lost"),
        "revoked": _("Ended"),
    }[name]


def of_desk(request: DeskRequest, pk: int) -> Seal:
    seals = Seal.objects.filter(seals_in_sight(request.desk))
    return get_object_or_404(seals.select_related("committee__division__parent__parent", "officer"), pk=pk)


@require_safe
@at_desk
def seal(request: DeskRequest, pk: int) -> HttpResponse:
    return show_seal(request, of_desk(request, pk))


def show_seal(request: DeskRequest, seal: Seal) -> HttpResponse:
    context = {
        "seal": seal,
        "colour": COLOURS[SealState(seal.state)],
        "events": seal.events.select_related("by").order_by("-at", "-id"),
        "steps": offered_steps(request.desk, seal),
        "is_locked": seal.pin_failures >= actions.WRONG_PINS_ALLOWED,
        "ending": ending_of(seal, timezone.now()) if seal.state in USED else None,
        "has_old_name": seal.state in USED and not speaks_for(seal, seal.committee),
        "line": [(span, _state_words(span)) for span in authority_line(seal)[::-1]],
        "may_report": seal.state in USED and may_report(request.desk, seal),
        "compromise": Compromise.objects.filter(seal=seal).first(),
    }
    return show(request, "seal.html", context, section="seals")


def _state_words(span: Span) -> str:
    return str(SealState(span.state).label) if span.state else ""


def may_report(desk: Desk, seal: Seal) -> bool:
    """Whoever works with it, and who is above them: the first to notice must not have to wait."""
    return desk.works_in(seal.committee) or desk.oversees(seal.committee)


@require_safe
@cache_control(no_store=True)
@at_desk
def picture(request: DeskRequest, pk: int) -> HttpResponse:
    return HttpResponse(bytes(of_desk(request, pk).picture), content_type="image/png")


@require_safe
@at_desk
def application(request: DeskRequest, committee: int, kind: str) -> HttpResponse:
    """Choose what it looks like: drawn from the name, photographed, or drawn by hand."""
    return _show_application(request, _missing_one(request, (str(committee), kind)), SpecimenForm())


def _show_application(
    request: DeskRequest, wanted: Missing, form: SpecimenForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"wanted": wanted, "form": form, "refusal": refusal, "is_seal": wanted.kind == SealKind.COMMITTEE}
    return show(request, "seal_application.html", context, section="seals", status=status)


def _missing_one(request: DeskRequest, wanted: tuple[str, str]) -> Missing:
    found = next((each for each in missing(request) if (str(each.committee.pk), each.kind) == wanted), None)
    if found is None:
        raise Http404
    return found


@require_POST
@at_desk
def registration(request: DeskRequest) -> HttpResponse:
    """Register what is missing: the committee's seal by any of its officers, a signature by its reviewer in person."""
    found = _missing_one(request, (request.POST.get("committee", ""), request.POST.get("kind", "")))
    now, form = timezone.now(), SpecimenForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_application(request, found, form, status=422)
    try:
        specimen = form.specimen(SealKind(found.kind))
        if found.kind == SealKind.COMMITTEE:
            new = actions.register_committee_seal(found.committee, by=request.officer, now=now, specimen=specimen)
        else:
            new = actions.register_signature(
                request.officer, found.committee, by=request.officer, now=now, specimen=specimen
            )
    except SealError as refusal:
        return _show_application(request, found, form, refusal=str(refusal), status=409)
    except SealPictureError as error:
        return show(request, "not_drawn.html", {"reason": str(error)}, section="seals", status=409)
    return redirect("office:seal", new.pk)


def missing(request: DeskRequest) -> Sequence[Missing]:
    """A seal that ends soon, or bears an old name, may be followed by another before it ends: never a gap."""
    desk, now = request.desk, timezone.now()
    living = Seal.objects.filter(committee__in=desk.committees, state__in=LIVING).select_related("committee")
    mine = [seal for seal in living.defer("picture", "seal_der") if seal.officer_id in {None, request.officer.pk}]
    there = {(seal.committee_id, seal.kind) for seal in mine}
    lasting = {(seal.committee_id, seal.kind) for seal in mine if lasts(seal, now)}
    return [
        Missing(committee, kind, _missing_words(committee, kind, is_there=(committee.pk, kind) in there))
        for committee in desk.committees
        for kind in SealKind
        if (committee.pk, kind) not in lasting and (kind == SealKind.COMMITTEE or desk.reviews(committee))
    ]


def _missing_words(committee: Committee, kind: SealKind, *, is_there: bool) -> str:
    is_seal, name = kind == SealKind.COMMITTEE, {"committee": committee.name}
    if is_there:
        if is_seal:
            return _("The seal of %(committee)s ends soon or bears an old name. Apply for the next one in time") % name
        return (
            _("Your signature for %(committee)s ends soon or bears an old name. Apply for the next one in time") % name
        )
    if is_seal:
        return _("%(committee)s has no seal yet") % name
    return _("You have no signature for %(committee)s yet") % name
