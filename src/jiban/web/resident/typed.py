"""What a resident typed into a form whose session had ended: kept, encrypted, over the sign-in and back."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from jiban.people.encryption import UnreadableError, decrypt, encrypt, keyed_hash
from jiban.people.models import Resident

P = ParamSpec("P")
TYPED_KEY = "typed"
OWNER = "owner"
# More than any form of ours needs; a stranger must not fill the session table.
LONGEST_KEPT = 20_000


def owner_mark(resident: Resident, page: str) -> str:
    """Goes into a form as a hidden field: on a family's phone the next to sign in may be somebody else."""
    return keyed_hash("typed-form", f"{resident.pk}:{page}")[:32]


def keep(request: HttpRequest) -> None:
    """Keep what was posted until the person has signed in again."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    if OWNER in data and len(text) <= LONGEST_KEPT:
        request.session[TYPED_KEY] = {"page": request.path, "data": encrypt(text.encode()).decode()}


def is_waiting(request: HttpRequest, page: str) -> bool:
    return bool(request.session.get(TYPED_KEY, {}).get("page") == page)


def take(request: HttpRequest, resident: Resident) -> QueryDict | None:
    """Give back what was kept for this page, once, to the person who typed it."""
    kept = request.session.get(TYPED_KEY)
    if not kept or kept["page"] != request.path:
        return None
    del request.session[TYPED_KEY]
    try:
        data = QueryDict(decrypt(kept["data"].encode()))
    except UnreadableError:
        return None
    return data if constant_time_compare(data.get(OWNER, ""), owner_mark(resident, request.path)) else None


def keeping_typed(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Around a view that asks for a sign-in: what was posted meanwhile is kept. The view takes it up when it is read."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not getattr(request, "resident", None):
            keep(request)
        return view(request, *args, **kwargs)

    return kept
