"""Keeping and removing the officer's own views of the queue."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiban.cases import saved_views
from jiban.cases.queue_filter import QueueFilter
from jiban.cases.saved_views import ViewRefusedError

from .desk import WITH_PEOPLE, DeskRequest
from .permissions import open_to
from .queue import address, show_queue


@require_POST
@open_to(*WITH_PEOPLE)
def keep(request: DeskRequest) -> HttpResponse:
    wanted = QueueFilter.read(request.POST)
    is_default = request.POST.get("is_default") == "yes"
    try:
        saved_views.keep(request.officer, request.POST.get("name", ""), wanted, is_default=is_default)
    except ViewRefusedError as refusal:
        return show_queue(request, view_refusal=refusal, status=422)
    return redirect(address(wanted))


@require_POST
@open_to(*WITH_PEOPLE)
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    saved_views.remove(request.officer, pk)
    return redirect("/office/?only=all")
