"""Pages of long lists, newest first, by the key of the last row seen: no counting, no offsets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest

PAGE = 30
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Pager(Generic[M]):
    found: Sequence[M]
    newer_url: str
    older_url: str


def read_page(request: HttpRequest, rows: QuerySet[M], **kept: str) -> Pager[M]:
    """The rows before the key in `?before=`; `kept` are filters to keep in the links."""
    before = request.GET.get("before", "")
    rows = rows.order_by("-pk")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    kept = {name: value for name, value in kept.items() if value}
    return Pager(
        found=found[:PAGE],
        newer_url=f"?{urlencode(kept)}" if before else "",
        older_url=f"?{urlencode({**kept, 'before': str(found[PAGE - 1].pk)})}" if more else "",
    )
