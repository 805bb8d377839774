"""What waits where, and who is away: for those above the village. No name and no number of anybody who applied."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiban.cases import workload
from jiban.people.models import PostKind

from .desk import DeskRequest, show
from .permissions import open_to

ABOVE = (
    PostKind.TOWNSHIP_SUPERVISOR,
    PostKind.COUNTY_ADMINISTRATOR,
    PostKind.CITY_ADMINISTRATOR,
    PostKind.AUDITOR,
)


@require_safe
@open_to(*ABOVE)
def board(request: DeskRequest) -> HttpResponse:
    scope, now = request.desk.scope(*ABOVE), timezone.now()
    loads = workload.loads(scope, now=now)
    context = {
        "loads": loads,
        "away": workload.away(scope, now=now),
        "is_full": len(loads) == workload.MOST_COMMITTEES,
    }
    return show(request, "workload.html", context, section="workload")
