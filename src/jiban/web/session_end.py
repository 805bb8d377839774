"""A session ends by itself. The page says so ahead, and one press goes on: nobody loses a form to a clock nobody saw."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from jiban.web.preferences import safe_next

ENDS_KEY = "ends_at"
# Long enough to finish a page that was just begun, and to come back from the kettle.
WARN_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class SessionEnd:
    at: datetime
    seconds: int
    warn_seconds: int = WARN_SECONDS

    @property
    def is_soon(self) -> bool:
        return self.seconds <= self.warn_seconds


def note(request: HttpRequest) -> None:
    """Write down when the session ends whenever it is written anyway: a mere look costs the database nothing."""
    session = request.session
    if session.modified:
        session[ENDS_KEY] = (timezone.now() + timedelta(seconds=session.get_expiry_age())).isoformat()


def of(request: HttpRequest) -> SessionEnd | None:
    """When this visitor's session ends; None if nothing was written down."""
    written = request.session.get(ENDS_KEY)
    if not written:
        return None
    at = datetime.fromisoformat(written)
    return SessionEnd(timezone.localtime(at), max(0, int((at - timezone.now()).total_seconds())))


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Begin the whole time anew for whoever is still here."""
    if request.session.get(ENDS_KEY):
        request.session.modified = True
    if request.headers.get("X-Quiet"):
        seconds = request.session.get_expiry_age() if request.session.modified else 0
        return HttpResponse(status=204, headers={"X-Seconds": str(seconds)})
    return HttpResponseRedirect(safe_next(request.POST.get("next")))
