"""What the system can check before a person looks. All green makes a case fit for batch approval."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiban.certificates.models import Certificate
from jiban.composing import composed_once
from jiban.people.questions import real_name_level

from . import rulings
from .models import Case
from .workflow import State

RECENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Check:
    code: str
    green: bool
    words: str
    detail: str = ""


def check(
    case: Case,
    *,
    now: datetime,
    level: str | None = None,
    is_confirmed: bool | None = None,
    papers: Collection[str] | None = None,
) -> list[Check]:
    """`level`, `is_confirmed`, `papers`: of the real name, the facts and what was handed in, where the caller knows."""
    return [
        _real_name(real_name_level(case.resident, now=now) if level is None else level),
        _same_village(case),
        _known_answers(case, is_confirmed=rulings.is_confirmed(case) if is_confirmed is None else is_confirmed),
        _recently_issued(case, now),
        _papers_enough(case, papers),
    ]


def all_green(checks: list[Check]) -> bool:
    return all(found.green for found in checks)


def _real_name(level: str) -> Check:
    green = level in {"middle", "high"}
    return Check("real-name", green, _("Real name confirmed") if green else _("Real name not confirmed"))


def _same_village(case: Case) -> Check:
    green = case.resident.village_id == case.committee.division_id
    return Check("village", green, _("Registered in this village") if green else _("Registered in another village"))


def _known_answers(case: Case, *, is_confirmed: bool) -> Check:
    """Green when the item's rules found all facts confirmed by shared data, or when an officer confirmed the same ones before.

    Any other first application needs a look.
    """
    if is_confirmed:
        return Check("answers", green=True, words=_("All facts confirmed by shared data"))
    earlier = _issued_before.first(case.resident_id, case.item.code)
    if earlier is None:
        return Check("answers", green=False, words=_("First application for this item: please check the facts"))
    fields = case.item.read().fields
    changed = [field.name for field in fields if earlier.answers.get(field.name) != case.answers.get(field.name)]
    if changed:
        return Check("answers", green=False, words=_("Facts differ from the last certificate"))
    return Check("answers", green=True, words=_("Same facts as the last certificate"))


def _recently_issued(case: Case, now: datetime) -> Check:
    latest = _granted_since.first(case.resident_id, case.item.code, now - timedelta(days=RECENT_DAYS), case.pk or 0)
    if latest is None:
        return Check("recent", green=True, words=_("None issued in the last 30 days"))
    return Check(
        "recent",
        green=False,
        words=_("Already issued in the last 30 days"),
        detail=f"{latest.granted_at:%m-%d}",
    )


def _papers_enough(case: Case, papers: Collection[str] | None) -> Check:
    needed = case.item.read().papers_needed(case.answers)
    if not needed:
        return Check("papers", green=True, words=_("No papers needed"))
    handed_in = set(case.papers.values_list("name", flat=True)) if papers is None else papers
    green = all(paper.code in handed_in for paper in needed)
    return Check("papers", green, _("Papers handed in") if green else _("Papers missing"))


@composed_once
def _issued_before(resident: int, item: str) -> QuerySet[Case]:
    issued = Case.objects.filter(resident=resident, item__code=item, state=State.ISSUED)
    return issued.order_by("-id").only("answers")[:1]


@composed_once
def _granted_since(holder: int, item: str, since: datetime, but_for: int) -> QuerySet[Certificate]:
    granted = Certificate.objects.filter(holder=holder, item_code=item, granted_at__gte=since).exclude(case=but_for)
    return granted.order_by("-granted_at").only("granted_at")[:1]
