"""A lost or compromised seal: the report, how far the new versions are, and signing them in batches."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.certificates import compromised
from jiban.certificates.errors import AlreadyReplacedError, CertificateError
from jiban.certificates.models import Affected
from jiban.certificates.reissuing import reissue_together
from jiban.people.errors import PeopleError
from jiban.people.models import PostKind
from jiban.seals.errors import SealError
from jiban.seals.models import Compromise

from .desk import DeskRequest, at_desk, show
from .keyset import Pager, read_page
from .permissions import open_to
from .seal_forms import ReportForm, SigningForm
from .seal_uses import seals_in_sight
from .seals import may_report, of_desk


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def report(request: DeskRequest, pk: int) -> HttpResponse:
    seal = of_desk(request, pk)
    if not may_report(request.desk, seal):
        raise Http404
    form, refusal, status = ReportForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                found = compromised.report(
                    seal,
                    what=said["what"],
                    since=form.moment,
                    because=said["because"],
                    by=request.officer,
                    now=timezone.now(),
                )
                return redirect("office:compromise", found.pk)
            except SealError as error:
                refusal, status = str(error), 409
    context = {"seal": seal, "form": form, "refusal": refusal}
    return show(request, "seal_report.html", context, section="seals", status=status)


@require_safe
@at_desk
def compromise(request: DeskRequest, pk: int) -> HttpResponse:
    return _show(request, _of_desk(request, pk), SigningForm())


@require_POST
@open_to(PostKind.REVIEWER)
def signing(request: DeskRequest, pk: int) -> HttpResponse:
    """The next batch with one PIN. Which ones, the page has shown: if others are next by now, it is shown again."""
    found = _of_desk(request, pk)
    if not request.desk.reviews(found.seal.committee):
        raise Http404
    form = SigningForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    now = timezone.now()
    batch = compromised.waiting(found, now)
    try:
        if [str(one.pk) for one in batch] != request.POST.getlist("certificate"):
            raise AlreadyReplacedError
        reissue_together(batch, because=found.because, by=request.officer, pin=form.cleaned_data["pin"], now=now)
    except (SealError, CertificateError, PeopleError) as error:
        return _show(request, found, SigningForm(), refusal=str(error), status=409)
    return redirect("office:compromise", pk)


def _of_desk(request: DeskRequest, pk: int) -> Compromise:
    sight: Q = seals_in_sight(request.desk, "seal__")
    found = Compromise.objects.filter(sight).select_related("seal__committee__division__parent__parent", "reported_by")
    return get_object_or_404(found, pk=pk)


def _show(
    request: DeskRequest, found: Compromise, form: SigningForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Above the village numbers alone are shown, no names."""
    affected = found.affected.select_related("certificate__holder", "certificate__replaced_by")
    page: Pager[Affected] = read_page(request, affected)
    reviews = request.desk.reviews(found.seal.committee)
    context = {
        "compromise": found,
        "seal": found.seal,
        "page": page,
        "is_own": request.desk.works_in(found.seal.committee),
        "batch": compromised.waiting(found, timezone.now()) if reviews else [],
        "form": form,
        "refusal": refusal,
    }
    return show(request, "seal_compromise.html", context, section="seals", status=status)
