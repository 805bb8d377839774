"""Acting for a child: begun and ended by the guardian, told on every page meanwhile."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from jiban.people.actions import guardians
from jiban.people.models import Resident
from jiban.people.resident_errors import GuardianError
from jiban.web.visitors import ACTING_KEY, ResidentRequest

from . import typed
from .own import own_page


@require_POST
@own_page
def begin(request: ResidentRequest, pk: int) -> HttpResponse:
    try:
        made = guardians.act_for(request.resident, pk, now=timezone.now())
    except GuardianError as refusal:
        from .children import show  # noqa: PLC0415 - the page leads here

        return show(request, refusal=refusal, status=409)
    request.session[ACTING_KEY] = made.pk
    return redirect("/")


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Back to oneself; harmless if it is over already."""
    request.session.pop(ACTING_KEY, None)
    return redirect("resident:children")


def refuse(request: HttpRequest) -> HttpResponse:
    """What was typed belongs to the other person's page; it is still there when one goes back."""
    return render(request, "resident/for_another.html", {"here": request.path}, status=409)


def is_for_another(request: HttpRequest, resident: Resident) -> bool:
    """True if a form was opened as one person and is sent as another: guardian and child in two windows."""
    sent = request.POST.get(typed.OWNER, "")
    return bool(sent) and not constant_time_compare(sent, typed.owner_mark(resident, request.path))
