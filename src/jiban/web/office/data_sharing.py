"""Shared data at the desk: the catalogue to read, and looking facts up for an open case."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from jiban.cases import known_facts
from jiban.catalogue import avoiding
from jiban.exchange import connected, questions
from jiban.exchange.errors import REFUSALS, ExchangeError, FactFileError
from jiban.exchange.facts import Fact
from jiban.exchange.models import LookUpAlarm
from jiban.people.models import Officer, PostKind
from jiban.web import data_words

from .desk import EVERY_KIND, WITH_PEOPLE, DeskRequest, show
from .permissions import open_to
from .queue import asked_filter, query_of
from .review import of_desk, show_case

TOLD = (PostKind.COUNTY_ADMINISTRATOR, PostKind.CITY_ADMINISTRATOR, PostKind.AUDITOR)
MOST_ALARMS = 30


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    fact: Fact
    title: str
    department: str
    level: str
    colour: str
    reason: str
    fields: str
    uses: list[tuple[str, str]]
    is_connected: bool


@require_safe
@open_to(*EVERY_KIND)
def shared_data(request: DeskRequest) -> HttpResponse:
    divisions = request.desk.divisions or tuple(one.division for one in request.desk.committees_as(*EVERY_KIND))
    try:
        known, problem = set(connected.connected().connectors), ""
    except FactFileError as error:
        known, problem = set(), str(error)
    context = {
        "rows": [_row(fact, known) for fact in questions.catalogue()],
        "problem": problem,
        "alarms": _alarms(request),
        "avoided": avoiding.exchanged_in(divisions),
    }
    return show(request, "shared_data.html", context, section="shared-data")


@require_POST
@open_to(*WITH_PEOPLE)
def case_facts(request: DeskRequest, number: str) -> HttpResponse:
    """Look a fact up for this case, or ask the resident to agree first."""
    case, code, now = of_desk(request, number), request.POST.get("fact", ""), timezone.now()
    try:
        if request.POST.get("act") == "ask":
            known_facts.ask_consent(case, code, by=request.officer, now=now)
        else:
            made = known_facts.look_up(case, code, by=request.officer, key=request.POST.get("key", ""), now=now)
            if not made.is_answered:
                raise REFUSALS[made.outcome]
    except ExchangeError as refusal:
        return show_case(request, case, refusal=refusal, status=409)
    return redirect(reverse("office:case", args=[case.number]) + query_of(*asked_filter(request)) + "#known-facts")


def _row(fact: Fact, connected_here: set[str]) -> CatalogueRow:
    level, colour = data_words.LEVELS[fact.level]
    language = get_language()
    return CatalogueRow(
        fact=fact,
        title=data_words.title(fact, fact.code),
        department=fact.department_name.in_language(language),
        level=str(level),
        colour=colour,
        reason=fact.reason.in_language(language),
        fields="、".join(data_words.labels(fact, [field.name for field in fact.fields])),
        uses=[(use.label.in_language(language), use.basis) for use in fact.uses],
        is_connected=fact.connector in connected_here,
    )


def _alarms(request: DeskRequest) -> list[tuple[LookUpAlarm, str]]:
    """For who answers for the county: the villages below, and the departments that ask here."""
    if request.desk.kinds.isdisjoint(TOLD):
        return []
    below = request.desk.scope(*TOLD, prefix="committee__")
    rows = list(LookUpAlarm.objects.filter(below | Q(committee=None)).order_by("-day", "-pk")[:MOST_ALARMS])
    names = Officer.objects.in_bulk({row.asker for row in rows})
    return [(row, names[row.asker].name if row.asker in names else "") for row in rows]
