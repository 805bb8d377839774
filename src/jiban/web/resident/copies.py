"""Copies for one use: make one, see it, download it, end it."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiban.certificates import copies as making
from jiban.certificates.errors import CertificateError, CopyOverError
from jiban.certificates.models import AnnotatedCopy, Certificate
from jiban.web.drawings import drawing
from jiban.web.visitors import ResidentRequest, resident_required

from . import typed
from .certificates import is_in_force, of_holder
from .files import TYPES, as_download
from .holding_forms import CopyForm, key_in, new_key
from .typed import keeping_typed

MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_typed
@resident_required
def copies(request: ResidentRequest, number: str) -> HttpResponse:
    """Those there are, and a form for another one."""
    found = of_holder(request.resident, number)
    if not is_in_force(found):
        return redirect("resident:certificate", number)
    if request.method != "POST":
        kept = typed.take(request, request.resident)
        form = CopyForm(certificate=found, initial=kept.dict() if kept else None)
        return _show(request, found, form, key=new_key())
    form, key = CopyForm(request.POST, certificate=found), key_in(request)
    if not form.is_valid():
        return _show(request, found, form, key=key, status=422)
    try:
        copy = making.make(found, form.notation(), key=key, now=timezone.now())
    except CertificateError as refusal:
        return _show(request, found, form, key=key, refusal=refusal, status=409)
    return redirect("resident:copy", number, copy.pk)


def _show(
    request: ResidentRequest,
    certificate: Certificate,
    form: CopyForm,
    *,
    key: str,
    refusal: CertificateError | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    rows = certificate.copies.defer("ofd", "pdf").order_by("-id")[:MOST_SHOWN]
    context = {
        "certificate": certificate,
        "form": form,
        "key": key,
        "owner": typed.owner_mark(request.resident, request.path),
        "refusal": refusal,
        "copies": [(each, each.is_in_use(today)) for each in rows],
    }
    return render(request, "resident/copies.html", context, status=status)


@require_safe
@resident_required
def copy(request: ResidentRequest, number: str, pk: int) -> HttpResponse:
    found = _of_holder(request, number, pk)
    return render(request, "resident/copy.html", {"copy": found, "is_good": _is_good(found)})


@require_POST
@resident_required
def copy_end(request: ResidentRequest, number: str, pk: int) -> HttpResponse:
    making.end(_of_holder(request, number, pk), now=timezone.now())
    return redirect("resident:copy", number, pk)


@require_safe
@cache_control(no_store=True)
@resident_required
def copy_picture(request: ResidentRequest, number: str, pk: int) -> HttpResponse:
    found = _of_holder(request, number, pk)
    return drawing(making.copy_svg(found)) if _is_good(found) else redirect("resident:copy", number, pk)


def copy_ofd(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    return _file(request, number, pk, kind="ofd")


def copy_pdf(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    return _file(request, number, pk, kind="pdf")


@require_safe
@cache_control(no_store=True)
@resident_required
def _file(request: ResidentRequest, number: str, pk: int, *, kind: str) -> HttpResponse:
    found = _of_holder(request, number, pk)
    try:
        data = making.file_of(found, kind, timezone.localdate())
    except CopyOverError:
        return redirect("resident:copy", number, pk)
    return as_download(data, TYPES[kind], f"{number}-copy-{pk}.{kind}")


def _of_holder(request: ResidentRequest, number: str, pk: int) -> AnnotatedCopy:
    certificate = of_holder(request.resident, number)
    found = get_object_or_404(certificate.copies.all(), pk=pk)
    found.certificate = certificate
    return found


def _is_good(copy: AnnotatedCopy) -> bool:
    return copy.is_in_use(timezone.localdate()) and is_in_force(copy.certificate)
