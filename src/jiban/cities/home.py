"""The home side: an application that another city received becomes a case like any other, or is refused with words.

Nobody but the home village decides; the other city may say what the person wants, nothing more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from jiban.cases import actions, journal
from jiban.cases.actions import Paper, Request
from jiban.cases.errors import CaseError
from jiban.cases.models import Case, JournalLine
from jiban.cases.workflow import State
from jiban.catalogue import papers
from jiban.catalogue.definition import ItemDefinition
from jiban.catalogue.errors import PaperRefusedError
from jiban.catalogue.forms import form_class
from jiban.catalogue.models import Item
from jiban.people.details import read_details, same_name
from jiban.people.encryption import encrypt, keyed_hash
from jiban.people.errors import InvalidDetailsError, PeopleError
from jiban.people.guardian_rules import Acting, acting
from jiban.people.models import AssuranceLevel, RealNameProof, Resident
from jiban.people.tries import Door, clear_tries, count_try
from jiban.places.models import Division
from jiban.places.service_minutes import NeverOpenError

from . import sending
from .envelopes import Envelope
from .errors import EnvelopeError
from .models import Channel, City, Reception

RECEIVED, SENT_BACK = "received-elsewhere", "sent-to-city"
PROVIDER = "city"
# Stands in where nobody has a mobile number to type.
NO_MOBILE = "13000000000"


class NotTakenError(Exception):
    """The application is not taken. Its words go to the person, by way of the city that received it."""

    def __init__(self, because: str, words: str, instead: str = "") -> None:
        super().__init__(because)
        self.because, self.words = because, words
        self.instead = instead or _("Call the home village, or go there.")


def apply(city: City, envelope: Envelope, now: datetime) -> None:
    """In the transaction that takes the envelope."""
    thread, body = envelope.letter.thread, envelope.body
    if Reception.objects.filter(city=city, thread=thread).exists():
        raise EnvelopeError("used-again")
    try:
        # Outside of what a refusal takes back: tries stay counted.
        person = _read_person(body["applicant"], now)
        with transaction.atomic():
            reception = _receive(city, thread, person, envelope, now)
    except NotTakenError as refusal:
        told = {"because": refusal.because, "words": refusal.words[:2000], "instead": refusal.instead}
        sending.put(city, "refusal", thread, told, now=now)
        return
    case = reception.case
    told = {"number": case.number, "phone": case.committee.phone, "state": str(case.state), **due_of(case)}
    sending.put(city, "receipt", thread, told, now=now)


def correct(city: City, envelope: Envelope, now: datetime) -> None:
    """The answer to what the village asked for. If the village has gone on meanwhile, it is told again where it stands."""
    reception = _reception(city, envelope.letter.thread)
    case = reception.case
    try:
        with transaction.atomic():
            definition = case.item.read()
            answers = _answers(definition, envelope.body["answers"])
            at_hand = set(case.papers.values_list("name", flat=True))
            handed_in = _papers(definition, answers, envelope, at_hand)
            actions.correct(case, Request(case.item, case.idempotency_key, answers, handed_in), now=now)
    except NotTakenError as refusal:
        # Still the person's turn: what was wrong stands under what was asked for.
        words = "\n".join(filter(None, (case.correction_note, refusal.words)))[:2000]
        told = {"state": str(State.CORRECTING), "words": words, **due_of(case)}
        sending.put(city, "status", reception.thread, told, now=now)
    except CaseError:
        tell_again(reception)


def withdraw(city: City, envelope: Envelope, now: datetime) -> None:
    reception = _reception(city, envelope.letter.thread)
    try:
        with transaction.atomic():
            actions.withdraw(reception.case, now=now)
    except CaseError:
        tell_again(reception)


def tell_again(reception: Reception) -> None:
    Reception.objects.filter(pk=reception.pk, closed_at=None).update(told="")


def due_of(case: Case) -> dict[str, str]:
    return {"due": timezone.localtime(case.due_at).isoformat(timespec="seconds")} if case.due_at else {}


def _reception(city: City, thread: str) -> Reception:
    """Only of the city that received it. Raises EnvelopeError."""
    mine = Reception.objects.filter(city=city, thread=thread)
    found = mine.select_related("case__item", "case__resident__village", "case__committee").first()
    if found is None:
        raise EnvelopeError("unknown-thread")
    return found


def _receive(city: City, thread: str, person: Mapping[str, str], envelope: Envelope, now: datetime) -> Reception:
    body = envelope.body
    item, definition = _item(body["item"])
    village = _village(body["village"])
    answers = _answers(definition, body["answers"])
    handed_in = _papers(definition, answers, envelope, set())
    resident = _resident(person, village, now)
    _prove(resident, body["applicant"]["proof"], f"{city.code}-{thread}", now)
    try:
        case = actions.submit(resident, Request(item, f"city{city.code}{thread}"[:40], answers, handed_in), now=now)
    except CaseError as refusal:
        raise NotTakenError("not-ready", str(refusal)) from refusal
    except NeverOpenError as refusal:
        raise NotTakenError("not-ready", _("The home village has no office hours yet.")) from refusal
    window = body["window"]
    made = Reception.objects.create(
        case=case,
        city=city,
        thread=thread,
        channel=Channel(body["channel"]),
        window=window,
        mobile=encrypt(person["mobile"].encode()) if person["mobile"] else b"",
        received_at=now,
        told=str(case.state),
    )
    journal.note(case, RECEIVED, who=JournalLine.Who.SYSTEM, at=now, reason=" ".join(filter(None, (city.name, window))))
    return made


def _read_person(told: Mapping[str, Any], now: datetime) -> dict[str, str]:
    mobile = told["mobile"]
    try:
        details = read_details(
            name=told["name"],
            identity_number=told["identityNumber"],
            mobile=mobile or NO_MOBILE,
            today=timezone.localdate(now),
        )
        count_try(Door.REAL_NAME, details.identity_number, now=now)
    except InvalidDetailsError as wrong:
        raise NotTakenError("person", " ".join(wrong.problems.values())) from wrong
    except PeopleError as refusal:
        raise NotTakenError("person", str(refusal)) from refusal
    number = details.identity_number
    return {"name": details.name, "number": number, "mobile": mobile and details.mobile, "address": told["address"]}


def _resident(person: Mapping[str, str], village: Division, now: datetime) -> Resident:
    """Whom the village knows, or enters. A number told from afar never becomes the one that codes are sent to."""
    resident, _new = Resident.objects.get_or_create(
        identity_number=person["number"],
        defaults={"name": person["name"], "village": village, "address": person["address"], "created_at": now},
    )
    if not same_name(resident.name, person["name"]) or resident.village_id != village.pk:
        # The same words for both: nobody finds out from afar who lives where.
        raise NotTakenError("person", _("Name, number and village do not fit together in the home city."))
    if acting(resident.birth, day=timezone.localdate(now)) is Acting.ALONE:
        raise NotTakenError("person", _("For a child under 14 its guardian applies, in the home city."))
    clear_tries(Door.REAL_NAME, person["number"])
    return resident


def _prove(resident: Resident, proof: Mapping[str, str], transaction_name: str, now: datetime) -> None:
    """Somebody of another city looked, or a platform did: middle at most, and not older than it is told."""
    told = parse_datetime(proof["at"])
    if told is None or told.tzinfo is None:
        raise NotTakenError("person", _("It is not told when the person's identity was confirmed."))
    RealNameProof.objects.get_or_create(
        provider=PROVIDER,
        transaction=transaction_name,
        defaults={
            "resident": resident,
            "subject": keyed_hash("city-subject", resident.identity_number),
            "level": AssuranceLevel.MIDDLE,
            "method": proof["method"],
            "verified_at": min(told, now),
        },
    )


def _item(code: str) -> tuple[Item, ItemDefinition]:
    item = Item.objects.filter(code=code, current=True).first()
    if item is None:
        raise NotTakenError("not-offered", _("The home city does not offer this now."))
    definition = item.read()
    if not definition.is_received_elsewhere:
        because = definition.reception.because.zh or _("This one is had in person only.")
        raise NotTakenError("in-person", because)
    return item, definition


def _village(code: str) -> Division:
    open_here = Division.objects.filter(level=Division.Level.VILLAGE, closed_on=None, committee__isnull=False)
    found = open_here.filter(code=code).first()
    if found is None:
        raise NotTakenError("unknown-village", _("This village does not issue certificates here."))
    return found


def _answers(definition: ItemDefinition, told: Mapping[str, str]) -> dict[str, str]:
    """Read by our own form, of the version that is offered now: what another city checked counts for nothing."""
    form = form_class(definition)(data=dict(told))
    if not form.is_valid():
        raise NotTakenError("answers", " ".join(str(each) for found in form.errors.values() for each in found))
    return form.answers()


def _papers(
    definition: ItemDefinition, answers: Mapping[str, str], envelope: Envelope, at_hand: set[str]
) -> Sequence[Paper]:
    """Checked and cleaned anew, as if they were uploaded here."""
    known = {paper.code: paper for paper in definition.papers}
    handed_in = []
    for told in envelope.body["files"]:
        paper = known.get(told["name"])
        if paper is None:
            raise NotTakenError("papers", _("A paper was sent that the home city does not ask for."))
        try:
            accepted = papers.accept(envelope.files[told["digest"]], file_name=told["fileName"], paper=paper)
        except PaperRefusedError as refusal:
            raise NotTakenError("papers", str(refusal)) from refusal
        handed_in.append(Paper(paper.code, accepted.file_name, accepted.media_type, accepted.data))
    missing = [
        paper.label.zh
        for paper in definition.papers_needed(answers)
        if paper.code not in at_hand | {each.name for each in handed_in}
    ]
    if missing:
        raise NotTakenError("papers", _("Missing: %(papers)s") % {"papers": "、".join(missing)})
    return handed_in
