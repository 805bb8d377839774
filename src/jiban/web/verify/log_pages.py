"""/log/: how the log stands, who watches over it, and what they ever objected to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from jiban.cosigning import questions
from jiban.cosigning.alarms import Kind
from jiban.cosigning.models import Alarm
from jiban.standards.tlog import checkpoint, note
from jiban.standards.tlog.errors import TlogError

FOREVER = "public, max-age=31536000, immutable"
TROUBLES = {
    "": "",
    "unavailable": _("does not answer; it will be asked again"),
    "unknown-log": _("does not know this log yet"),
    "unknown-key": _("does not know this log's key"),
    "refused": _("did not understand the request"),
    "busy": _("the log grew while it was asked; it will be asked again"),
    str(Kind.AHEAD): _("objects: see the alarms"),
    str(Kind.INCONSISTENT): _("objects: see the alarms"),
}
KINDS = {
    str(Kind.AHEAD): _("The witness knows a longer log"),
    str(Kind.INCONSISTENT): _("The log does not go on from what the witness saw"),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    head = questions.newest_head()
    standings = questions.standings()
    context = {
        "head": head,
        "root": _root(head.note) if head else "",
        "published": questions.published_head(),
        "witnesses": [{"standing": one, "trouble": _words(TROUBLES, one.trouble)} for one in standings],
        "open_alarms": questions.open_alarms(),
    }
    return render(request, "verify/log.html", context)


@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    found = questions.alarms(before=int(before[:18]) if before.isdecimal() else None)
    context = {
        "alarms": [{"row": row, "words": _words(KINDS, row.kind), "heads": _heads(row)} for row in found],
        "older_url": f"?before={found[-1].pk}" if len(found) == questions.ALARMS_A_PAGE else "",
    }
    return render(request, "verify/alarms.html", context)


@require_safe
def evidence(_request: HttpRequest, pk: int) -> HttpResponse:
    """Both signed sides in one text; whoever has the log's key can check them."""
    alarm = get_object_or_404(Alarm, pk=pk)
    text = f"-- offered by this log:\n{alarm.request}"
    if alarm.theirs:
        text += f"-- signed by this log before, shown by {alarm.key}:\n{alarm.theirs}"
    headers = {"Cache-Control": FOREVER, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8", headers=headers)


def _heads(alarm: Alarm) -> list[checkpoint.Checkpoint]:
    """What the log offered, and what the witness holds against it; what cannot be read is left to the evidence."""
    found = []
    for signed in (alarm.request.partition("\n\n")[2], alarm.theirs):
        try:
            found.append(checkpoint.parse(note.parse(signed)[0]))
        except TlogError:
            break
    return found


def _root(signed: str) -> str:
    return checkpoint.parse(note.parse(signed)[0]).root.hex()


def _words(table: dict[str, str], key: str) -> str:
    if key not in table:
        raise Http404
    return gettext(table[key]) if table[key] else ""
