from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from jiban.certificates.models import Certificate, CertificateState
from jiban.composing import Literal, composed_once
from jiban.people.models import Officer, Resident
from jiban.places.models import Committee

from .consent_rules import OPEN, WITH_HELPER, HelpState
from .errors import FetchNotAllowedError
from .models import HelpTask, HomeVisit

MOST_SHOWN = 50
FETCH_FOR = timedelta(days=30)


def open_tasks(
    *, officer: Officer | None = None, relative: Resident | None = None, now: datetime
) -> Sequence[HelpTask]:
    """The helper's own that still run."""
    mine = HelpTask.objects.filter(officer=officer, relative=relative, state__in=[*map(str, OPEN)], ends_at__gt=now)
    return list(mine.select_related("resident", "item").order_by("-id")[:MOST_SHOWN])


def at_counter(committees: Collection[Committee], *, but: Officer, now: datetime) -> Sequence[HelpTask]:
    """What somebody else than the helper has to ask the resident about."""
    waiting = HelpTask.objects.filter(committee__in=committees, state=Literal(HelpState.AT_COUNTER), ends_at__gt=now)
    rows = waiting.exclude(officer=but).select_related("resident", "item", "officer", "relative")
    return list(rows.order_by("id")[:MOST_SHOWN])


def fetchable(*, officer: Officer | None = None, relative: Resident | None = None, now: datetime) -> Sequence[HelpTask]:
    """Whose certificate the resident lets this helper fetch."""
    mine = HelpTask.objects.filter(officer=officer, relative=relative, may_fetch=True, ended_at__gt=now - FETCH_FOR)
    rows = mine.filter(case__certificate__state=CertificateState.SEALED).select_related("case__certificate", "item")
    return list(rows.order_by("-id")[:MOST_SHOWN])


def certificate_of(task: HelpTask, *, now: datetime) -> Certificate:
    """Raises FetchNotAllowedError unless the resident allowed this one, it is in force, and it is not long ago."""
    certificate = task.case.certificate if task.case is not None else None
    recent = task.ended_at is not None and task.ended_at > now - FETCH_FOR
    if certificate is None or not task.may_fetch or not recent:
        raise FetchNotAllowedError
    if certificate.state != CertificateState.SEALED or certificate.valid_until < timezone.localdate(now):
        raise FetchNotAllowedError
    return certificate


def is_with_helper(task: HelpTask, *, now: datetime) -> bool:
    return task.state in WITH_HELPER and task.ends_at > now


def visits_to_make(committees: Collection[Committee]) -> Sequence[HomeVisit]:
    rows = HomeVisit.objects.filter(committee__in=committees, done_at=None)
    return list(rows.select_related("committee__division").order_by("wanted_on", "id")[:MOST_SHOWN])


def visits_asked_by(resident: Resident) -> Sequence[HomeVisit]:
    return list(HomeVisit.objects.filter(asked_by=resident).order_by("-id")[:MOST_SHOWN])


@composed_once
def help_of(case: int) -> QuerySet[HelpTask]:
    """With whom the application was typed, if anybody helped."""
    return HelpTask.objects.filter(case=case).select_related("officer", "relative", "asked_by").order_by("pk")[:1]
