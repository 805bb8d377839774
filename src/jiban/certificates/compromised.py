"""What a lost or compromised seal was set on: listed page by page, each holder told once. Jobs, so that it resumes."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jiban.jobs.actions import finish, promise
from jiban.jobs.errors import PostponeError
from jiban.jobs.models import Job
from jiban.jobs.registry import handles
from jiban.notices.actions import tell_all
from jiban.notices.models import Notice
from jiban.people.models import Officer
from jiban.seals import compromising
from jiban.seals.models import Compromise, Seal, SealKind, SealUse

from .models import Affected, Certificate, CertificateState

LIST_JOB = "list-affected"
PAGE = 200
RETRY_SECONDS = 20
# How many a reviewer signs with one PIN.
BATCH = 20


@transaction.atomic
def report(seal: Seal, *, what: str, since: datetime, because: str, by: Officer, now: datetime) -> Compromise:
    """The seal stops at once; which certificates are affected is found out by a worker."""
    compromise = compromising.report(seal, what=what, since=since, because=because, by=by, now=now)
    _promise_page(compromise, None, now)
    return compromise


@handles(LIST_JOB)
def list_affected(job: Job, now: datetime) -> None:
    compromise = Compromise.objects.select_related("seal").get(pk=job.payload["compromise"])
    found = next_affected(compromise, job.payload["after"])
    # What a stolen signature approved is sealed by a worker a moment later; passed over now, it would never be listed.
    page = list(takewhile(lambda one: one.sealed_at is not None, found))
    if found and not page:
        raise PostponeError("signed, not sealed yet", seconds=RETRY_SECONDS)
    with transaction.atomic():
        _take_up(compromise, page, now)
        if page:
            last = page[-1]
            _promise_page(compromise, [_moment(last, compromise).isoformat(), last.pk], now)
        else:
            Compromise.objects.filter(pk=compromise.pk).update(listed_at=now)
        finish(job, now=now)


def next_affected(compromise: Compromise, after: Sequence[object] | None) -> list[Certificate]:
    """The next page in the order of sealing, by the index on seal and moment."""
    rows = _since(compromise)
    moment = _field(compromise)
    if after is not None:
        at, pk = datetime.fromisoformat(str(after[0])), after[1]
        rows = rows.filter(Q(**{f"{moment}__gt": at}) | Q(**{moment: at, "pk__gt": pk}), **{f"{moment}__gte": at})
    return list(rows.order_by(moment, "pk").defer("record", "salt")[:PAGE])


def _since(compromise: Compromise) -> QuerySet[Certificate]:
    seal = compromise.seal
    if seal.kind == SealKind.COMMITTEE:
        return Certificate.objects.filter(seal=seal, sealed_at__gte=compromise.since)
    return Certificate.objects.filter(signature=seal, granted_at__gte=compromise.since)


def _field(compromise: Compromise) -> str:
    return "sealed_at" if compromise.seal.kind == SealKind.COMMITTEE else "granted_at"


def _moment(certificate: Certificate, compromise: Compromise) -> datetime:
    moment: datetime = getattr(certificate, _field(compromise))
    return moment


def _take_up(compromise: Compromise, page: Sequence[Certificate], now: datetime) -> None:
    today = timezone.localdate(now)
    living = [one for one in page if one.state == CertificateState.SEALED and one.valid_until >= today]
    kept = {one.pk for one in living}
    states = {True: Affected.State.PENDING, False: Affected.State.LEFT_OUT}
    Affected.objects.bulk_create(
        Affected(compromise=compromise, certificate=one, state=states[one.pk in kept]) for one in page
    )
    Compromise.objects.filter(pk=compromise.pk).update(
        listed=F("listed") + len(page), settled=F("settled") + len(page) - len(living)
    )
    cases = dict(
        SealUse.objects.filter(seal=compromise.seal, document__in=[one.number for one in living]).values_list(
            "document", "case_number"
        )
    )
    tell_all([_notice(one, cases.get(one.number) or one.number, now) for one in living])


def _notice(certificate: Certificate, about: str, now: datetime) -> Notice:
    return Notice(
        resident_id=certificate.holder_id,
        code="certificate-affected",
        about=about,
        key=f"affected:{certificate.number}",
        created_at=now,
    )


def _promise_page(compromise: Compromise, after: Sequence[object] | None, now: datetime) -> None:
    place = after[1] if after else 0
    payload = {"compromise": compromise.pk, "after": after}
    promise(LIST_JOB, key=f"affected:{compromise.pk}:{place}", payload=payload, due_at=now)


def waiting(compromise: Compromise, now: datetime, limit: int = BATCH) -> list[Certificate]:
    """The next ones a reviewer has to sign, the oldest first. One that ended since must not hold up the others."""
    rows = compromise.affected.filter(
        state=Affected.State.PENDING,
        certificate__state=CertificateState.SEALED,
        certificate__valid_until__gte=timezone.localdate(now),
        certificate__replaced_by=None,
    ).order_by("pk")
    related = ("certificate__holder", "certificate__committee__division", "certificate__replaced_by")
    return [one.certificate for one in rows.select_related(*related)[:limit]]


def leave_out_ended(now: datetime) -> None:
    """Of what waits for a reviewer, settle what its holder ended or what has expired since it was listed."""
    today = timezone.localdate(now)
    for compromise in Compromise.objects.filter(settled__lt=F("listed")):
        pending = compromise.affected.filter(state=Affected.State.PENDING)
        ended = Q(certificate__state=CertificateState.REVOKED) | Q(certificate__valid_until__lt=today)
        _leave_out(compromise, list(pending.filter(ended).order_by("pk").values_list("pk", flat=True)[:PAGE]))


@transaction.atomic
def _leave_out(compromise: Compromise, affected: Sequence[int]) -> None:
    pending = Affected.objects.filter(pk__in=affected, state=Affected.State.PENDING)
    left_out = pending.update(state=Affected.State.LEFT_OUT)
    Compromise.objects.filter(pk=compromise.pk).update(settled=F("settled") + left_out)
