"""The home side tells the city that received a case how it goes: looked up by the clock, so that no step is missed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from jiban.cases import journal
from jiban.cases.models import Case, JournalLine
from jiban.cases.workflow import ENDED, State
from jiban.certificates.downloads import is_cosigned, ofd_with_proof, pdf_with_proof, proof_text
from jiban.certificates.models import Certificate

from . import envelopes, sending
from .home import SENT_BACK, due_of
from .models import Reception

BATCH = 50
WITNESSES_WAITED_FOR = timedelta(seconds=15)


def tell_all(now: datetime) -> int:
    """Every worker does it: a state is told by whoever writes it down first."""
    news = Reception.objects.filter(closed_at=None).exclude(told=F("case__state"))
    found = news.select_related("city", "case__certificate__paper", "case__item").order_by("id")[:BATCH]
    return sum(_tell(each, now) for each in found)


@transaction.atomic
def _tell(reception: Reception, now: datetime) -> bool:
    case = reception.case
    state = State(case.state)
    if state == State.ISSUED and not (case.certificate and _is_proved(case.certificate, now)):
        return False
    mine = Reception.objects.filter(pk=reception.pk, told=reception.told, closed_at=None)
    if not mine.update(told=str(state), closed_at=now if state in ENDED else None):
        return False
    if state == State.ISSUED and case.certificate is not None:
        _send_certificate(reception, case.certificate, now)
    elif state == State.REFUSED:
        told = {"because": "decided", "words": case.refusal_reason, "instead": case.refusal_alternative}
        sending.put(reception.city, "refusal", reception.thread, told, now=now)
    else:
        sending.put(reception.city, "status", reception.thread, _status(case), now=now)
    return True


def _is_proved(certificate: Certificate, now: datetime) -> bool:
    """The log places the line within seconds, and witnesses cosign a moment later: then the files carry both. Witnesses
    who are away hold nobody up."""
    if proof_text(certificate) is None:
        return False
    return is_cosigned(certificate) or now - (certificate.sealed_at or now) > WITNESSES_WAITED_FOR


def _status(case: Case) -> dict[str, object]:
    is_correcting = case.state == State.CORRECTING
    return {"state": str(case.state), "words": case.correction_note if is_correcting else "", **due_of(case)}


def _send_certificate(reception: Reception, certificate: Certificate, now: datetime) -> None:
    data = {"pdf": pdf_with_proof(certificate), "ofd": ofd_with_proof(certificate)}
    digests = {form: envelopes.digest(each) for form, each in data.items()}
    told = {
        "files": [{"form": form, "digest": digest} for form, digest in digests.items()],
        "number": certificate.number,
        "title": certificate.title,
        "validFrom": certificate.valid_from.isoformat(),
        "validUntil": certificate.valid_until.isoformat(),
        "verifyUrl": certificate.verify_url,
    }
    files = {digests[form]: each for form, each in data.items()}
    sending.put(reception.city, "certificate", reception.thread, told, now=now, files=files)
    where = " ".join(filter(None, (reception.city.name, reception.window)))
    journal.note(reception.case, SENT_BACK, who=JournalLine.Who.SYSTEM, at=now, reason=where)
