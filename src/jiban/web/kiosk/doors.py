"""Who may open a kiosk's page: a machine that was paired; for some pages, somebody who came in there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from .gate import kiosk_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def at_kiosk(view: View[P]) -> View[P]:
    """Any other machine is shown how it becomes a kiosk."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if kiosk_of(request) is None:
            return redirect("kiosk:pair")
        return view(request, *args, **kwargs)

    return guarded
