"""Count what residents were told they need not get: once a day and session, however often the page is opened.

Strangers are not counted: nobody knows which village they are of, and programs look at public pages too.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from jiban.catalogue import avoiding

COUNTED_KEY = "counted"


def told(request: HttpRequest, kind: str) -> None:
    resident = getattr(request, "resident", None)
    if request.method == "GET" and resident and _is_first(request, avoiding.EXPLAINED, kind):
        avoiding.explained(kind, resident.village, today=timezone.localdate())


def spared(request: HttpRequest, kind: str) -> None:
    """The resident has said that this is enough."""
    resident = getattr(request, "resident", None)
    if resident and _is_first(request, avoiding.AVOIDED, kind):
        avoiding.avoided(kind, resident.village, today=timezone.localdate())


def _is_first(request: HttpRequest, what: str, kind: str) -> bool:
    today = timezone.localdate().isoformat()
    counted: dict[str, Any] = request.session.get(COUNTED_KEY, {})
    marks: list[str] = counted["kinds"] if counted.get("day") == today else []
    mark = f"{what} {kind}"
    if mark in marks:
        return False
    request.session[COUNTED_KEY] = {"day": today, "kinds": [*marks, mark]}
    return True
