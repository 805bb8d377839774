"""Invitations for a whole table: a dry run with every fault by row and column, then all links at once, to print."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jiban.people.actions.inviting_many import TableFaultyError, dry_run, invite_many
from jiban.people.errors import PeopleError
from jiban.people.officer_rows import decode
from jiban.people.questions import ADMINISTRATORS

from .desk import DeskRequest, show
from .door_forms import ManyForm
from .invitations import slip
from .permissions import open_to

PAGE_METHODS = ["GET", "HEAD", "POST"]
EXAMPLE = "name,username,mobile,committee,post,title,starts_on"


@require_http_methods(PAGE_METHODS)
@open_to(*ADMINISTRATORS)
def many(request: DeskRequest) -> HttpResponse:
    """Posted once it is a dry run; posted with the word from that page, the invitations are made."""
    if request.method != "POST":
        return _show(request, ManyForm())
    form = ManyForm(request.POST, request.FILES)
    text = _text(form) if form.is_valid() else ""
    if form.errors:
        return _show(request, form, status=422)
    # What was read stays on the page, so that making them needs no second upload.
    kept = ManyForm({"table": text, "appointed_by": form.cleaned_data["appointed_by"]})
    kept.is_valid()
    refusal = None
    if request.POST.get("act") == "make":
        try:
            return _make(request, kept, text)
        except TableFaultyError:
            pass
        except PeopleError as refused:
            refusal = refused
    planned, faults = dry_run(text, by=request.officer, now=timezone.now())
    context = {"planned": planned, "faults": faults, "looked": True, "refusal": refusal}
    return _show(request, kept, status=422 if faults else 409 if refusal else 200, **context)


def _text(form: ManyForm) -> str:
    file = form.cleaned_data.get("file")
    if file is None:
        text = str(form.cleaned_data.get("table", ""))
        if not text.strip():
            form.add_error("table", form.fields["table"].error_messages["required"])
        return text
    try:
        return decode(file.read())
    except ValueError as unreadable:
        form.add_error("file", str(unreadable))
        return ""


def _make(request: DeskRequest, form: ManyForm, text: str) -> HttpResponse:
    appointed_by = form.cleaned_data["appointed_by"]
    sent = invite_many(text, appointed_by=appointed_by, by=request.officer, now=timezone.now())
    return show(request, "invitation_slips.html", {"slips": [slip(each) for each in sent]}, section="invitations")


def _show(request: DeskRequest, form: ManyForm, *, status: int = 200, **context: object) -> HttpResponse:
    about = {"form": form, "example": EXAMPLE}
    return show(request, "invitations_many.html", {**about, **context}, section="invitations", status=status)
