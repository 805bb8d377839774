"""The public check: a file, a typed code, or the address that the QR code opens. No sign-in, no cookie."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from jiban.certificates import foreign, trust
from jiban.certificates.copies import find_by_code, find_by_file
from jiban.certificates.foreign import Believed, is_foreign, verify_foreign
from jiban.certificates.models import AnnotatedCopy, Certificate, CertificateState
from jiban.certificates.verdicts import Verdict

from . import answers, check_codes, copies, foreign_answers, machines, previews, unknown_codes, upload
from .checking import set_up, verdict_of, verdict_on
from .forms import CodeForm, FileForm
from .machines import for_people_and_machines, wants_json
from .refusals import BeingSealedError, UnknownCodeError


# No cookie, hence no token against forged requests: a check changes nothing and knows nobody.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_people_and_machines
def start(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show_start(request, FileForm(), CodeForm())
    upload.admit(request)
    return _check_code(request) if "code" in request.POST else _check_file(request)


def _check_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask_again(request, FileForm(), form, wrong=form)
    return redirect("verify:code", form.cleaned_data["code"])


def _check_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask_again(request, form, CodeForm(), wrong=form)
    data = form.data_of_file()
    copy = find_by_file(data)
    if copy is not None:
        return _answer_copy(request, copy, data)
    if is_foreign(data):
        return _answer_foreign(request, data)
    verdict = verdict_on(data)
    return _answer(request, verdict, _in_our_books(verdict), data)


@require_safe
@for_people_and_machines
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Check the file in our own books afresh, as it would be handed out now."""
    read = check_codes.read(code)
    if read is None:
        raise UnknownCodeError
    papers = Certificate.objects.select_related("paper", "committee")
    certificate = papers.filter(check_code=read).first()
    if certificate is None:
        copy = find_by_code(read)
        if copy is None:
            raise unknown_codes.refuse(request)
        return _answer_copy(request, copy)
    if certificate.state == CertificateState.GRANTED:
        raise BeingSealedError(phone=certificate.committee.phone)
    return _answer(request, verdict_of(certificate), certificate)


def _answer_copy(request: HttpRequest, copy: AnnotatedCopy, data: bytes = b"") -> HttpResponse:
    certificate = copy.certificate
    return copies.answer(request, copy, verdict_of(certificate), certificate, data)


def _believed_elsewhere() -> Believed:
    with set_up():
        return foreign.believed(settings.TRUST_DIR, trust.load(settings.TRUST_DIR))


def _in_our_books(verdict: Verdict) -> Certificate | None:
    known = Certificate.objects.select_related("committee").filter(identifier=verdict.identifier)
    return known.first() if verdict.identifier else None


def _answer(request: HttpRequest, verdict: Verdict, certificate: Certificate | None, data: bytes = b"") -> HttpResponse:
    """With the pages for who brings the file; who has the code alone must not see what is on them."""
    if wants_json(request):
        return machines.verdict_response(verdict)
    context = answers.page(verdict, checked_at=timezone.now(), certificate=certificate)
    return _show(request, "verify/result.html", context, data)


def _answer_foreign(request: HttpRequest, data: bytes) -> HttpResponse:
    now = timezone.now()
    verdict = verify_foreign(data, believed=_believed_elsewhere(), now=now)
    if wants_json(request):
        return machines.foreign_response(verdict)
    return _show(request, "verify/foreign.html", foreign_answers.page(verdict, checked_at=now), data)


def _show(request: HttpRequest, template: str, context: dict[str, Any], data: bytes) -> HttpResponse:
    shown = previews.preview(data)
    response = render(request, template, context | {"preview": shown, "site_address": _site_address()})
    return previews.allow_pictures(response) if shown and shown.pages else response


def _ask_again(request: HttpRequest, file: FileForm, code: CodeForm, *, wrong: FileForm | CodeForm) -> HttpResponse:
    if wants_json(request):
        said = " ".join(str(error) for errors in wrong.errors.values() for error in errors)
        return machines.problem(code="incomplete", status=422, title=_("This could not be checked"), detail=said)
    return _show_start(request, file, code, wrong=wrong, status=422)


def _show_start(
    request: HttpRequest, file: FileForm, code: CodeForm, *, wrong: FileForm | CodeForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "file_form": file,
        "code_form": code,
        "wrong": wrong,
        "site_address": _site_address(),
        "megabytes": settings.VERIFY_UPLOAD_MAX_BYTES // (1024 * 1024),
        "limit_bytes": settings.VERIFY_UPLOAD_MAX_BYTES,
    }
    return render(request, "verify/start.html", context, status=status)


def _site_address() -> str:
    return settings.SITE_URL.partition("://")[2]
