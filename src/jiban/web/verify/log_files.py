"""The log as the static files of c2sp.org/tlog-tiles under /log/, for whoever checks or mirrors it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jiban.certificates import trust
from jiban.certificates.trust import TrustError
from jiban.cosigning import policies, questions
from jiban.ledger import publish
from jiban.standards.tlog.tiles import WIDTH, parse_path

TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
# A full tile never changes. A partial one does not either, but is superseded soon.
FULL_TILE, PARTIAL_TILE, HEAD = "public, max-age=31536000, immutable", "public, max-age=60", "no-cache"
KEY = "public, max-age=3600"


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The newest head that enough witnesses cosigned, with their lines."""
    head = questions.published_head()
    if head is None:
        raise Http404
    return _file(head.note.encode(), TEXT, HEAD)


@require_safe
def policy(_request: HttpRequest) -> HttpResponse:
    """Which witnesses must have cosigned, for whoever checks by the same rule (c2sp.org/tlog-policy)."""
    text = policies.text()
    if not text:
        raise Http404
    return _file(text.encode(), TEXT, HEAD)


@require_safe
def tile(_request: HttpRequest, rest: str) -> HttpResponse:
    path = f"tile/{rest}"
    data = publish.tile_bytes(path)
    if data is None:
        raise Http404
    return _file(data, BYTES, FULL_TILE if parse_path(path).width == WIDTH else PARTIAL_TILE)


@require_safe
def key(_request: HttpRequest) -> HttpResponse:
    """The public key, from the published files: the web server need not be able to read the log's own key."""
    try:
        vkey = trust.log_key(settings.TRUST_DIR)
    except TrustError as error:
        raise Http404 from error
    return _file(f"{vkey}\n".encode(), TEXT, KEY)


def _file(data: bytes, kind: str, caching: str) -> HttpResponse:
    # Anybody's page may read the log: it holds commitments only.
    headers = {"Cache-Control": caching, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(data, content_type=kind, headers=headers)
