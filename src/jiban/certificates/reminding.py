"""Holders are reminded a week before a certificate ends. One job a day, page by page, so that it resumes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jiban.composing import Literal
from jiban.jobs.actions import finish, promise_all
from jiban.jobs.models import Job
from jiban.jobs.registry import every, handles
from jiban.notices.actions import tell_all
from jiban.notices.models import Notice
from jiban.seals.models import SealUse

from .models import Certificate, CertificateState

REMIND_JOB = "remind-of-ends"
REMIND_DAYS = 7
# After an outage the days before are made up for; a reminder is of use while there is time left.
MADE_UP_DAYS = 3
PAGE = 200
TEN_MINUTES = 600


@every(TEN_MINUTES, REMIND_JOB)
def promise_reminders(now: datetime) -> None:
    """Promise a job for the certificates of each last day that comes near, once."""
    today = timezone.localdate(now)
    days = [today + timedelta(days=REMIND_DAYS - back) for back in range(MADE_UP_DAYS)]
    keys = {_key(day, 0): day for day in days}
    known = set(Job.objects.filter(key__in=keys).values_list("key", flat=True))
    # A day on which nothing ends needs no job.
    promise_all([_job(day, 0, now) for key, day in keys.items() if key not in known and _any(day, today)])


@handles(REMIND_JOB)
def remind(job: Job, now: datetime) -> None:
    day = date.fromisoformat(job.payload["day"])
    page = ending_on(day, after=job.payload["after"], today=timezone.localdate(now))
    with transaction.atomic():
        tell_all(_notices(page, now))
        if len(page) == PAGE:
            promise_all([_job(day, page[-1].pk, now)])
        finish(job, now=now)


def _any(day: date, today: date) -> bool:
    return bool(ending_on(day, after=0, today=today, limit=1))


def ending_on(day: date, *, after: int, today: date, limit: int | None = None) -> list[Certificate]:
    """In force, held for a week at least, and not followed by one of the same kind that lasts longer."""
    newer = Certificate.objects.filter(
        holder=OuterRef("holder"),
        item_code=OuterRef("item_code"),
        granted_at__gt=OuterRef("granted_at"),
        valid_until__gt=OuterRef("valid_until"),
    ).exclude(state=CertificateState.REVOKED)
    rows = Certificate.objects.filter(
        valid_until=day,
        state=Literal(CertificateState.SEALED),
        pk__gt=after,
        valid_from__lte=today - timedelta(days=REMIND_DAYS),
        replaced_by=None,
    )
    return list(rows.exclude(Exists(newer)).order_by("pk").defer("record", "salt")[: limit or PAGE])


def _notices(page: Sequence[Certificate], now: datetime) -> list[Notice]:
    uses = SealUse.objects.filter(
        seal__in={one.signature_id for one in page}, document__in=[one.number for one in page]
    )
    cases = dict(uses.values_list("document", "case_number"))
    return [
        Notice(
            resident_id=one.holder_id,
            code="certificate-expiring",
            about=cases.get(one.number) or one.number,
            key=f"expiring:{one.number}",
            created_at=now,
        )
        for one in page
    ]


def _job(day: date, after: int, now: datetime) -> Job:
    payload = {"day": day.isoformat(), "after": after}
    return Job(kind=REMIND_JOB, key=_key(day, after), payload=payload, due_at=now)


def _key(day: date, after: int) -> str:
    return f"expiring:{day.isoformat()}:{after}"
