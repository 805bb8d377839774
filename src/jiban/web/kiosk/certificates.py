"""The certificates of who is here: looked at and printed, never downloaded. And the receipt of an application."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from jiban.cases.models import Case
from jiban.certificates.models import Certificate, CertificateState
from jiban.certificates.previews import certificate_svg
from jiban.kiosks import pickup, printing
from jiban.kiosks.errors import NoPrinterError
from jiban.kiosks.models import PrintJob
from jiban.kiosks.receipts import Receipt, receipt_pdf
from jiban.web.drawings import drawing
from jiban.web.templatetags.jiban import moment
from jiban.web.visitors import SERVICE_HOTLINE

from .doors import at_kiosk
from .entering import PICKUP_KEY, PRINT_KEY, certificate_here, is_in_force, key_in, new_key, resident_here
from .gate import kiosk_of

PAGE = 10


@require_safe
@at_kiosk
def certificates(request: HttpRequest) -> HttpResponse:
    """Those in force, newest first: what can be printed."""
    resident = resident_here(request)
    if resident is None:
        return redirect("kiosk:start")
    mine = Certificate.objects.filter(
        holder=resident, state=CertificateState.SEALED, valid_until__gte=timezone.localdate()
    ).order_by("-id")
    before = request.GET.get("before", "")
    if before.isdecimal():
        mine = mine.filter(pk__lt=int(before[:18]))
    found = list(mine[: PAGE + 1])
    context = {
        "certificates": found[:PAGE],
        "older_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return render(request, "kiosk/certificates.html", context)


@require_safe
@at_kiosk
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    found = certificate_here(request, number)
    if found is None or not is_in_force(found):
        return redirect("kiosk:start")
    return _show(request, found)


def _show(
    request: HttpRequest, found: Certificate, *, refusal: NoPrinterError | None = None, status: int = 200
) -> HttpResponse:
    kiosk = kiosk_of(request)
    context = {
        "certificate": found,
        "key": new_key(),
        "has_printer": bool(kiosk and kiosk.agent_key),
        "is_picked_up": PICKUP_KEY in request.session,
        "refusal": refusal,
    }
    return render(request, "kiosk/certificate.html", context, status=status)


@require_safe
@at_kiosk
@cache_control(no_store=True)
def picture(request: HttpRequest, number: str) -> HttpResponse:
    found = certificate_here(request, number)
    if found is None or not is_in_force(found):
        raise Http404
    return drawing(certificate_svg(found))


@require_POST
@at_kiosk
def print_certificate(request: HttpRequest, number: str) -> HttpResponse:
    found, kiosk = certificate_here(request, number), kiosk_of(request)
    if found is None or kiosk is None or not is_in_force(found):
        return redirect("kiosk:start")
    try:
        job, token = printing.ask(kiosk, found, key=key_in(request), now=timezone.now())
    except NoPrinterError as refusal:
        return _show(request, found, refusal=refusal, status=409)
    if token:
        request.session[PRINT_KEY] = {"pk": job.pk, "token": token}
    return redirect("kiosk:print", job.pk)


@require_safe
@at_kiosk
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What to keep after handing in: number, and the code that opens the certificate at any hour."""
    resident = resident_here(request)
    if resident is None:
        return redirect("kiosk:start")
    mine = Case.objects.filter(resident=resident).select_related("item")
    return _show_receipt(request, get_object_or_404(mine, number=number))


def _show_receipt(
    request: HttpRequest, case: Case, *, refusal: NoPrinterError | None = None, status: int = 200
) -> HttpResponse:
    kiosk = kiosk_of(request)
    context = {
        "case": case,
        "code": pickup.code_for(case.number),
        "key": new_key(),
        "has_printer": bool(kiosk and kiosk.agent_key),
        "refusal": refusal,
    }
    return render(request, "kiosk/receipt.html", context, status=status)


@require_POST
@at_kiosk
def print_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """On paper, for who has nothing to write with."""
    resident, kiosk, now = resident_here(request), kiosk_of(request), timezone.now()
    if resident is None or kiosk is None:
        return redirect("kiosk:start")
    mine = Case.objects.filter(resident=resident).select_related("item", "committee__division")
    case = get_object_or_404(mine, number=number)
    paper = Receipt(
        item=case.item.read().title.in_language(get_language()),
        number=case.number,
        code=pickup.code_for(case.number),
        done_by=_("Promised by %(at)s") % {"at": moment(case.due_at)} if case.due_at else "",
        station=case.committee.name,
        phone=case.committee.phone or SERVICE_HOTLINE,
    )
    try:
        pdf = receipt_pdf(paper, now=now)
        job, token = printing.ask_receipt(kiosk, resident, pdf, key=key_in(request), now=now)
    except NoPrinterError as refusal:
        return _show_receipt(request, case, refusal=refusal, status=409)
    if token:
        request.session[PRINT_KEY] = {"pk": job.pk, "token": token}
    return redirect("kiosk:print", job.pk)


def job_here(request: HttpRequest, pk: int) -> PrintJob | None:
    """A job of this visit: of the resident's own paper, or the one that was asked for in this session."""
    kept, resident = request.session.get(PRINT_KEY, {}), resident_here(request)
    job = PrintJob.objects.filter(pk=pk, kiosk=kiosk_of(request)).select_related("certificate").first()
    if job is None:
        return None
    holder = job.resident_id if job.certificate is None else job.certificate.holder_id
    is_mine = resident is not None and holder == resident.pk
    return job if is_mine or kept.get("pk") == job.pk else None


def token_of(request: HttpRequest, job: PrintJob) -> str:
    kept = request.session.get(PRINT_KEY, {})
    return cast("str", kept.get("token", "")) if kept.get("pk") == job.pk else ""
