"""The liaison list: who is responsible for a village at each of the four levels. Names are posted, never in an address."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from jiban.places import directory, questions

from .desk import EVERY_KIND, DeskRequest, show
from .permissions import open_to
from .places import tabs


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*EVERY_KIND)
def liaison(request: DeskRequest) -> HttpResponse:
    """Before anything is typed: the list of the officer's own places."""
    desk = request.desk
    said = " ".join(request.POST.get("who", "").split())[: questions.LONGEST_SEARCH]
    own = [*(committee.division for committee in desk.committees_as(*EVERY_KIND)), *desk.divisions]
    people = directory.search_liaison(said) if said else directory.liaison_of_all(own)
    context = {
        "people": people,
        "said_who": said,
        "is_full": len(people) == directory.MOST_FOUND,
        "tabs": tabs(desk, "liaison"),
    }
    return show(request, "liaison.html", context, section="places")
