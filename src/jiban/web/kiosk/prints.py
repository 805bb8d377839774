"""Printing beside the kiosk: the page that waits for the paper, and the two addresses of the agent."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from jiban.kiosks import printing

from .certificates import job_here, token_of
from .doors import at_kiosk


@require_safe
@at_kiosk
def print_page(request: HttpRequest, pk: int) -> HttpResponse:
    job = job_here(request, pk)
    if job is None:
        return redirect("kiosk:start")
    token = token_of(request, job)
    context = {
        "job": job,
        "is_over": job.state in printing.ENDED,
        "file_url": settings.SITE_URL + reverse("kiosk:print-file", args=[token]) if token else "",
        "state_url": settings.SITE_URL + reverse("kiosk:print-state", args=[token]) if token else "",
    }
    return render(request, "kiosk/print.html", context)


@require_safe
@at_kiosk
@never_cache
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    job = job_here(request, pk)
    return JsonResponse({"state": job.state if job else "cancelled"})


@require_safe
@never_cache
def file(_request: HttpRequest, token: str) -> HttpResponse:
    """For the agent: the PDF, once. The secret in the address is its only key, and it is used up by this answer."""
    pdf = printing.fetch(token, now=timezone.now())
    if pdf is None:
        raise Http404
    return HttpResponse(pdf, content_type="application/pdf")


@csrf_exempt
@require_POST
def state(request: HttpRequest, token: str) -> HttpResponse:
    """For the agent: printing, done or failed with a reason."""
    said, reason = request.POST.get("state", ""), request.POST.get("reason", "")
    known = printing.tell(token, said, reason=reason, now=timezone.now())
    return HttpResponse(status=204 if known else 409)
