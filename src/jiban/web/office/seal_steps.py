"""The steps in a seal's life: who may take which, and taking it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jiban.people.models import Officer
from jiban.people.questions import administers
from jiban.seals import actions
from jiban.seals.certifier import test_authority
from jiban.seals.errors import SealError
from jiban.seals.models import Seal, SealKind, SealState
from jiban.web.plain_form import PlainForm

from .desk import Desk, DeskRequest, at_desk, show
from .forms import FinalReasonForm, NewPinForm, ReasonForm
from .seal_uses import seals_in_sight

Take = Callable[[Seal, PlainForm, Officer, datetime], object]


@dataclass(frozen=True, slots=True)
class Step:
    """One button of a seal's page; its form asks for what the step needs."""

    name: str
    words: str | Promise
    done: str | Promise
    states: tuple[SealState, ...]
    form: type[PlainForm]
    take: Take
    by_owner: bool = False
    is_grave: bool = False


def _approve(seal: Seal, _form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.approve(seal, by=by, now=now)


def _check(seal: Seal, _form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.check(seal, by=by, now=now)


def _decline(seal: Seal, form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.decline(seal, by=by, reason=form.cleaned_data["reason"], now=now)


def _activate(seal: Seal, _form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.activate(seal, by=by, now=now)


def _destroy(seal: Seal, form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.destroy(seal, by=by, reason=form.cleaned_data["reason"], now=now)


def _make(seal: Seal, form: PlainForm, by: Officer, now: datetime) -> object:
    pin = form.cleaned_data.get("pin", "")
    return actions.make(seal, certifier=test_authority(), by=by, now=now, pin=pin)


def _suspend(seal: Seal, form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.suspend(seal, by=by, reason=form.cleaned_data["reason"], now=now)


def _resume(seal: Seal, form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.resume(seal, by=by, reason=form.cleaned_data["reason"], now=now)


def _revoke(seal: Seal, form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.revoke(seal, by=by, reason=form.cleaned_data["reason"], now=now)


def _unlock(seal: Seal, _form: PlainForm, by: Officer, now: datetime) -> object:
    return actions.unlock_pin(seal, by=by, now=now)


STEPS = (
    Step(
        "checking",
        gettext_lazy("Confirm the check"),
        gettext_lazy("Name and picture were compared with the committee's papers. Who applied may not check."),
        (SealState.REGISTERED,),
        PlainForm,
        _check,
    ),
    Step(
        "approval",
        gettext_lazy("Approve"),
        gettext_lazy("The county confirms that this committee or reviewer may have it. Then it can be made."),
        (SealState.CHECKED,),
        PlainForm,
        _approve,
    ),
    Step(
        "declining",
        gettext_lazy("Decline"),
        gettext_lazy("The application ends, with the reason for who applied."),
        (SealState.REGISTERED, SealState.CHECKED, SealState.APPROVED, SealState.MADE),
        ReasonForm,
        _decline,
        is_grave=True,
    ),
    Step(
        "making",
        gettext_lazy("Make the seal"),
        gettext_lazy("Key and certificates are made. It is in force only when it is put in force after that."),
        (SealState.APPROVED,),
        PlainForm,
        _make,
    ),
    Step(
        "own-making",
        gettext_lazy("Make my signature"),
        gettext_lazy(
            "Choose the PIN with which you will sign every certificate. Nobody can read it, not even the county."
        ),
        (SealState.APPROVED,),
        NewPinForm,
        _make,
        by_owner=True,
    ),
    Step(
        "activation",
        gettext_lazy("Put in force"),
        gettext_lazy("It is in force from this moment. One that it takes the place of ends in the same moment."),
        (SealState.MADE,),
        PlainForm,
        _activate,
    ),
    Step(
        "unlocking",
        gettext_lazy("Unlock the PIN"),
        gettext_lazy(
            "After five wrong PINs it is locked. Unlock it when you know that the reviewer is the one asking."
        ),
        (SealState.IN_FORCE, SealState.SUSPENDED),
        PlainForm,
        _unlock,
    ),
    Step(
        "suspension",
        gettext_lazy("Suspend"),
        gettext_lazy(
            "Nothing can be sealed or signed with it until it is resumed. What was sealed before stays valid."
        ),
        (SealState.IN_FORCE,),
        ReasonForm,
        _suspend,
        is_grave=True,
    ),
    Step(
        "resumption",
        gettext_lazy("Resume"),
        gettext_lazy("It is in force again from this moment. What has waited is sealed by itself."),
        (SealState.SUSPENDED,),
        ReasonForm,
        _resume,
    ),
    Step(
        "revocation",
        gettext_lazy("Revoke"),
        gettext_lazy("It ends for good. For a new one, the committee registers again."),
        (SealState.IN_FORCE, SealState.SUSPENDED, SealState.LOST),
        FinalReasonForm,
        _revoke,
        is_grave=True,
    ),
    Step(
        "destruction",
        gettext_lazy("Destroy"),
        gettext_lazy("Its private keys are destroyed for good. What was sealed with it can still be checked."),
        (SealState.LOST, SealState.REVOKED, SealState.REPLACED),
        FinalReasonForm,
        _destroy,
        is_grave=True,
    ),
)


def offered_steps(desk: Desk, seal: Seal) -> Sequence[Step]:
    return [step for step in STEPS if _may(desk, seal, step) and seal.state in step.states]


def _may(desk: Desk, seal: Seal, step: Step) -> bool:
    if step.by_owner:
        return seal.officer_id == desk.officer.pk and desk.reviews(seal.committee)
    if step.name == "making" and seal.kind == SealKind.REVIEWER:
        return False
    if step.name == "unlocking" and seal.pin_failures < actions.WRONG_PINS_ALLOWED:
        return False
    return desk.oversees(seal.committee)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def seal_step(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Ask for what the step needs, then take it."""
    seals = Seal.objects.filter(seals_in_sight(request.desk)).select_related("committee__division__parent__parent")
    seal = get_object_or_404(seals, pk=pk)
    step = next((each for each in STEPS if each.name == name and _may(request.desk, seal, each)), None)
    if step is None:
        raise Http404
    if request.method != "POST":
        return _show(request, seal, step, step.form())
    form = step.form(request.POST)
    if not form.is_valid():
        return _show(request, seal, step, form, status=422)
    try:
        _check_county(request, seal, step)
        step.take(seal, form, request.officer, timezone.now())
    except SealError as refusal:
        return _show(request, seal, step, form, refusal=str(refusal), status=409)
    except IntegrityError:
        words = _("Another one is in force already. Suspend or revoke that one first.")
        return _show(request, seal, step, form, refusal=words, status=409)
    return redirect("office:seal", pk)


def _check_county(request: DeskRequest, seal: Seal, step: Step) -> None:
    if not step.by_owner and not administers(request.officer, seal.committee.division, now=timezone.now()):
        raise Http404


def _show(
    request: DeskRequest, seal: Seal, step: Step, form: PlainForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"seal": seal, "step": step, "form": form, "refusal": refusal}
    return show(request, "seal_step.html", context, section="seals", status=status)
