"""Figures of the promise, kept as cases end: nobody ever counts all cases.

The answer writes one row in its own transaction; a clock counts such rows, each once, into the days of the village and of
every division above it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiban.places.models import Division
from jiban.places.service_minutes import Pause as Stop
from jiban.places.service_minutes import ServiceCalendar, elapsed_service_minutes

from . import histograms, signals
from .calendars import calendars_of
from .models import Case, PauseReason, PromiseDay, PromiseOutcome
from .signals import Earlier, Signal
from .workflow import Action, State

BATCH = 200
# What is added to a row of figures: the division, the item ("" for all together), the day.
Place = tuple[int, str, date]


def withdrawn(case: Case, *, now: datetime) -> None:
    """In the transaction that withdraws it: a promise broken before stays an answer that was not kept."""
    if Case.objects.filter(pk=case.pk, due_at__lt=now).exists():
        answered([case], issued=False, now=now)


def answered(cases: Sequence[Case], *, issued: bool, now: datetime) -> None:
    """In the transaction that answers them."""
    PromiseOutcome.objects.bulk_create(
        [PromiseOutcome(case=case, answered_at=now, issued=issued) for case in cases], ignore_conflicts=True
    )


def count_answers(now: datetime, *, limit: int = BATCH) -> int:
    """Count answers not yet counted; of two clocks at once the second takes its work back."""
    waiting = PromiseOutcome.objects.filter(counted_at=None).order_by("id")
    related = ("case__item", "case__committee__division__parent__parent__parent")
    outcomes = list(waiting.select_related(*related).prefetch_related("case__pauses")[:limit])
    if not outcomes:
        return 0
    added = _measured(outcomes)
    with transaction.atomic():
        mine = PromiseOutcome.objects.filter(pk__in=[outcome.pk for outcome in outcomes], counted_at=None)
        if mine.update(counted_at=now) != len(outcomes):
            transaction.set_rollback(True)
            return 0
        # All are there, held by the update before. A list of rows costs a fraction of what one CASE for each does.
        PromiseOutcome.objects.bulk_create(
            outcomes, update_conflicts=True, unique_fields=["id"], update_fields=["service_minutes", "kept"]
        )
        add(added)
    return len(outcomes)


def add(figures: Mapping[Place, Mapping[str, int]]) -> None:
    """Add to the rows of figures; in one order, so that two who add never wait for each other."""
    places = sorted(figures)
    PromiseDay.objects.bulk_create(
        [PromiseDay(division_id=division, item=item, day=day) for division, item, day in places], ignore_conflicts=True
    )
    for division, item, day in places:
        more = {name: F(name) + number for name, number in figures[division, item, day].items() if number}
        PromiseDay.objects.filter(division_id=division, item=item, day=day).update(**more)


def above(division: Division) -> list[int]:
    """The division and all above it, as they stand today: later mergers leave old figures where they were."""
    found, step = [], division
    while True:
        found.append(step.pk)
        if step.parent is None:
            return found
        step = step.parent


def _measured(outcomes: Sequence[PromiseOutcome]) -> dict[Place, Counter[str]]:
    cases = [outcome.case for outcome in outcomes]
    earlier = _earlier(cases)
    since = min(begun_at(case) for case in cases)
    calendars = calendars_of([case.committee for case in cases], since=timezone.localdate(since))
    added: dict[Place, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        case = outcome.case
        _measure(outcome, calendars[case.committee_id])
        facts = _facts(outcome, earlier.get((case.resident_id, case.item.code), []))
        day = timezone.localdate(outcome.answered_at)
        for division in above(case.committee.division):
            added[division, "", day].update(facts)
            added[division, case.item.code, day].update(facts)
    return added


def begun_at(case: Case) -> datetime:
    return case.submitted_at or case.created_at


def _measure(outcome: PromiseOutcome, calendar: ServiceCalendar) -> None:
    case = outcome.case
    begun = begun_at(case)
    stops = [Stop(pause.from_at, pause.until_at or outcome.answered_at) for pause in case.pauses.all()]
    outcome.service_minutes = elapsed_service_minutes(begun, outcome.answered_at, calendar, stops)
    # What the resident was told counts: hours changed since make no broken promise a kept one.
    outcome.kept = case.due_at is None or outcome.answered_at <= case.due_at


def _facts(outcome: PromiseOutcome, earlier: Iterable[Earlier]) -> Counter[str]:
    case = outcome.case
    found = signals.signals_of(begun_at(case), earlier) | {
        Signal.SENT_BACK if pause.reason == PauseReason.CORRECTION else Signal.PAUSED for pause in case.pauses.all()
    }
    facts = Counter({str(signal): 1 for signal in found})
    facts[_ended_as(outcome)] += 1
    facts["kept"] += int(bool(outcome.kept))
    facts[histograms.column(outcome.service_minutes or 0)] += 1
    return facts


def _ended_as(outcome: PromiseOutcome) -> str:
    if outcome.issued:
        return "issued"
    return "withdrawn" if outcome.case.state == State.WITHDRAWN else "refused"


def _earlier(cases: Sequence[Case]) -> dict[tuple[int, str], list[Earlier]]:
    """Lately ended cases of the same people, in two reads."""
    first = min(begun_at(case) for case in cases) - signals.SAME_MATTER
    theirs = Case.objects.filter(resident__in={case.resident_id for case in cases})
    ended = theirs.filter(decided_at__gte=first, state__in=(State.ISSUED, State.REFUSED))
    found: dict[tuple[int, str], list[Earlier]] = defaultdict(list)
    for case in ended.select_related("item", "certificate"):
        certificate = case.certificate
        was_revoked = certificate is not None and certificate.state == "revoked"
        assert case.decided_at is not None  # noqa: S101 - asked for above
        found[case.resident_id, case.item.code].append(
            Earlier(case.decided_at, was_issued=case.state == State.ISSUED, was_revoked=was_revoked)
        )
    # Nobody decided these: when they were taken back stands in the journal. A draft never was with the office.
    withdrawn = theirs.filter(state=State.WITHDRAWN, submitted_at__isnull=False)
    withdrawn = withdrawn.filter(journal__action=Action.WITHDRAW, journal__at__gte=first)
    for resident, code, at in withdrawn.values_list("resident", "item__code", "journal__at"):
        found[resident, code].append(Earlier(at, was_issued=False, was_revoked=False, was_withdrawn=True))
    return found
