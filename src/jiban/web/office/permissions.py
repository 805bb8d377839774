"""Who may open an office page: declared at every view, and proved for every role and every address by a test."""

from collections.abc import Callable
from typing import ParamSpec

from django.http.response import HttpResponseBase

from jiban.web.office.desk import OpenView, View, guard

P = ParamSpec("P")
# Before signing in, or between password and second factor: these pages guard themselves.
EVERYBODY: frozenset[str] = frozenset({"everybody"})


def open_to(*kinds: str) -> Callable[[View[P]], OpenView[P]]:
    """Only who holds a post of one of these kinds, or stands in for the holder. Inside, ask the desk for the place."""

    def decorate(view: View[P]) -> OpenView[P]:
        return guard(view, kinds)

    return decorate


def open_to_everybody(
    view: Callable[P, HttpResponseBase],
) -> Callable[P, HttpResponseBase]:
    view.open_to = EVERYBODY  # type: ignore[attr-defined]
    return view


def declared(view: Callable[..., HttpResponseBase]) -> frozenset[str] | None:
    """The kinds of posts a view was declared for; None if nobody declared it."""
    kinds: frozenset[str] | None = getattr(view, "open_to", None)
    return kinds
