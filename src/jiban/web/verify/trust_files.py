"""The keys and lists that a stranger needs to check a certificate without us: /trust/."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jiban.certificates import trust

CERTIFICATE, TEXT, ARCHIVE = "application/pkix-cert", "text/plain; charset=utf-8", "application/zip"
LIST = "application/json"
ALL_IN_ONE = "trust.zip"
# Keys change once in years, and a reader should notice within the hour; the list of the revoked must be new.
KEYS_MAX_AGE, NEVER_OLD = "public, max-age=3600", "no-cache"
FILES = {
    trust.SM2_ROOT: (CERTIFICATE, _("Root of the authority that certifies seals and reviewers (SM2)")),
    trust.SM2_ISSUING: (CERTIFICATE, _("The authority that issues their certificates (SM2)")),
    trust.SEAL_MAKER: (CERTIFICATE, _("Maker of the seals (SM2)")),
    trust.PDF_ROOT: (CERTIFICATE, _("Root for the signatures in PDF files (P-256)")),
    trust.PDF_ISSUING: (CERTIFICATE, _("The authority that issues certificates for PDF files (P-256)")),
    trust.LOG_KEY: (TEXT, _("Public key of the log")),
    trust.LOG_SM2_KEY: (TEXT, _("Public key of the SM2 line on the log's checkpoints")),
    trust.REVOCATIONS: (TEXT, _("List of the revoked certificates, signed by the log's key")),
    trust.WITNESS_POLICY: (TEXT, _("Witnesses that co-sign the log, and how many must")),
    trust.TRUST_LIST: (LIST, _("Other authorities whose seals are accepted here")),
}
PROBLEMS = {
    "incomplete": _("Neither a file nor a readable check code was sent (422)."),
    "too-large": _("The file is larger than a certificate can be (413)."),
    "unreadable-upload": _("The file did not arrive whole (400)."),
    "unknown-code": _("No certificate has this check code (404)."),
    "too-many-unknown-codes": _("Too many codes that do not exist from one network (429)."),
    "unknown-link": _("Nobody made this link for sharing (404)."),
    "link-over": _("This link for sharing opens nothing any more (410)."),
    "being-sealed": _("The certificate is approved, its seal is being set (409)."),
    "not-set-up": _("The server lacks its trusted keys (503)."),
}


@dataclass(frozen=True, slots=True)
class TrustFile:
    """`sha256` is empty for what changes by itself and proves itself: the signed list."""

    name: str
    words: str
    sha256: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    files = [
        TrustFile(name, str(words), "" if name == trust.REVOCATIONS else hashlib.sha256(path.read_bytes()).hexdigest())
        for name, (_kind, words) in FILES.items()
        if (path := _path(name)).is_file()
    ]
    context = {"files": files, "all_in_one": ALL_IN_ONE, "problems": PROBLEMS, "site_url": settings.SITE_URL}
    return render(request, "verify/trust.html", context)


@require_safe
def file(_request: HttpRequest, name: str) -> HttpResponse:
    if name == ALL_IN_ONE:
        return _download(name, _zipped(), ARCHIVE, NEVER_OLD)
    if name not in FILES or not _path(name).is_file():
        raise Http404
    kind, _words = FILES[name]
    return _download(name, _path(name).read_bytes(), kind, NEVER_OLD if name == trust.REVOCATIONS else KEYS_MAX_AGE)


def _zipped() -> bytes:
    """All files of the folder, ready for `jiban verify --trust`."""
    paths = [path for name in FILES if (path := _path(name)).is_file()]
    if not paths:
        raise Http404
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            # The archive's own dates stay at their default, so that the same keys make the same bytes.
            archive.writestr(zipfile.ZipInfo(f"trust/{path.name}"), path.read_bytes())
    return target.getvalue()


def _path(name: str) -> Path:
    return Path(settings.TRUST_DIR) / name


def _download(name: str, data: bytes, kind: str, caching: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": caching}
    return HttpResponse(data, content_type=kind, headers=headers)
