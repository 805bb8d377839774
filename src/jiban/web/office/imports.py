"""Sheets in and out: upload, a dry run with every fault, a sheet for corrections, and only then the import."""

from datetime import timedelta

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from jiban.people.questions import ADMINISTRATORS
from jiban.places.errors import ImportRefusedError, SheetRefusedError
from jiban.places.models import SheetUpload
from jiban.places.sheets import exchange, sheet
from jiban.places.sheets.ground import Area
from jiban.web.plain_form import PlainForm

from .desk import DeskRequest, show
from .permissions import open_to
from .places import tabs

KEPT = timedelta(days=1)
MOST_FAULTS_SHOWN = 100
KIND_WORDS = {
    "divisions": _("Divisions"),
    "committees": _("Committees"),
    "departments": _("Departments"),
    "service-points": _("Service centres and stations"),
    "liaison": _("Liaison list"),
}


class UploadForm(PlainForm):
    kind = forms.ChoiceField(label=_("What the sheet lists"), choices=list(KIND_WORDS.items()))
    file = forms.FileField(
        label=_("Sheet"),
        help_text=_("CSV or XLSX. First it is only checked."),
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> tuple[str, bytes]:
        upload = self.cleaned_data["file"]
        if upload.size > sheet.LARGEST_FILE_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB.") % {"limit": sheet.LARGEST_FILE_BYTES // 2**20}
            )
        data: bytes = upload.read()
        try:
            sheet.read(data)
        except SheetRefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload.name, data


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*ADMINISTRATORS)
def imports(request: DeskRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        file_name, data = form.cleaned_data["file"]
        SheetUpload.objects.filter(uploaded_at__lt=now - KEPT).delete()
        upload = SheetUpload.objects.create(
            kind=form.cleaned_data["kind"],
            file_name=file_name[-200:],
            data=data,
            uploaded_at=now,
            uploaded_by=request.officer.username,
        )
        return redirect("office:import", upload.pk)
    context = {
        "form": form,
        "kinds": KIND_WORDS.items(),
        "tabs": tabs(request.desk, "imports"),
    }
    return show(request, "imports.html", context, section="places", status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*ADMINISTRATORS)
def import_(request: DeskRequest, pk: int) -> HttpResponse:
    """What the import would do; posted, it is done. It is checked again then: the tree may have changed."""
    upload = _own_upload(request, pk)
    if request.method == "POST":
        try:
            source = f"{upload.file_name} {timezone.localdate():%Y-%m-%d}"[:200]
            count = exchange.import_upload(upload, area=_area(request), source=source)
        except SheetUpload.DoesNotExist as error:
            raise Http404 from error
        except (ImportRefusedError, SheetRefusedError):
            return _show_finding(request, upload, status=409)
        context = {"done": count, "upload": upload, "what": KIND_WORDS[upload.kind], "tabs": tabs(request.desk, "")}
        return show(request, "import.html", context, section="places")
    return _show_finding(request, upload)


def _show_finding(request: DeskRequest, upload: SheetUpload, *, status: int = 200) -> HttpResponse:
    kind = exchange.KINDS[upload.kind]
    context = {"upload": upload, "what": KIND_WORDS[upload.kind], "tabs": tabs(request.desk, "")}
    try:
        finding = exchange.try_import(kind, bytes(upload.data), area=_area(request))
    except SheetRefusedError as refusal:
        return show(request, "import.html", {**context, "refusal": refusal}, section="places", status=422)
    columns = {column.name: column.shown() for column in kind.columns}
    faults = [(each.line, columns.get(each.column, each.column), each.message) for each in finding.problems]
    context |= {
        "count": finding.count,
        "fault_count": len(faults),
        "faults": faults[:MOST_FAULTS_SHOWN],
        "hidden_count": max(len(faults) - MOST_FAULTS_SHOWN, 0),
    }
    return show(request, "import.html", context, section="places", status=status)


@require_safe
@open_to(*ADMINISTRATORS)
def correction(request: DeskRequest, pk: int) -> HttpResponse:
    upload = _own_upload(request, pk)
    kind = exchange.KINDS[upload.kind]
    try:
        finding = exchange.try_import(kind, bytes(upload.data), area=_area(request))
    except SheetRefusedError as refusal:
        raise Http404 from refusal
    data = exchange.correction_sheet(finding.sheet, finding.problems, kind.columns)
    return download(data, f"{upload.kind}-correction", finding.sheet.form)


@require_safe
@open_to(*ADMINISTRATORS)
def export(request: DeskRequest, kind: str, form: str) -> HttpResponse:
    if kind not in exchange.KINDS or form not in sheet.MEDIA_TYPES:
        raise Http404
    data = exchange.export_sheet(exchange.KINDS[kind], form, area=_area(request))
    return download(data, f"{kind}-{timezone.localdate():%Y-%m-%d}", form)


def _own_upload(request: DeskRequest, pk: int) -> SheetUpload:
    fresh = SheetUpload.objects.filter(uploaded_at__gte=timezone.now() - KEPT)
    return get_object_or_404(fresh, pk=pk, uploaded_by=request.officer.username)


def _area(request: DeskRequest) -> Area:
    return Area.of(request.desk.divisions_as(*ADMINISTRATORS))


def download(data: bytes, name: str, form: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type=sheet.MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"},
    )
