"""Invitations for a whole table: a dry run with every fault by row and column, then all links at once, to print."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiban.people.actions.inviting_many import TableFaultyError, dry_run, invite_many
from jiban.people.errors import PeopleError
from jiban.people.officer_rows import COLUMNS, check_size, read_sheet
from jiban.people.questions import ADMINISTRATORS
from jiban.places.errors import RowProblem, SheetRefusedError
from jiban.places.sheets import sheet
from jiban.places.sheets.exchange import correction_sheet
from jiban.places.sheets.sheet import Sheet

from .desk import DeskRequest, show
from .door_forms import ManyForm
from .imports import download
from .invitations import slip
from .permissions import open_to

PAGE_METHODS = ["GET", "HEAD", "POST"]
EXAMPLE = ",".join(column.name for column in COLUMNS)


@require_http_methods(PAGE_METHODS)
@open_to(*ADMINISTRATORS)
def many(request: DeskRequest) -> HttpResponse:
    """Posted once it is a dry run; posted with a word from that page, the invitations are made, or the table comes
    back with its faults."""
    if request.method != "POST":
        return _show(request, ManyForm())
    form = ManyForm(request.POST, request.FILES)
    written = _sheet(form) if form.is_valid() else None
    if written is None:
        return _show(request, form, status=422)
    # What was read stays on the page, so that making them needs no second upload.
    kept = ManyForm({"table": sheet.as_text(written), "appointed_by": form.cleaned_data["appointed_by"]})
    kept.is_valid()
    refusal, act = None, request.POST.get("act", "")
    if act == "make":
        try:
            return _make(request, kept, written)
        except TableFaultyError:
            pass
        except PeopleError as refused:
            refusal = refused
    planned, faults = dry_run(written, by=request.officer, now=timezone.now())
    if act == "correction":
        return _correction(request, written, faults)
    context = {
        "planned": planned,
        "faults": _shown(faults),
        "has_rows": bool(faults) and faults[-1].line > 1,
        "form_of_file": written.form,
        "looked": True,
        "refusal": refusal,
    }
    return _show(request, kept, status=422 if faults else 409 if refusal else 200, **context)


def _sheet(form: ManyForm) -> Sheet | None:
    """None: it cannot be read, and the form says why."""
    file, text = form.cleaned_data.get("file"), str(form.cleaned_data.get("table", ""))
    if file is None and not text.strip():
        form.add_error("table", form.fields["table"].error_messages["required"])
        return None
    try:
        check_size(file.size if file is not None else 0)
        return read_sheet(file.read() if file is not None else text.encode())
    except SheetRefusedError as unreadable:
        form.add_error("table" if file is None else "file", str(unreadable))
        return None


def _make(request: DeskRequest, form: ManyForm, written: Sheet) -> HttpResponse:
    appointed_by = form.cleaned_data["appointed_by"]
    sent = invite_many(written, appointed_by=appointed_by, by=request.officer, now=timezone.now())
    return show(request, "invitation_slips.html", {"slips": [slip(each) for each in sent]}, section="invitations")


def _correction(request: DeskRequest, written: Sheet, faults: Sequence[RowProblem]) -> HttpResponse:
    """The table with a column of faults, in the form it came in; that column is passed over when it comes back."""
    asked = request.POST.get("form", "")
    written = replace(written, form=asked if asked in sheet.MEDIA_TYPES else sheet.CSV)
    return download(correction_sheet(written, faults, COLUMNS), "officers-correction", written.form)


def _shown(faults: Sequence[RowProblem]) -> list[tuple[int, str, str]]:
    shown = {column.name: column.shown() for column in COLUMNS}
    return [(fault.line, shown.get(fault.column, fault.column), fault.message) for fault in faults]


def _show(request: DeskRequest, form: ManyForm, *, status: int = 200, **context: object) -> HttpResponse:
    about = {"form": form, "example": EXAMPLE}
    return show(request, "invitations_many.html", {**about, **context}, section="invitations", status=status)
