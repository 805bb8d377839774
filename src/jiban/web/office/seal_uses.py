"""Each time a seal was set or a signature given: when, on which document, by whom."""

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from jiban.certificates.models import Certificate
from jiban.seals.models import SealUse

from .desk import Desk, DeskRequest, at_desk, show
from .keyset import Pager, read_page


@require_safe
@at_desk
def seal_uses(request: DeskRequest) -> HttpResponse:
    """A county sees when its seals were used, not for whom: documents are links only at the committee's own desk."""
    seal = request.GET.get("seal", "")
    uses = SealUse.objects.filter(seals_in_sight(request.desk, "seal__")).select_related("seal__committee", "by")
    if seal.isdecimal():
        uses = uses.filter(seal_id=int(seal[:18]))
    page: Pager[SealUse] = read_page(request, uses, seal=seal if seal.isdecimal() else "")
    mine = Certificate.objects.filter(
        committee__in=request.desk.committees, number__in=[use.document for use in page.found]
    )
    context = {"page": page, "own_documents": set(mine.values_list("number", flat=True))}
    return show(request, "seal_uses.html", context, section="seal-uses")


def seals_in_sight(desk: Desk, before: str = "") -> Q:
    """The seals of the officer's committees, and of every committee of a county the officer administers."""
    own = Q(**{f"{before}committee__in": desk.committees})
    return own | Q(**{f"{before}committee__division__parent__parent__in": desk.counties})
