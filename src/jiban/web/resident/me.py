"""Who I am to the village, and how I like to read."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiban.people.actions import prefer
from jiban.people.questions import real_name_level
from jiban.places.questions import full_name
from jiban.web.preferences import Mode
from jiban.web.visitors import ResidentRequest, resident_required

from .promises import hours
from .proofs import proofs_of
from .reach import reach_of


@require_http_methods(["GET", "HEAD", "POST"])
@resident_required
def me(request: ResidentRequest) -> HttpResponse:
    if request.method == "POST":
        return _prefer(request)
    resident = request.resident
    committee = getattr(resident.village, "committee", None)
    context = {
        "person": resident,
        "place": full_name(resident.village),
        "committee": committee,
        "hours": hours(committee) if committee else [],
        "reach": reach_of(resident.pk),
        "reach_kept": "reach" in request.GET,
        "is_confirmed": real_name_level(resident, now=timezone.now()) in {"middle", "high"},
        **proofs_of(resident),
    }
    return render(request, "resident/me.html", context)


def _prefer(request: ResidentRequest) -> HttpResponse:
    """Kept with the person, for the next device, and on this device by the preferences' own address."""
    mode, language = request.POST.get("mode", ""), request.POST.get("language", "")
    if mode not in {each.value for each in Mode} or language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    prefer(request.resident, language=language, large_print=mode == Mode.LARGE)
    here = urlencode({"mode": mode, "language": language, "next": reverse("resident:me")})
    return redirect(f"{reverse('preferences')}?{here}")
