"""Let the time of an application stand still, by a reason the law lists, and let it go on."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiban.cases import pausing, promise
from jiban.cases.models import Case
from jiban.people.models import PostKind
from jiban.web.plain_form import PlainForm

from .desk import DeskRequest, show
from .permissions import open_to
from .review import PAGE_METHODS, REFUSALS, of_desk, require_reviewer


class PauseForm(PlainForm):
    reason = forms.ChoiceField(
        label=_("Why does the time stand still?"),
        choices=[(reason.value, reason.label) for reason in pausing.BY_LAW],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What is waited for, and until when"),
        help_text=_("The resident reads these words"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
    )


@require_http_methods(PAGE_METHODS)
@open_to(PostKind.REVIEWER)
def pause(request: DeskRequest, number: str) -> HttpResponse:
    case = of_desk(request, number)
    require_reviewer(request, case)
    if request.method != "POST":
        return _show(request, case, PauseForm())
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _show(request, case, form, status=422)
    try:
        pausing.pause(case, by=request.officer, now=timezone.now(), **form.cleaned_data)
    except REFUSALS as refusal:
        return _show(request, of_desk(request, number), form, refusal=refusal, status=409)
    return redirect("office:case", number)


@require_POST
@open_to(PostKind.REVIEWER)
def resume(request: DeskRequest, number: str) -> HttpResponse:
    case = of_desk(request, number)
    require_reviewer(request, case)
    try:
        pausing.resume(case, by=request.officer, now=timezone.now())
    except REFUSALS as refusal:
        return _show(request, of_desk(request, number), PauseForm(), refusal=refusal, status=409)
    return redirect("office:case", number)


def _show(
    request: DeskRequest, case: Case, form: PauseForm, *, refusal: Exception | None = None, status: int = 200
) -> HttpResponse:
    title = case.item.read().title
    context = {
        "case": case,
        "title": title,
        "form": form,
        "refusal": refusal,
        "told": promise.explain(case, timezone.now()),
    }
    return show(request, "pause.html", context, section="queue", status=status)
