"""The holder's certificates: show, send on, print."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiban.catalogue.questions import offered
from jiban.certificates.models import Certificate, CertificateState
from jiban.notices.actions import mark_read
from jiban.people.models import Resident
from jiban.web.visitors import ResidentRequest, resident_required

from .standing import is_held_up

PAGE = 30
FEW_OVER = 10
# A certificate that lasts thirty days in all is not ending from its first day on.
ENDING_DAYS, ENDING_PART = 30, 3


@require_safe
@resident_required
def certificates(request: ResidentRequest) -> HttpResponse:
    """In force, those that end first at the head; then what is over. Each list goes on by the key of its last row."""
    before, after, today = request.GET.get("before", ""), request.GET.get("after", ""), timezone.localdate()
    mine = Certificate.objects.filter(holder=request.resident).defer("record")
    good, more_good = ([], "") if before else _in_force(mine, after, today)
    over, more_over = ([], "") if after else _over(mine, before, today)
    offered_now = {item.code for item in offered()}
    context = {
        "ending": [(*row, row[0].item_code in offered_now) for row in good if is_ending(row[0], today)],
        "valid": [row for row in good if not is_ending(row[0], today)],
        "over": over,
        "more_good_url": more_good,
        "more_over_url": more_over,
        "first_url": reverse("resident:certificates") if before or after else "",
    }
    return render(request, "resident/certificates.html", context)


Row = tuple[Certificate, str, str]


def _in_force(mine: QuerySet[Certificate], after: str, today: date) -> tuple[list[Row], str]:
    rows = mine.filter(valid_until__gte=today).exclude(state=CertificateState.REVOKED).order_by("valid_until", "pk")
    key = _key(after)
    if key is not None:
        day, pk = key
        rows = rows.filter(Q(valid_until__gt=day) | Q(valid_until=day, pk__gt=pk))
    found = list(rows[: PAGE + 1])
    more = f"?after={found[PAGE - 1].valid_until:%Y%m%d}.{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return [(each, *tag(each, today)) for each in found[:PAGE]], more


def _over(mine: QuerySet[Certificate], before: str, today: date) -> tuple[list[Row], str]:
    rows = mine.filter(Q(state=CertificateState.REVOKED) | Q(valid_until__lt=today)).order_by("-pk")
    length = PAGE if before else FEW_OVER
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows[: length + 1])
    more = f"?before={found[length - 1].pk}" if len(found) > length else ""
    return [(each, *tag(each, today)) for each in found[:length]], more


def _key(text: str) -> tuple[date, int] | None:
    """The last day and the key of the row that a page ended with."""
    day, _dot, pk = text.partition(".")
    try:
        return datetime.strptime(day, "%Y%m%d").date(), int(pk[:18])  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def is_ending(certificate: Certificate, today: date) -> bool:
    """Within its last thirty days, and within the last third of its time."""
    if certificate.state != CertificateState.SEALED:
        return False
    left = (certificate.valid_until - today).days
    whole = (certificate.valid_until - certificate.valid_from).days + 1
    return left < min(ENDING_DAYS, whole // ENDING_PART)


def tag(certificate: Certificate, today: date) -> tuple[str, str]:
    """Its standing in a word, and the colour of it."""
    if certificate.state == CertificateState.REVOKED:
        return _("Revoked"), "red"
    if certificate.state == CertificateState.GRANTED:
        return _("Being sealed"), "blue"
    return (_("Expired"), "") if certificate.valid_until < today else (_("Valid"), "green")


def of_holder(resident: Resident, number: str) -> Certificate:
    """The certificate, if it is this resident's; to anybody else it does not exist."""
    mine = Certificate.objects.filter(holder=resident).select_related(
        "committee", "case", "seal", "signature", "replaced_by"
    )
    return get_object_or_404(mine, number=number)


def is_in_force(certificate: Certificate) -> bool:
    return certificate.state == CertificateState.SEALED and certificate.valid_until >= timezone.localdate()


@require_safe
@resident_required
def certificate(request: ResidentRequest, number: str) -> HttpResponse:
    found = of_holder(request.resident, number)
    case = getattr(found, "case", None)
    if case is not None:
        mark_read(request.resident.pk, about=case.number, now=timezone.now())
    if found.state == CertificateState.GRANTED:
        return render(request, "resident/sealing.html", {"certificate": found, "is_held_up": is_held_up(found)})
    return show(request, found)


def show(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    today = timezone.localdate()
    words, colour = tag(certificate, today)
    context = {
        "certificate": certificate,
        "tag": words,
        "colour": colour,
        "is_in_force": is_in_force(certificate),
        "is_ending": is_ending(certificate, today),
        "is_revoked": certificate.state == CertificateState.REVOKED,
        "is_offered": any(item.code == certificate.item_code for item in offered()),
        "is_new": "new" in request.GET,
        "newer": getattr(certificate, "replaced_by", None),
    }
    return render(request, "resident/certificate.html", context)


@require_safe
@resident_required
def qr(request: ResidentRequest, number: str) -> HttpResponse:
    """The code alone, as large as the screen."""
    found = of_holder(request.resident, number)
    if not is_in_force(found):
        return redirect("resident:certificate", number)
    return render(request, "resident/qr.html", {"certificate": found})


@require_safe
@resident_required
def print_page(request: ResidentRequest, number: str) -> HttpResponse:
    found = of_holder(request.resident, number)
    if not is_in_force(found):
        return redirect("resident:certificate", number)
    return render(request, "resident/print.html", {"certificate": found})
