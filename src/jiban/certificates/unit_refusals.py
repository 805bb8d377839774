"""Reports that a unit did not accept a certificate: from the holder to the county, and the county's answer back."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from jiban.notices.actions import tell
from jiban.people.models import Officer
from jiban.places.models import Division

from .errors import RefusalAnsweredError, RefusalNotTakenUpError, RefusalTakenUpError, WordsMissingError
from .models import Certificate, RefusingUnit, UnitRefusal

PAGE = 30
State = UnitRefusal.State


@dataclass(frozen=True, slots=True)
class Said:
    """What the holder tells. The photo was checked and cleaned before."""

    unit: str
    happened_on: date
    words: str
    photo: bytes = b""
    photo_type: str = ""


def report(certificate: Certificate, said: Said, *, key: str, now: datetime) -> UnitRefusal:
    """Write it down for the county of the village. The same key twice makes one report."""
    before = certificate.unit_refusals.filter(key=key).first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return _kept(certificate, said, key=key, now=now)
    except IntegrityError:
        return certificate.unit_refusals.get(key=key)


def _kept(certificate: Certificate, said: Said, *, key: str, now: datetime) -> UnitRefusal:
    county, name = county_of(certificate.committee.division), tidy_name(said.unit)
    unit, _was_made = RefusingUnit.objects.get_or_create(county=county, name=name, defaults={"last_at": now})
    made = UnitRefusal.objects.create(
        certificate=certificate,
        unit=unit,
        key=key,
        happened_on=said.happened_on,
        said=said.words,
        photo=said.photo,
        photo_type=said.photo_type,
        reported_at=now,
    )
    counted = RefusingUnit.objects.filter(pk=unit.pk)
    counted.update(reports=F("reports") + 1, waiting=F("waiting") + 1, last_at=now)
    return made


@transaction.atomic
def take_up(found: UnitRefusal, *, by: Officer, now: datetime) -> None:
    """Somebody looks into it; the resident is told. Raises RefusalTakenUpError, RefusalAnsweredError."""
    still = UnitRefusal.objects.filter(pk=found.pk, state=State.OPEN)
    if not still.update(state=State.TAKEN_UP, taken_up_by=by, taken_up_at=now):
        found.refresh_from_db()
        raise RefusalAnsweredError if found.state == State.ANSWERED else RefusalTakenUpError
    _tell(found, "unit-refusal-taken-up", now)
    found.refresh_from_db()


@transaction.atomic
def answer(found: UnitRefusal, words: str, *, by: Officer, now: datetime) -> None:
    """Once, and after it was taken up. Raises WordsMissingError, RefusalNotTakenUpError, RefusalAnsweredError."""
    if not words.strip():
        raise WordsMissingError
    still = UnitRefusal.objects.filter(pk=found.pk, state=State.TAKEN_UP)
    said = {"answer": words.strip()[:1000], "answered_by": by, "answered_at": now}
    if not still.update(state=State.ANSWERED, **said):
        found.refresh_from_db()
        raise RefusalAnsweredError if found.state == State.ANSWERED else RefusalNotTakenUpError
    RefusingUnit.objects.filter(pk=found.unit_id).update(waiting=F("waiting") - 1)
    _tell(found, "unit-refusal-answered", now)
    found.refresh_from_db()


def units(counties: Q, *, after: tuple[int, int, int] | None) -> Sequence[RefusingUnit]:
    """Those with most reports waiting first; one more than a page holds. `after`: waiting, reports and key of the last."""
    found = RefusingUnit.objects.filter(counties).select_related("county")
    if after is not None:
        waiting, reports, key = after
        found = found.filter(
            Q(waiting__lt=waiting)
            | Q(waiting=waiting, reports__lt=reports)
            | Q(waiting=waiting, reports=reports, pk__lt=key)
        )
    return list(found.order_by("-waiting", "-reports", "-pk")[: PAGE + 1])


def county_of(place: Division) -> Division:
    step = place
    while step.level > Division.Level.COUNTY and step.parent is not None:
        step = step.parent
    return step


def tidy_name(name: str) -> str:
    """One unit, however it was typed: full-width letters and blanks do not make another."""
    return "".join(unicodedata.normalize("NFKC", name).split())[:60]


def _tell(found: UnitRefusal, code: str, now: datetime) -> None:
    holder = found.certificate.holder_id
    tell(holder, code, about=found.notice_about, key=f"{code}:{found.pk}", at=now)
