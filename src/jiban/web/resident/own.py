"""Pages that are about the person who signed in, never about a child they act for."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from jiban.web.visitors import ACTING_KEY, ResidentRequest, resident_required

P = ParamSpec("P")


def own_page(
    view: Callable[Concatenate[ResidentRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """While somebody acts for a child they see the child's page instead, which tells how to end it."""

    @resident_required
    @wraps(view)
    def guarded(request: ResidentRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if ACTING_KEY in request.session:
            return redirect("resident:me")
        return view(request, *args, **kwargs)

    return guarded
