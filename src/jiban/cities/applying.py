"""The receiving side: apply, add, take back, hand over. Each is written down with its envelope, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiban.cases.actions import Paper
from jiban.cases.numbers import random_code
from jiban.people.actions.counter import LEVELS, NO_MOBILE
from jiban.people.details import read_details
from jiban.people.models import Document, Officer, PostKind, RealNameProof, Resident
from jiban.people.questions import check_post
from jiban.places.models import Committee

from . import envelopes, node, sending, trust
from .errors import (
    CityAwayError,
    EnvelopeError,
    NotRealNameElsewhereError,
    NotReceivedElsewhereError,
    StepOverError,
    TooMuchError,
)
from .models import Application, ApplicationLine, ApplicationState, Channel, City, CityItem, CityVillage
from .models.applications import MAY_WITHDRAW


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, where. `key` is one a filled-in form, so that a double tap applies once."""

    item: CityItem
    village: CityVillage
    answers: Mapping[str, str]
    papers: Sequence[Paper]
    key: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands at the window, as the clerk read it on the paper."""

    name: str
    identity_number: str
    document: str
    mobile: str = ""
    address: str = ""


def apply_at_window(wanted: Wanted, person: Person, *, by: Officer, window: Committee, now: datetime) -> Application:
    """Raises InvalidDetailsError, a CityError, or an AuthorityError."""
    check_post(by, PostKind.CLERK, committee=window, now=now)
    details = read_details(
        name=person.name,
        identity_number=person.identity_number,
        mobile=person.mobile or NO_MOBILE,
        today=timezone.localdate(now),
    )
    applicant = {
        "address": person.address.strip()[:80],
        "identityNumber": details.identity_number,
        "mobile": details.mobile if person.mobile else "",
        "name": details.name,
        "proof": _proof(str(LEVELS[Document(person.document)]), person.document, now),
    }
    receiver = {"channel": Channel.COUNTER, "officer": by, "committee": window}
    return _apply(wanted, applicant, receiver, key=f"o{by.pk}:{wanted.key}", now=now)


def apply_for_oneself(resident: Resident, wanted: Wanted, *, now: datetime) -> Application:
    """Raises a CityError."""
    proofs = RealNameProof.objects.filter(resident=resident, level__in=("middle", "high"), verified_at__lte=now)
    newest = proofs.order_by("-verified_at").first()
    if newest is None:
        raise NotRealNameElsewhereError
    applicant = {
        "address": resident.address[:80],
        "identityNumber": resident.identity_number,
        "mobile": resident.mobile,
        "name": resident.name,
        "proof": _proof(newest.level, newest.method, newest.verified_at),
    }
    receiver = {"channel": Channel.RESIDENT, "resident": resident}
    return _apply(wanted, applicant, receiver, key=f"r{resident.pk}:{wanted.key}", now=now)


def correct(
    application: Application,
    answers: Mapping[str, str],
    papers: Sequence[Paper],
    *,
    now: datetime,
    by: Officer | None = None,
) -> Application:
    """Answer what the home village asked for. It goes there as it is; the village goes on from there."""
    body = {"answers": dict(answers), "files": _told(papers)}

    def change(found: Application) -> None:
        found.keep(said=dict(answers))
        found.papers = sorted({*found.papers, *(paper.name for paper in papers)})
        found.state, found.words = ApplicationState.SENT, ""

    return _send(application, "correct", body, (ApplicationState.CORRECTING,), change, now=now, by=by, papers=papers)


def withdraw(application: Application, *, now: datetime, by: Officer | None = None) -> Application:
    """Ask the home city to take it back. It is withdrawn when the home city says so."""
    if application.withdrawing_at is not None:
        return application

    def change(found: Application) -> None:
        found.withdrawing_at = now

    return _send(application, "withdraw", {}, MAY_WITHDRAW, change, now=now, by=by)


@transaction.atomic
def hand_over(application: Application, *, by: Officer, now: datetime) -> Application:
    """The certificate was printed and given to the person. Written down once."""
    mine = Application.objects.filter(pk=application.pk, state=ApplicationState.ISSUED, handed_over_at=None)
    if mine.update(handed_over_at=now, handed_over_by=by):
        note(application, "handed-over", now=now, by=by)
    application.refresh_from_db()
    return application


def note(application: Application, action: str, *, now: datetime, by: Officer | None = None) -> None:
    ApplicationLine.objects.create(application=application, at=now, action=action, officer=by)


def looked(application: Application, *, by: Officer, now: datetime) -> None:
    """Who opens it at the window is written down, in a row once."""
    last = application.lines.order_by("-id").first()
    if last is None or (last.action, last.officer_id) != ("looked", by.pk):
        note(application, "looked", now=now, by=by)


def _apply(
    wanted: Wanted, applicant: Mapping[str, Any], receiver: Mapping[str, Any], *, key: str, now: datetime
) -> Application:
    earlier = Application.objects.filter(key=key).first()
    if earlier is not None:
        return earlier
    city, definition = wanted.item.city, wanted.item.read()
    check_city(city, now)
    if not definition.is_received_elsewhere:
        raise NotReceivedElsewhereError(definition.reception.because.zh or NotReceivedElsewhereError.message)
    try:
        return _written(wanted, applicant, receiver, key=key, now=now)
    except IntegrityError:
        # Two taps at the same moment: the other one applied.
        return Application.objects.get(key=key)


@transaction.atomic
def _written(
    wanted: Wanted, applicant: Mapping[str, Any], receiver: Mapping[str, Any], *, key: str, now: datetime
) -> Application:
    definition, village, window = wanted.item.read(), wanted.village, receiver.get("committee")
    made = Application(
        number=f"KS{now:%Y}-{random_code(4)}-{random_code(4)}",
        key=key,
        city=wanted.item.city,
        item_code=definition.code,
        item_version=definition.version,
        title=definition.title.zh,
        title_en=definition.title.en,
        document=wanted.item.document,
        village_code=village.code,
        village_name=f"{village.path}{village.name}",
        papers=sorted({paper.name for paper in wanted.papers}),
        created_at=now,
        **receiver,
    )
    made.keep(applicant=dict(applicant), said=dict(wanted.answers))
    made.save(force_insert=True)
    note(made, "handed-in", now=now, by=made.officer)
    body = {
        "answers": dict(wanted.answers),
        "applicant": dict(applicant),
        "channel": str(made.channel),
        "files": _told(wanted.papers),
        "item": made.item_code,
        "itemVersion": made.item_version,
        "village": village.code,
        "window": window.name if window is not None else "",
    }
    sending.put(made.city, "apply", made.number, body, now=now, files=_files(wanted.papers))
    return made


@transaction.atomic
def _send(
    application: Application,
    kind: str,
    body: Mapping[str, Any],
    states: Sequence[str],
    change: Callable[[Application], None],
    *,
    now: datetime,
    by: Officer | None,
    papers: Sequence[Paper] = (),
) -> Application:
    found = Application.objects.select_for_update().get(pk=application.pk)
    if found.state not in states:
        raise StepOverError
    files = _files(papers)
    before = found.state
    change(found)
    # Compare and swap, for a database that locks no row: of two taps one sends.
    if not Application.objects.filter(pk=found.pk, state=before, withdrawing_at=application.withdrawing_at).update(
        state=found.state,
        words=found.words,
        answers=found.answers,
        papers=found.papers,
        withdrawing_at=found.withdrawing_at,
    ):
        raise StepOverError
    note(found, kind, now=now, by=by)
    sending.put(found.city, kind, found.number, body, now=now, files=files)
    return found


def check_city(city: City, now: datetime) -> None:
    """As it stands on the list now. Raises CityAwayError."""
    node.own_code()
    try:
        trust.check_city(City.objects.get(pk=city.pk).read(), today=timezone.localdate(now))
    except EnvelopeError as error:
        raise CityAwayError from error


def _proof(level: str, method: str, at: datetime) -> dict[str, str]:
    return {"level": level, "method": method, "at": timezone.localtime(at).isoformat(timespec="seconds")}


def _told(papers: Sequence[Paper]) -> list[dict[str, str]]:
    return [
        {
            "name": paper.name,
            "fileName": paper.file_name,
            "mediaType": paper.media_type,
            "digest": envelopes.digest(paper.data),
        }
        for paper in papers
    ]


def _files(papers: Sequence[Paper]) -> dict[str, bytes]:
    """Raises TooMuchError."""
    if sum(len(paper.data) for paper in papers) > envelopes.LARGEST_FILES_BYTES:
        raise TooMuchError
    return {envelopes.digest(paper.data): paper.data for paper in papers}
