"""Links for a while: make one, see how often each was opened, end it."""

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from jiban.certificates import copies, sharing
from jiban.certificates.errors import CertificateError
from jiban.certificates.models import Certificate
from jiban.certificates.sharing import Shared
from jiban.web.visitors import ResidentRequest, resident_required

from .certificates import is_in_force, of_holder
from .holding_forms import ShareForm, key_in, new_key

MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def shares(request: ResidentRequest, number: str) -> HttpResponse:
    """The link is shown in answer to the form, and never again: only its digest is kept."""
    found = of_holder(request.resident, number)
    if not is_in_force(found):
        return redirect("resident:certificate", number)
    in_use = list(copies.in_use(found, timezone.localdate()).defer("ofd", "pdf").order_by("-id"))
    if request.method != "POST":
        return _show(request, found, ShareForm(copies_in_use=in_use), key=new_key())
    form, key = ShareForm(request.POST, copies_in_use=in_use), key_in(request)
    if not form.is_valid():
        return _show(request, found, form, key=key, status=422)
    try:
        made = sharing.share(found, form.wish(), key=key, now=timezone.now())
    except CertificateError as refusal:
        return _show(request, found, form, key=key, refusal=refusal, status=409)
    return _show_link(request, found, made)


def _show(
    request: ResidentRequest,
    certificate: Certificate,
    form: ShareForm,
    *,
    key: str,
    refusal: CertificateError | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    rows = certificate.shares.select_related("copy").defer("copy__ofd", "copy__pdf").order_by("-id")[:MOST_SHOWN]
    context = {
        "certificate": certificate,
        "form": form,
        "key": key,
        "refusal": refusal,
        "shares": [(each, each.is_open(now)) for each in rows],
        "is_ended": "ended" in request.GET,
    }
    return render(request, "resident/shares.html", context, status=status)


def _show_link(request: ResidentRequest, certificate: Certificate, made: Shared) -> HttpResponse:
    link = settings.SITE_URL + reverse("verify:share", args=[made.token])
    context = {"certificate": certificate, "share": made.share, "link": link, "picture": _picture(link)}
    return render(request, "resident/share.html", context)


def _picture(text: str) -> SafeString:
    # Inside the page, so that no address and no cache holds it. segno writes numbers and colours, never the text.
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(border=2, light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - see above


@require_POST
@resident_required
def share_end(request: ResidentRequest, number: str, pk: int) -> HttpResponse:
    certificate = of_holder(request.resident, number)
    sharing.end(get_object_or_404(certificate.shares, pk=pk), now=timezone.now())
    return redirect(f"{reverse('resident:shares', args=[number])}?ended=1")
