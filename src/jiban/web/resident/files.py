"""What only the holder gets: the sealed files, the log proof and the pictures. None of it stays in a cache."""

from functools import wraps
from io import BytesIO
from typing import Protocol

import segno
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jiban.certificates.downloads import ofd_with_proof, pdf_with_proof, proof_text
from jiban.certificates.models import Certificate
from jiban.certificates.pictures import ofd_as_png
from jiban.certificates.previews import certificate_svg
from jiban.web.drawings import drawing
from jiban.web.visitors import ResidentRequest, resident_required

from .certificates import is_in_force, of_holder

TYPES = {"ofd": "application/ofd", "pdf": "application/pdf"}


class File(Protocol):
    def __call__(self, certificate: Certificate, /) -> HttpResponse: ...


class FileView(Protocol):
    def __call__(self, request: HttpRequest, /, number: str) -> HttpResponseBase: ...


def for_the_holder(make: File) -> FileView:
    """A view that gives a file of a certificate in force to its holder; else its page says how it stands."""

    @require_safe
    @cache_control(no_store=True)
    @resident_required
    @wraps(make)
    def view(request: ResidentRequest, /, number: str) -> HttpResponse:
        certificate = of_holder(request.resident, number)
        return make(certificate) if is_in_force(certificate) else redirect("resident:certificate", number)

    return view


@for_the_holder
def ofd(certificate: Certificate, /) -> HttpResponse:
    return as_download(ofd_with_proof(certificate), TYPES["ofd"], f"{certificate.number}.ofd")


@for_the_holder
def pdf(certificate: Certificate, /) -> HttpResponse:
    return as_download(pdf_with_proof(certificate), TYPES["pdf"], f"{certificate.number}.pdf")


@for_the_holder
def png(certificate: Certificate, /) -> HttpResponse:
    return as_download(ofd_as_png(bytes(certificate.paper.ofd)), "image/png", f"{certificate.number}.png")


@for_the_holder
def proof(certificate: Certificate, /) -> HttpResponse:
    text = proof_text(certificate)
    if text is None:
        return redirect(f"/certificates/{certificate.number}/?proof=pending")
    return as_download(text.encode(), "text/plain; charset=utf-8", f"{certificate.number}-proof.txt")


@for_the_holder
def qr_picture(certificate: Certificate, /) -> HttpResponse:
    picture = BytesIO()
    code = segno.make(certificate.verify_url, error="m", micro=False)
    code.save(picture, kind="svg", border=2, light="#fff", xmldecl=False, svgclass=None, lineclass=None, omitsize=True)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@for_the_holder
def paper_picture(certificate: Certificate, /) -> HttpResponse:
    return drawing(certificate_svg(certificate))


def as_download(data: bytes, media_type: str, file_name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)
