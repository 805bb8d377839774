"""Each time a seal was set or a signature given: when, on which document, by whom."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiban.certificates.models import Certificate
from jiban.people.questions import ADMINISTRATORS
from jiban.seals.models import SealUse

from .desk import Desk, DeskRequest, at_desk, show
from .keyset import Pager, read_page


@require_safe
@at_desk
def seal_uses(request: DeskRequest) -> HttpResponse:
    """A county sees when its seals were used, not for whom: documents are links only at the committee's own desk."""
    seal = request.GET.get("seal", "")
    uses = SealUse.objects.filter(seals_in_sight(request.desk, "seal__")).select_related("seal__committee", "by")
    day = _day(request.GET.get("day", ""))
    if day is not None:
        begins = timezone.make_aware(datetime.combine(day, time.min))
        uses = uses.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    if seal.isdecimal():
        uses = uses.filter(seal_id=int(seal[:18]))
    page: Pager[SealUse] = read_page(
        request, uses, seal=seal if seal.isdecimal() else "", day=day.isoformat() if day else ""
    )
    mine = Certificate.objects.filter(
        committee__in=request.desk.committees, number__in=[use.document for use in page.found]
    )
    context = {
        "page": page,
        "own_documents": set(mine.values_list("number", flat=True)),
        "day": day.isoformat() if day else "",
        "seal_pk": seal if seal.isdecimal() else "",
    }
    return show(request, "seal_uses.html", context, section="seal-uses")


def seals_in_sight(desk: Desk, before: str = "") -> Q:
    """The seals of the officer's committees, and of every committee of a county or city the officer administers."""
    own = Q(**{f"{before}committee__in": desk.committees})
    return own | administered(desk, before)


def administered(desk: Desk, before: str = "") -> Q:
    return desk.scope(*ADMINISTRATORS, prefix=f"{before}committee__")


def _day(text: str) -> date | None:
    """None also for the first and the last year of the calendar, whose days begin or end beyond it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min.year < day.year < date.max.year else None
