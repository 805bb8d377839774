"""The pages shown when something went wrong: what happened, what to do, whom to call."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from jiban.web.visitors import SERVICE_HOTLINE


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "400.html", status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    """Also asked for by a proxy that has refused a request by its size."""
    limit = settings.REQUEST_MAX_BYTES // (1024 * 1024)
    return render(request, "413.html", {"limit": limit}, status=413)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # The database may be what failed: nothing on this page may ask it for anything.
    known = {"resident": None, "officer": None, "shared_device": True, "session_ends": None}
    words = {"site_name": gettext("Village services"), "help_phone": SERVICE_HOTLINE}
    return render(request, "500.html", known | words, status=500)
