"""The villages of a school-season morning: their people signed in before it begins, and what must be true when it has ended."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from jiban.cases.models import Case
from jiban.cases.workflow import State
from jiban.catalogue.forms import example_answers, form_class
from jiban.catalogue.questions import item as offered_item
from jiban.certificates.models import Certificate, CertificateState, Paper
from jiban.certificates.publishing import publish
from jiban.demo.city import names
from jiban.demo.city.filling import fill
from jiban.demo.city.plan import CityPlan
from jiban.demo.city.residents import number_of
from jiban.demo.city.seals import PIN
from jiban.people.models import Officer, RealNameProof, Resident
from jiban.places.models import Committee
from jiban.seals.certifier import test_authority
from jiban.seals.models import SealUse
from jiban.web.visitors import RESIDENT_KEY, remember_officer

from .season_figures import Morning, Village

SEED, ITEM = 7, "school-residence"
VILLAGES_A_TOWNSHIP = 18
LONG_AGO = timedelta(days=200)
FIRST_RESIDENT = 100_000
SESSION_LASTS = timedelta(hours=8)
HALF_AN_HOUR_SECONDS = 30 * 60


def prepare(*, villages: int, per_village: int, known: float) -> dict[str, Any]:
    """`known`: the share of people who had the same certificate before, so that theirs can be approved as one page."""
    now = timezone.now()
    townships = max(1, villages // VILLAGES_A_TOWNSHIP)
    plan = CityPlan(
        SEED, now, counties=min(23, townships), townships=townships, villages=villages, cases=0, sealing=villages
    )
    fill(plan, say=str)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        places = list(_villages(per_village, known, now))
    publish(settings.TRUST_DIR, test_authority(), now)
    definition = offered_item(ITEM).read()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return asdict(Morning(places, ITEM, example_answers(definition), PIN))


def _villages(per_village: int, known: float, now: datetime) -> Iterator[Village]:
    key, stream = FIRST_RESIDENT, CityPlan(SEED, now).stream("season")
    for committee in Committee.objects.select_related("division").order_by("division__code"):
        people = Resident.objects.bulk_create(
            Resident(
                name=names.person_name(stream),
                identity_number=number_of(key + place),
                mobile="13800000000",
                village=committee.division,
                address=f"{place + 1}组1号",
            )
            for place in range(per_village)
        )
        key += per_village
        _proofs(people, now)
        head = Officer.objects.get(username=f"head-{committee.division.code}")
        _earlier(people[: round(per_village * known)], committee, head, now)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        remember_officer(session, head)
        session.save()
        yield Village(committee.division.code, str(session.session_key), list(_sessions(people, now)))


def _proofs(people: Sequence[Resident], now: datetime) -> None:
    RealNameProof.objects.bulk_create(
        RealNameProof(
            resident=person,
            provider="season",
            subject=f"season-{person.pk}",
            level="high",
            method="season",
            verified_at=now,
            transaction=f"season-{person.pk}",
        )
        for person in people
    )


def _earlier(people: Sequence[Resident], committee: Committee, head: Officer, now: datetime) -> None:
    """The same facts, confirmed long ago. Without a certificate: only the answers are looked at."""
    item = offered_item(ITEM)
    definition = item.read()
    form = form_class(definition)(data=example_answers(definition))
    if not form.is_valid():
        raise ValueError(f"the examples of {ITEM} do not pass its own form")
    answers, at = form.answers(), now - LONG_AGO
    Case.objects.bulk_create(
        Case(
            number=f"BJ2026-OLD-{person.pk}",
            item=item,
            resident=person,
            committee=committee,
            state=State.ISSUED,
            answers=answers,
            idempotency_key="earlier",
            created_at=at,
            submitted_at=at,
            due_at=at,
            decided_by=head,
            decided_at=at,
        )
        for person in people
    )


def _sessions(people: Sequence[Resident], now: datetime) -> Iterator[str]:
    """People who have signed in before: signing in is not what is measured."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = [
        Session(
            session_key=store._get_new_session_key(),  # noqa: SLF001 - the way sessions name themselves
            session_data=store.encode({RESIDENT_KEY: person.pk}),
            expire_date=now + SESSION_LASTS,
        )
        for person in people
    ]
    Session.objects.bulk_create(rows)
    for row in rows:
        yield row.session_key


def standing() -> dict[str, int]:
    """How far the morning's applications have come."""
    ours = _ours()
    return {"handed_in": ours.count(), "issued": ours.filter(state=State.ISSUED).count()}


def verify() -> dict[str, Any]:
    """What must be true of every application of the morning; numbers of those of which it is not."""
    ours = _ours()
    sealed = Certificate.objects.filter(state=CertificateState.SEALED)
    uses = SealUse.objects.values("seal", "document").annotate(times=Count("pk")).filter(times__gt=1)
    waited = sorted(
        (certificate.sealed_at - certificate.case.submitted_at).total_seconds()
        for certificate in sealed.select_related("case")
        if certificate.sealed_at and certificate.case.submitted_at
    )
    return {
        "handed_in": ours.count(),
        "issued": ours.filter(state=State.ISSUED).count(),
        "without_certificate": ours.filter(certificate=None).count(),
        "certificates": Certificate.objects.count(),
        "certificates_not_sealed": Certificate.objects.exclude(state=CertificateState.SEALED).count(),
        "without_files": Paper.objects.filter(Q(ofd=b"") | Q(pdf=b"")).count(),
        "people_with_two": ours.values("resident").annotate(times=Count("pk")).filter(times__gt=1).count(),
        "seals_used_twice_on_one": uses.count(),
        "sealed_after_the_promise": sealed.filter(sealed_at__gt=F("case__due_at")).count(),
        # By the clock on the wall: a morning measured while the offices are closed could break no promise.
        "sealed_after_half_an_hour": sum(seconds > HALF_AN_HOUR_SECONDS for seconds in waited),
        "waited_seconds": waited,
    }


def _ours() -> Any:
    return Case.objects.exclude(idempotency_key="earlier")
