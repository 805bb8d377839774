"""Visits to households: asked for at the desk, made with a phone, and read beside the checks of the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jiban.composing import composed_once
from jiban.people.models import Officer, PostKind, Term
from jiban.people.questions import is_absent
from jiban.places.models import Committee

from . import notes
from .errors import CaseError, NotYourVillageError
from .models import Case, Finding, Visit
from .workflow import ENDED, State

VISITORS = (PostKind.GRID_WORKER, PostKind.CLERK)
LONGEST_QUESTION, LONGEST_PLACE, LONGEST_WORDS = 200, 200, 500
MOST_SHOWN = 50


class QuestionMissingError(CaseError):
    message = _("Say what is to be found out, for example: do they live there?")


class DueInThePastError(CaseError):
    message = _("Choose a time that is still to come.")


class VisitPendingError(CaseError):
    message = _("Somebody is on the way already. Wait for what is found, then ask again if needed.")


class CaseEndedError(CaseError):
    message = _("This application has been decided. Nobody needs to go there any more.")


class FindingMissingError(CaseError):
    message = _("Say where you were and what you found.")


class VisitDoneError(CaseError):
    message = _("This visit has been written down already.")


@dataclass(frozen=True, slots=True)
class Photo:
    """Already checked and cleaned."""

    data: bytes = b""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    finding: str
    place: str
    words: str = ""
    photo: Photo = Photo()


def visitors_of(committee: Committee, now: datetime) -> list[Officer]:
    """Who may be sent: the grid workers and clerks of the committee, grid workers first."""
    today = timezone.localdate(now)
    terms = Term.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        Q(ended_at=None) | Q(ended_at__gt=now),
        post__committee=committee,
        post__kind__in=VISITORS,
        starts_on__lte=today,
        officer__is_active=True,
    ).select_related("officer", "post")
    ordered = sorted(terms, key=lambda term: (VISITORS.index(PostKind(term.post.kind)), term.pk))
    return list({term.officer_id: term.officer for term in ordered}.values())


@transaction.atomic
def ask(case: Case, question: str, *, by: Officer, to: Officer, due_at: datetime, now: datetime) -> Visit:
    """One visit at a time. Of one that nobody will make any more, another is asked instead."""
    question = question.strip()[:LONGEST_QUESTION]
    if not question:
        raise QuestionMissingError
    if due_at <= now:
        raise DueInThePastError
    people = visitors_of(case.committee, now)
    if to not in people:
        raise NotYourVillageError
    if State(case.state) in {*ENDED, State.APPROVED}:
        raise CaseEndedError
    pending = case.visits.filter(done_at=None).select_related("assigned_to").defer("photo").first()
    if pending is not None and _is_given_up(pending, people, now):
        return _pass_on(pending, question, by=by, to=to, due_at=due_at, now=now)
    try:
        with transaction.atomic():
            return Visit.objects.create(
                case=case, question=question, asked_by=by, asked_at=now, assigned_to=to, due_at=due_at
            )
    except IntegrityError as error:
        raise VisitPendingError from error


def _is_given_up(visit: Visit, people: Sequence[Officer], now: datetime) -> bool:
    """The time is over, or who was to go has left or is away."""
    return visit.due_at <= now or visit.assigned_to not in people or is_absent(visit.assigned_to, now)


def _pass_on(visit: Visit, question: str, *, by: Officer, to: Officer, due_at: datetime, now: datetime) -> Visit:
    """The row is the new visitor's; whom it was asked of before is kept in a note."""
    asked_before = gettext("Asked before: %(officer)s, by %(at)s. %(question)s") % {
        "officer": visit.assigned_to.name,
        "at": f"{timezone.localtime(visit.due_at):%Y-%m-%d %H:%M}",
        "question": visit.question,
    }
    same = Visit.objects.filter(pk=visit.pk, done_at=None, assigned_to=visit.assigned_to, due_at=visit.due_at)
    if not same.update(question=question, asked_by=by, asked_at=now, assigned_to=to, due_at=due_at):
        raise VisitPendingError
    notes.write(visit.case, asked_before, by=by, now=now)
    visit.refresh_from_db()
    return visit


@transaction.atomic
def finish(visit: Visit, report: Report, *, now: datetime) -> Visit:
    """Write down what was found, once."""
    place, words = report.place.strip()[:LONGEST_PLACE], report.words.strip()[:LONGEST_WORDS]
    if not place or report.finding not in Finding.values:
        raise FindingMissingError
    done = Visit.objects.filter(pk=visit.pk, done_at=None).update(
        done_at=now,
        finding=report.finding,
        place=place,
        words=words,
        photo=report.photo.data,
        photo_type=report.photo.media_type,
    )
    if not done:
        raise VisitDoneError
    visit.refresh_from_db()
    return visit


def visits_to_make(officer: Officer) -> Sequence[Visit]:
    """The officer's own, soonest first. Those of cases decided meanwhile need nobody any more."""
    mine = Visit.objects.filter(assigned_to=officer, done_at=None).exclude(case__state__in=[*ENDED, State.APPROVED])
    rows = mine.select_related("case__resident__village", "asked_by").defer("photo")
    return list(rows.order_by("due_at")[:MOST_SHOWN])


def visits_of(case: Case) -> Sequence[Visit]:
    return _visits_of(case.pk)


@composed_once
def _visits_of(case: int) -> QuerySet[Visit]:
    visits = Visit.objects.filter(case=case).select_related("assigned_to", "asked_by").defer("photo")
    return visits.order_by("id")[:MOST_SHOWN]
