"""The holder's own pages: bring the certificate into a wallet, and the code that works without a network."""

import json
from urllib.parse import quote

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from jiban.certificates import offers
from jiban.certificates.models import Certificate, CertificateState
from jiban.certificates.offline_codes import offline_code
from jiban.seals.errors import NoSealError
from jiban.web.visitors import ResidentRequest, resident_required

from .metadata import CONFIGURATION, PRE_AUTHORIZED


def _in_force(request: ResidentRequest, number: str) -> Certificate | None:
    """Her certificate, None if it holds no longer; of anybody else's she is told that there is none."""
    mine = Certificate.objects.filter(holder=request.resident).select_related("committee")
    found = get_object_or_404(mine, number=number)
    in_force = found.state == CertificateState.SEALED and found.valid_until >= timezone.localdate()
    return found if in_force else None


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def wallet(request: ResidentRequest, number: str) -> HttpResponse:
    certificate = _in_force(request, number)
    if certificate is None:
        return redirect("resident:certificate", number)
    context: dict[str, object] = {"certificate": certificate}
    if request.method == "POST":
        made = offers.offer(certificate, now=timezone.now())
        link = _link(made.code)
        minutes = int(offers.OFFER_LASTS.total_seconds()) // 60
        context |= {"link": link, "tx_code": made.tx_code, "picture": _picture(link), "minutes": minutes}
    return render(request, "credentials/wallet.html", context)


@require_safe
@resident_required
def offline(request: ResidentRequest, number: str) -> HttpResponse:
    certificate = _in_force(request, number)
    if certificate is None:
        return redirect("resident:certificate", number)
    try:
        code = offline_code(certificate, now=timezone.now())
    except NoSealError:
        return render(request, "credentials/offline.html", {"certificate": certificate}, status=503)
    context = {"certificate": certificate, "code": code, "picture": _picture(code)}
    return render(request, "credentials/offline.html", context)


def _link(code: str) -> str:
    """The offer by value (OpenID4VCI 1.0 section 4.1.2): nothing about the holder is in it."""
    grant = {
        "pre-authorized_code": code,
        "tx_code": {"input_mode": "numeric", "length": offers.TX_CODE_DIGITS},
    }
    offer = {
        "credential_issuer": settings.SITE_URL,
        "credential_configuration_ids": [CONFIGURATION],
        "grants": {PRE_AUTHORIZED: grant},
    }
    return f"openid-credential-offer://?credential_offer={quote(json.dumps(offer, separators=(',', ':')))}"


def _picture(text: str) -> SafeString:
    # Inside the page, so that no address and no cache holds it. segno writes numbers and colours, never the text.
    code = segno.make(text, error="l", micro=False)
    drawn = code.svg_inline(border=4, light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - see above
