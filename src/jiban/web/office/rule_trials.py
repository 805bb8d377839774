"""Rules tried on a month that is over, and who has authorised what: for those above the village. Counts, no person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from jiban.cases import trying
from jiban.cases.models import StandingAuthorisation
from jiban.cases.trying import MOST_CASES, Tried
from jiban.catalogue import avoided_sum
from jiban.catalogue.errors import DefinitionError
from jiban.catalogue.models import Item
from jiban.catalogue.rule_files import RuleFile, read_rule_file
from jiban.catalogue.rules.rule import Rule
from jiban.people.models import PostKind
from jiban.people.questions import ADMINISTRATORS

from .authorisations import rows_of
from .desk import DeskRequest, show
from .permissions import open_to
from .rule_forms import TrialForm

ABOVE = (*ADMINISTRATORS, PostKind.AUDITOR)
PAGE_METHODS = ["GET", "HEAD", "POST"]
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class TrialRow:
    title: str
    tried: Tried


@require_http_methods(PAGE_METHODS)
@open_to(*ABOVE)
def trials(request: DeskRequest) -> HttpResponse:
    """Nothing is written, whatever is tried."""
    problems: Sequence[str] = ()
    month, file, status = _last_month(), None, 200
    form = TrialForm(initial={"month": month})
    if request.method == "POST":
        form = TrialForm(request.POST)
        if not form.is_valid():
            status = 422
        else:
            month = form.cleaned_data["month"]
            file, problems = _file(form.cleaned_data["rules"])
            status = 422 if problems else 200
    where = request.desk.scope(*ABOVE, prefix="committee__")
    context = {
        "form": form,
        "problems": problems,
        "month": month,
        "rows": _rows(month, file, where) if status == 200 else [],
        "is_trial": file is not None,
        "most": MOST_CASES,
        "authorisations": rows_of(_authorisations(where)),
        "avoided": avoided_sum.of(request.desk.divisions_as(*ABOVE), month),
    }
    return show(request, "rules.html", context, section="rules", status=status)


def _file(text: str) -> tuple[RuleFile | None, Sequence[str]]:
    if not text.strip():
        return None, ()
    try:
        return read_rule_file(text, ""), ()
    except DefinitionError as refusal:
        return None, refusal.problems


def _rows(month: date, file: RuleFile | None, where: Q) -> Sequence[TrialRow]:
    asked: list[tuple[Item, Sequence[Rule] | None]] = [
        (item, file.rules if file else None)
        for item in Item.objects.filter(current=True)
        if (file and file.item == item.code) or (file is None and item.definition.get("rules"))
    ]
    language = get_language()
    return [
        TrialRow(item.read().title.in_language(language), trying.try_rules(item.code, rules, month=month, where=where))
        for item, rules in asked
    ]


def _authorisations(where: Q) -> Sequence[StandingAuthorisation]:
    found = StandingAuthorisation.objects.filter(where).select_related("officer", "committee__division")
    return list(found[:MOST_SHOWN])


def _last_month() -> date:
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
