"""The pages of one task: fill in, read aloud, agree, receipt. Which one is shown follows from where the task stands."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from jiban.cases.errors import CaseError, NoCommitteeError
from jiban.catalogue.forms import summary
from jiban.helping import consenting, ending, filling, marks
from jiban.helping.consent_rules import HelpState
from jiban.helping.errors import HelpError, MarkMissingError, TaskOverError
from jiban.helping.models import HelpTask, WhyEnded, new_key
from jiban.helping.questions import is_with_helper
from jiban.people.errors import CodeWrongError, PeopleError
from jiban.places.service_minutes import NeverOpenError

from .doors import Door
from .forms import ConsentForm, facts_form

WARN_MINUTES = 10
WAYS_BACK = {HelpState.READING, HelpState.CONSENTING}


def answer(request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    """Every page and every act of a task; of a task that is over there is nothing to see."""
    now = timezone.now()
    if ending.is_receipt_shown(task, now=now):
        return _receipt(request, task, door, now)
    if not consenting.is_open(task, now=now):
        return _over(door)
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        try:
            return act(request, task, door) if act else door.to_task(task)
        except TaskOverError:
            return _over(door)
    return show(task, door)


def _over(door: Door) -> HttpResponse:
    return door.draw("over.html", {}, status=410)


def show(task: HelpTask, door: Door, *, refusal: object = None, status: int = 200, **more: Any) -> HttpResponse:
    """The page where the task stands now."""
    if isinstance(refusal, TaskOverError):
        return _over(door)
    draw: Mapping[str, Callable[[HelpTask], tuple[str, dict[str, Any]]]] = {
        HelpState.FILLING: _filling,
        HelpState.READING: _reading,
        HelpState.CONSENTING: _consenting,
        HelpState.AT_COUNTER: _at_counter,
    }
    template, context = draw[task.state](task)
    return door.draw(template, {**about(task), **context, "refusal": refusal, **more}, status=status)


def about(task: HelpTask) -> dict[str, Any]:
    """What stands above every page of a task."""
    left = task.ends_at - timezone.now()
    seconds = max(0, int(left.total_seconds()))
    return {
        "task": task,
        "title": task.item.read().title.in_language(get_language()),
        "ends_in": seconds,
        "warn_at": WARN_MINUTES * 60,
        "ends_soon": seconds <= WARN_MINUTES * 60,
    }


def rows_of(task: HelpTask) -> list[Any]:
    return summary(task.item.read(), task.answers, get_language())


def _filling(task: HelpTask) -> tuple[str, dict[str, Any]]:
    return "facts.html", {"form": facts_form(task), **_about_form(task)}


def _about_form(task: HelpTask) -> dict[str, Any]:
    definition = task.item.read()
    return {
        "definition": definition,
        "free_purposes": {purpose.code for purpose in definition.purposes if purpose.free},
        "at_hand": set(task.papers.values_list("name", flat=True)),
    }


def _reading(task: HelpTask) -> tuple[str, dict[str, Any]]:
    context = {
        "rows": rows_of(task),
        "undertaking": filling.undertaking(),
        "undertaking_name": filling.UNDERTAKING,
        "seen": filling.digest(task),
        "papers": _paper_labels(task),
    }
    return "reading.html", context


def _paper_labels(task: HelpTask) -> list[str]:
    labels = {paper.code: paper.label.in_language(get_language()) for paper in task.item.read().papers}
    return [labels.get(name, name) for name in task.papers.order_by("id").values_list("name", flat=True)]


def _consenting(task: HelpTask) -> tuple[str, dict[str, Any]]:
    return "consent.html", {"ways": consenting.open_ways(task), "code_form": ConsentForm(), "key": new_key()}


def _at_counter(_task: HelpTask) -> tuple[str, dict[str, Any]]:
    return "waiting.html", {}


def _facts(request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    form, now = facts_form(task, request.POST, request.FILES), timezone.now()
    is_right = form.is_valid()
    try:
        if form.handed_in:
            # A good photo is not asked for twice because a word was wrong.
            filling.keep_papers(task, form.handed_in, now=now)
        if is_right:
            filling.keep_answers(task, form.answers(), now=now)
            return door.to_task(task)
    except HelpError as refusal:
        return show(task, door, refusal=refusal, status=409)
    context = {**about(task), "form": form, **_about_form(task), "files_lost": bool(request.FILES)}
    return door.draw("facts.html", context, status=422)


def _read(request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    needed, ticked = [row.name for row in rows_of(task)], request.POST.getlist("read")
    try:
        filling.confirm_read(
            task,
            ticked,
            needed=needed,
            seen=request.POST.get("seen", ""),
            may_fetch="may_fetch" in request.POST,
            now=timezone.now(),
        )
    except HelpError as refusal:
        return show(task, door, refusal=refusal, status=422, ticked=set(ticked))
    return door.to_task(task)


def _change(_request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    if task.state in WAYS_BACK:
        filling.change_again(task, now=timezone.now())
    return door.to_task(task)


def _send_code(request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    try:
        challenge = consenting.send_code(task, now=timezone.now(), form_key=request.POST.get("key", "")[:40])
    except (HelpError, PeopleError) as refusal:
        return show(task, door, refusal=refusal, status=409)
    return show(task, door, challenge=challenge, code_sent=True)


def _code(request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return show(task, door, status=422, code_form=form, code_sent=True)
    try:
        consenting.by_code(task, form.cleaned_data["code"], now=timezone.now())
    except CodeWrongError as wrong:
        form.add_error("code", str(wrong))
        return show(task, door, status=422, code_form=form, code_sent=True)
    except REFUSALS as refusal:
        return _refused(task, door, refusal)
    return door.to_task(task)


def _mark(request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    pressed, drawing = "pressed" in request.POST, request.POST.get("drawing", "")
    try:
        mark = b"" if pressed and not drawing else marks.read(drawing)
        consenting.by_mark(task, mark=mark, pressed=pressed, now=timezone.now())
    except MarkMissingError as refusal:
        return show(task, door, refusal=refusal, status=422)
    except REFUSALS as refusal:
        return _refused(task, door, refusal)
    return door.to_task(task)


def _counter(_request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    try:
        consenting.ask_counter(task, now=timezone.now())
    except HelpError as refusal:
        return show(task, door, refusal=refusal, status=409)
    return door.to_task(task)


def _longer(_request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    if is_with_helper(task, now=timezone.now()):
        filling.go_on(task, now=timezone.now())
    return door.to_task(task)


def _stop(request: HttpRequest, task: HelpTask, door: Door) -> HttpResponse:
    """The helper gives up, or the resident says no: either way nothing stays."""
    why = WhyEnded.RESIDENT if "resident" in request.POST else WhyEnded.HELPER
    ending.clear(task, why=why, now=timezone.now())
    return door.away()


def _refused(task: HelpTask, door: Door, refusal: Exception) -> HttpResponse:
    task.refresh_from_db()
    words = NoCommitteeError() if isinstance(refusal, NeverOpenError) else refusal
    if not task.is_open:
        return door.to_task(task)
    return show(task, door, refusal=words, status=409)


def _receipt(request: HttpRequest, task: HelpTask, door: Door, now: datetime) -> HttpResponse:
    if request.method == "POST":
        if request.POST.get("act") == "close":
            ending.close(task, now=now)
            return door.away()
        return door.to_task(task)
    return door.draw("receipt.html", {"task": task, "title": task.item.read().title.in_language(get_language())})


REFUSALS = (HelpError, CaseError, PeopleError, NeverOpenError)
ACTS: Mapping[str, Callable[[HttpRequest, HelpTask, Door], HttpResponse]] = {
    "facts": _facts,
    "read": _read,
    "change": _change,
    "send-code": _send_code,
    "code": _code,
    "mark": _mark,
    "counter": _counter,
    "longer": _longer,
    "stop": _stop,
}
