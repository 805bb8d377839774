"""The page that checks offline codes in the browser: it carries the trusted certificates and asks for nothing more."""

from base64 import b64encode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiban.certificates import trust


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "verify/offline.html", {"trusted": _trusted()})


def _trusted() -> list[str]:
    """The P-256 certificates, in Base64; none before they are published."""
    paths = [settings.TRUST_DIR / name for name in (trust.PDF_ROOT, trust.PDF_ISSUING)]
    return [b64encode(path.read_bytes()).decode() for path in paths] if all(path.is_file() for path in paths) else []
