"""The application for a certificate: what its approval grants, and how it ends when the seal is set."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jiban.cases import figures
from jiban.cases.journal import note_all
from jiban.cases.models import Case, JournalLine
from jiban.cases.moving import move_all
from jiban.cases.workflow import Action
from jiban.catalogue.definition import PURPOSE, RECEIVING_UNIT
from jiban.catalogue.wording import facts_of, paragraphs, standing_words
from jiban.certificates.statements import Statement
from jiban.jobs.actions import finish_all
from jiban.jobs.crashpoints import reached
from jiban.jobs.models import Job
from jiban.jobs.registry import handles_together
from jiban.notices.actions import tell_all
from jiban.notices.models import Notice
from jiban.places.models import Division

HAND_OVER = "hand-over"


def statement_of(case: Case, *, handler: str) -> Statement:
    """Exactly what will be sealed: the preview and the certificate both come from here."""
    definition, resident = case.item.read(), case.resident
    facts = facts_of(
        definition,
        case.answers,
        holder_name=resident.name,
        holder_sex=resident.sex_word,
        holder_id_number=resident.identity_number,
        village=village_name(case.committee.division),
        committee=case.committee.name,
    )
    return Statement(
        item_code=definition.code,
        item_version=case.item.version,
        type_code=definition.type_code,
        title=definition.title.zh,
        paragraphs=tuple(paragraphs(definition, facts)),
        purpose=facts[PURPOSE],
        receiving_unit=facts[RECEIVING_UNIT],
        validity_days=definition.validity_days,
        handler=handler,
        standing_words=standing_words(definition),
    )


def village_name(village: Division) -> str:
    """As papers write it: 新安镇赵家庄村."""
    township = village.parent
    return f"{township.short_name}{village.short_name}" if township is not None else village.short_name


@handles_together(HAND_OVER)
def hand_over(promised: Sequence[Job], now: datetime) -> None:
    """The certificates are sealed: end the cases and tell the residents, each once."""
    with transaction.atomic():
        found = Case.objects.in_bulk([job.payload["case"] for job in promised], field_name="number")
        cases = [found[job.payload["case"]] for job in promised]
        move_all(cases, Action.ISSUE)
        figures.answered(cases, issued=True, now=now)
        note_all(cases, Action.ISSUE, who=JournalLine.Who.SYSTEM, at=now)
        tell_all([_ready(case, now) for case in cases])
        finish_all(promised, now=now)
        reached("hand-over-before-commit")
    reached("hand-over-after-commit")


def _ready(case: Case, now: datetime) -> Notice:
    key = f"ready:{case.number}"
    return Notice(resident_id=case.resident_id, code="certificate-ready", about=case.number, key=key, created_at=now)
