"""Help a relative from one's own account; see who helped oneself, and object."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from jiban.catalogue.questions import item as offered_item
from jiban.certificates.downloads import pdf_with_proof
from jiban.helping import ending, opening, questions
from jiban.helping.errors import HelpError
from jiban.helping.models import HelpTask, new_key
from jiban.people.errors import InvalidDetailsError, PeopleError
from jiban.web.helping import task_pages
from jiban.web.helping.doors import Door, keep_nothing
from jiban.web.helping.forms import RelativeForm
from jiban.web.plain_form import PlainForm
from jiban.web.visitors import ResidentRequest

from .own import own_page

PAGE_METHODS = ["GET", "HEAD", "POST"]
PAGE = 20
RELATED = ("resident__village", "item", "committee__division", "officer", "relative", "case", "asked_by")
not_stored = cache_control(no_store=True)


def _door(request: ResidentRequest) -> Door:
    def draw(template: str, context: Mapping[str, Any], status: int) -> HttpResponse:
        return render(request, template, context, status=status)

    return Door("resident", "helping/resident_shell.html", draw)


@not_stored
@require_safe
@own_page
def helping(request: ResidentRequest) -> HttpResponse:
    now, me = timezone.now(), request.resident
    context = {
        "tasks": questions.open_tasks(relative=me, now=now),
        "fetchable": questions.fetchable(relative=me, now=now),
    }
    return render(request, "resident/helping.html", context)


@not_stored
@require_http_methods(PAGE_METHODS)
@own_page
def help_new(request: ResidentRequest) -> HttpResponse:
    form, refusal, key = RelativeForm(), None, request.POST.get("key") or new_key()
    if request.method == "POST":
        form = RelativeForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            person, item = (said["name"], said["identity_number"]), offered_item(said["item"])
            try:
                task = opening.by_relative(
                    request.resident, *person, item, form.ground(), key=key[:40], now=timezone.now()
                )
            except InvalidDetailsError as wrong:
                for name, problem in wrong.problems.items():
                    form.add_error(name if name in form.fields else None, problem)
            except (HelpError, PeopleError) as refused:
                refusal = refused
            else:
                return _door(request).to_task(task)
    status = 409 if refusal else 422 if form.errors else 200
    return _door(request).draw("new.html", {"form": form, "refusal": refusal, "key": key}, status=status)


@require_http_methods(PAGE_METHODS)
@own_page
def help_task(request: ResidentRequest, pk: int) -> HttpResponse:
    mine = HelpTask.objects.filter(relative=request.resident).select_related(*RELATED)
    return task_pages.answer(request, get_object_or_404(mine, pk=pk), _door(request))


@not_stored
@require_safe
@own_page
def help_certificate(request: ResidentRequest, pk: int) -> HttpResponse:
    mine = HelpTask.objects.filter(relative=request.resident).select_related("case__certificate")
    try:
        certificate = questions.certificate_of(get_object_or_404(mine, pk=pk), now=timezone.now())
    except HelpError as refusal:
        return _door(request).draw("over.html", {"refusal": refusal}, status=403)
    headers = {"Content-Disposition": f'attachment; filename="{certificate.number}.pdf"'}
    return keep_nothing(HttpResponse(pdf_with_proof(certificate), content_type="application/pdf", headers=headers))


class ObjectionForm(PlainForm):
    words = forms.CharField(
        label=_("What was wrong?"),
        help_text=_("For example: nobody asked me; I wanted something else"),
        max_length=ending.LONGEST_OBJECTION,
        widget=forms.Textarea({"rows": 3, "data-private": ""}),
    )


@not_stored
@require_safe
@own_page
def helped(request: ResidentRequest) -> HttpResponse:
    """Who helped me, newest first."""
    before = request.GET.get("before", "")
    rows = HelpTask.objects.filter(resident=request.resident).select_related(*RELATED).order_by("-id")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows[: PAGE + 1])
    older = f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    context = {"tasks": found[:PAGE], "older_url": older, "newer_url": "?" if before else ""}
    return render(request, "resident/helped.html", context)


@not_stored
@require_http_methods(PAGE_METHODS)
@own_page
def helped_by(request: ResidentRequest, pk: int) -> HttpResponse:
    """One helper's task as the resident sees it: how they agreed, and the way to say no."""
    mine = HelpTask.objects.filter(resident=request.resident).select_related(*RELATED)
    task, now = get_object_or_404(mine, pk=pk), timezone.now()
    form, refusal, status = ObjectionForm(), None, 200
    if request.method == "POST":
        if request.POST.get("act") in {"let", "let-not"}:
            ending.let_fetch(task, request.resident, may=request.POST["act"] == "let")
            return redirect("resident:helped-by", pk)
        if "stop" in request.POST and not task.is_open:
            # A second tap: it is stopped, or was handed in meanwhile. The page tells.
            return redirect("resident:helped-by", pk)
        form, status = ObjectionForm(request.POST), 422
        try:
            if task.is_open or form.is_valid():
                ending.object_to(task, request.POST.get("words", ""), now=now)
                return redirect("resident:helped-by", pk)
        except task_pages.REFUSALS as refused:
            refusal, status = refused, 409
    context = {"task": task, "form": form, "refusal": refusal}
    return render(request, "resident/helped_by.html", context, status=status)


@not_stored
@require_safe
@own_page
def helped_picture(request: ResidentRequest, pk: int, kind: str) -> HttpResponse:
    task = get_object_or_404(HelpTask.objects.filter(resident=request.resident), pk=pk)
    found = {"mark": (bytes(task.mark), "image/png"), "letter": (bytes(task.letter), task.letter_type)}.get(kind)
    if found is None or not found[0]:
        raise Http404
    return keep_nothing(HttpResponse(found[0], content_type=found[1]))
