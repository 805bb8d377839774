"""The receiving side: what the home city tells about an application that was handed in here."""

from datetime import date, datetime

from django.utils.dateparse import parse_datetime

from jiban.notices.actions import tell
from jiban.people.encryption import encrypt

from .envelopes import Envelope
from .errors import EnvelopeError
from .models import Application, ApplicationFile, ApplicationLine, ApplicationState, City
from .models.applications import ENDED

NEWS = "news"
# What the resident has to hear of.
TOLD = {ApplicationState.CORRECTING, ApplicationState.ISSUED, ApplicationState.REFUSED}
BEGINS = {"pdf": b"%PDF-", "ofd": b"PK\x03\x04"}


def receipt(city: City, envelope: Envelope, now: datetime) -> None:
    body = envelope.body
    found = _application(city, envelope)
    _go_on(found, body["state"], now, home_number=body["number"], home_phone=body["phone"], due_at=_due(envelope))


def status(city: City, envelope: Envelope, now: datetime) -> None:
    body = envelope.body
    _go_on(_application(city, envelope), body["state"], now, words=body.get("words", ""), due_at=_due(envelope))


def refusal(city: City, envelope: Envelope, now: datetime) -> None:
    body = envelope.body
    found = _application(city, envelope)
    _go_on(found, ApplicationState.REFUSED, now, words=body["words"], instead=body["instead"], due_at=None)


def certificate(city: City, envelope: Envelope, now: datetime) -> None:
    """Kept as the home city sealed it. Whether it is good is asked of the home city: see verify_url."""
    body, found = envelope.body, _application(city, envelope)
    for told in body["files"]:
        data = envelope.files[told["digest"]]
        if not data.startswith(BEGINS[told["form"]]):
            raise EnvelopeError("body-wrong")
        ApplicationFile.objects.get_or_create(
            application=found, form=told["form"], defaults={"digest": told["digest"], "data": encrypt(data)}
        )
    _go_on(
        found,
        ApplicationState.ISSUED,
        now,
        certificate_number=body["number"],
        valid_until=date.fromisoformat(body["validUntil"]),
        verify_url=body["verifyUrl"],
        due_at=None,
    )


def _application(city: City, envelope: Envelope) -> Application:
    """Only what was sent to this very city. Raises EnvelopeError."""
    found = Application.objects.select_for_update().filter(city=city, number=envelope.letter.thread).first()
    if found is None:
        raise EnvelopeError("unknown-thread")
    return found


def _due(envelope: Envelope) -> datetime | None:
    return parse_datetime(envelope.body["due"]) if envelope.body.get("due") else None


def _go_on(application: Application, state: str, now: datetime, **learned: object) -> None:
    """The newest word of the home city counts; after an end nothing comes."""
    if application.state in ENDED:
        return
    for name, value in learned.items():
        setattr(application, name, value)
    before, application.state = application.state, ApplicationState(state)
    if application.state in ENDED:
        application.ended_at = now
    if application.state == ApplicationState.CORRECTING:
        # The home village asks, so whatever was to be taken back before it asked is not under way any more.
        application.withdrawing_at = None
    application.save()
    if before == application.state:
        return
    ApplicationLine.objects.create(application=application, at=now, action=str(application.state))
    if application.state in TOLD and application.resident_id is not None:
        key = f"elsewhere:{application.number}:{application.state}"
        tell(application.resident_id, NEWS, about=application.number, key=key, at=now)
