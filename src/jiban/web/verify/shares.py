"""A link that a holder made. Reading its page opens nothing: programs that look ahead must not use up openings.

Pressing the button counts one opening, and shows verdict and picture. No cookie, no sign-in, and no identity number on
the page; the file, if the holder gives it, is asked for by another form within some minutes.
"""

import base64

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from jiban.certificates import copies, downloads, previews, sharing
from jiban.certificates.errors import CopyOverError, ShareOverError
from jiban.certificates.models import AnnotatedCopy, Share, ShareOpening
from jiban.certificates.verdicts import Outcome, Verdict

from . import answers
from .checking import verdict_of
from .copies import CopyAnswer
from .machines import for_people_and_machines
from .previews import allow_pictures
from .refusals import LinkOverError, UnknownLinkError

SALT = "jiban.web.verify.shares"
KINDS = {"pdf": "application/pdf", "ofd": "application/ofd"}


# No cookie, hence no token against forged requests: who has the link may open it, and nobody else can.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_people_and_machines
def share(request: HttpRequest, token: str) -> HttpResponse:
    found = _found(token)
    if request.method != "POST":
        if not found.is_open(timezone.now()):
            raise LinkOverError
        return _quiet(render(request, "verify/share.html", {"share": found}))
    try:
        opening = sharing.open_link(found, now=timezone.now())
    except ShareOverError as over:
        raise LinkOverError from over
    return _show(request, found, opening)


@csrf_exempt
@require_POST
@for_people_and_machines
def share_file(request: HttpRequest, token: str) -> HttpResponse:
    """What the holder gives away with the link, to who has just opened it."""
    found, kind = _found(token), request.POST.get("kind", "")
    if kind not in KINDS or found.gives == Share.Gives.PICTURE or not _holds(verdict_of(found.certificate)):
        raise LinkOverError
    try:
        sharing.download(found, _opening_in(request), now=timezone.now())
        data = _file(found, kind)
    except (ShareOverError, CopyOverError) as over:
        raise LinkOverError from over
    name = f"{found.certificate.number}{'-copy' if found.copy_id else ''}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return _quiet(HttpResponse(data, content_type=KINDS[kind], headers=headers))


def _found(token: str) -> Share:
    found = sharing.find(token)
    if found is None:
        raise UnknownLinkError
    return found


def _show(request: HttpRequest, found: Share, opening: ShareOpening) -> HttpResponse:
    verdict = verdict_of(found.certificate)
    holds = _holds(verdict)
    copy = _copy_of(found) if found.copy is not None else None
    context = {
        **answers.page(verdict, checked_at=timezone.now(), certificate=found.certificate),
        **(CopyAnswer(copy, verdict, "link").head() if copy is not None else {}),
        "share": found,
        "picture": _picture(found) if holds else "",
        "may_take": holds and found.gives != Share.Gives.PICTURE,
        "opening": signing.dumps(opening.pk, salt=SALT),
    }
    return _quiet(allow_pictures(render(request, "verify/shared.html", context)))


def _holds(verdict: Verdict) -> bool:
    """Of a certificate that was revoked or is over nothing is shown but that."""
    return verdict.outcome == Outcome.GENUINE


def _picture(found: Share) -> str:
    """As the holder gives it: with the notation if it is a copy; identity numbers partly hidden in either."""
    drawn = copies.copy_svg(_copy_of(found), masked=True) if found.copy else previews.masked_svg(found.certificate)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def _file(found: Share, kind: str) -> bytes:
    if found.copy is not None:
        return copies.file_of(_copy_of(found), kind, timezone.localdate())
    of_kind = {"ofd": downloads.ofd_with_proof, "pdf": downloads.pdf_with_proof}
    return of_kind[kind](found.certificate)


def _copy_of(found: Share) -> AnnotatedCopy:
    assert found.copy is not None  # noqa: S101 - asked before
    found.copy.certificate = found.certificate
    return found.copy


def _opening_in(request: HttpRequest) -> int:
    try:
        return int(signing.loads(request.POST.get("opening", ""), salt=SALT))
    except signing.BadSignature as error:
        raise ShareOverError from error


def _quiet(response: HttpResponse) -> HttpResponse:
    """The address is the key: it goes to no other site and into no index."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
