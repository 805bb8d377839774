"""/log/anchors: where heads of the log were shown outside, so that nobody, we included, can show another one later."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jiban.ledger import questions
from jiban.ledger.models import AnchorReceipt, AnchorState, Checkpoint

PAGE = 20
COLOURS = {AnchorState.CONFIRMED: "green", AnchorState.CONFLICT: "red", AnchorState.FAILED: "amber"}
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    found = questions.anchor_receipts(limit=PAGE + 1, before=int(before) if before.isdecimal() else None)
    shown = found[:PAGE]
    context = {
        "receipts": [{"row": row, "colour": COLOURS.get(AnchorState(row.state), "")} for row in shown],
        "conflict": questions.newest_conflict(),
        "older_url": f"?before={shown[-1].pk}" if len(found) > PAGE else "",
    }
    return render(request, "verify/anchors.html", context)


@require_safe
def evidence(_request: HttpRequest, pk: int) -> HttpResponse:
    """What the anchor signed: a time-stamp token, for example for `openssl ts -verify`."""
    row = get_object_or_404(AnchorReceipt, pk=pk)
    if not row.evidence:
        raise Http404
    return _download(f"{row.anchor}-{row.size}.tst", bytes(row.evidence), "application/timestamp-token")


@require_safe
def note(_request: HttpRequest, pk: int) -> HttpResponse:
    """The signed checkpoint that was shown, word for word: its digest is what was stamped."""
    row = get_object_or_404(AnchorReceipt.objects.defer("evidence"), pk=pk)
    text = get_object_or_404(Checkpoint, size=row.size).note
    return _download(f"checkpoint-{row.size}.txt", text.encode(), "text/plain; charset=utf-8")


def _download(name: str, data: bytes, kind: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": FOREVER,
        "Access-Control-Allow-Origin": "*",
    }
    return HttpResponse(data, content_type=kind, headers=headers)
