"""The application for a certificate: what its approval grants, and how it ends when the seal is set."""

from datetime import datetime

from django.db import transaction

from jiban.catalogue.forms import paragraphs
from jiban.certificates.statements import Statement
from jiban.jobs.actions import finish
from jiban.jobs.models import Job
from jiban.jobs.registry import handles
from jiban.notices.actions import tell

from ..journal import note
from ..models import Case, JournalLine
from ..moving import move
from ..workflow import Action

HAND_OVER = "hand-over"


def statement_of(case: Case, *, handler: str) -> Statement:
    """Exactly what will be sealed: the preview and the certificate both come from here."""
    item = case.item
    return Statement(
        item_code=item.code,
        item_version=item.version,
        type_code=item.type_code,
        title=item.title,
        paragraphs=tuple(paragraphs(item, facts_of(case))),
        closing=item.closing,
        purpose=item.purpose_label(case.purpose),
        receiving_unit=case.receiving_unit,
        validity_days=item.validity_days,
        handler=handler,
    )


def facts_of(case: Case) -> dict[str, str]:
    resident = case.resident
    return {
        **{name: str(value) for name, value in case.answers.items()},
        "holder_name": resident.name,
        "holder_sex": resident.sex_word,
        "holder_id_number": resident.identity_number,
        "village": case.committee.division.short_name,
        "committee": case.committee.name,
        "purpose": case.item.purpose_label(case.purpose),
        "receiving_unit": case.receiving_unit,
        "validity_days": str(case.item.validity_days),
    }


@handles(HAND_OVER)
def hand_over(job: Job, now: datetime) -> None:
    """The certificate is sealed: end the case and tell the resident, once."""
    with transaction.atomic():
        case = Case.objects.select_related("certificate").get(number=job.payload["case"])
        move(case, Action.ISSUE)
        note(case, Action.ISSUE, who=JournalLine.Who.SYSTEM, at=now)
        tell(case.resident_id, "certificate-ready", about=case.number, key=f"ready:{case.number}")
        finish(job, now=now)
