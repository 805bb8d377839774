"""The holder's certificates: show, send on, print."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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


@require_safe
@resident_required
def certificates(request: ResidentRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    mine = Certificate.objects.filter(holder=request.resident).order_by("-id")
    if before.isdecimal():
        mine = mine.filter(pk__lt=int(before))
    found = list(mine[: PAGE + 1])
    today = timezone.localdate()
    context = {
        "certificates": [(each, *tag(each, today)) for each in found[:PAGE]],
        "older_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newer_url": "/certificates/" if before else "",
    }
    return render(request, "resident/certificates.html", context)


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
    words, colour = tag(certificate, timezone.localdate())
    context = {
        "certificate": certificate,
        "tag": words,
        "colour": colour,
        "is_in_force": is_in_force(certificate),
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
