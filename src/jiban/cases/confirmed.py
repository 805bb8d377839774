"""Facts that departments have confirmed for a case: recorded here whoever brings them, read by the item's rules."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiban.catalogue.rules.receipts import SALT_BYTES, Fact
from jiban.people.encryption import decrypt, encrypt

from . import ruling_jobs
from .models import Case, CaseFact


@dataclass(frozen=True, slots=True)
class Confirmed:
    """As a department said it. `name`: the fact and its field, `lives-here-since.since`; `answer_id`: the signed answer."""

    name: str
    value: str | int | bool
    source: str
    as_of: date
    answer_id: str


@transaction.atomic
def record_facts(case: Case, found: Sequence[Confirmed], *, now: datetime) -> None:
    """Keep them, and have the rules look again. The same answer twice is kept once."""
    CaseFact.objects.bulk_create([_row(case, fact, now) for fact in found], ignore_conflicts=True)
    ruling_jobs.promise_ruling(
        case, about=":".join(sorted({fact.answer_id for fact in found})), has_facts=bool(found) or None, now=now
    )


def confirmed_facts(case: Case) -> list[Fact]:
    """All that is confirmed about the case. Who deletes a row's value or salt takes the fact away."""
    return [_fact(row) for row in CaseFact.objects.filter(case=case).order_by("as_of", "id") if row.value and row.salt]


def _row(case: Case, fact: Confirmed, now: datetime) -> CaseFact:
    salt = secrets.token_bytes(SALT_BYTES)
    kept = Fact(fact.name, fact.value, fact.source, fact.as_of, fact.answer_id, salt.hex())
    return CaseFact(
        case=case,
        name=fact.name,
        value=encrypt(json.dumps(fact.value).encode()),
        salt=salt,
        hash=kept.hash,
        source=fact.source,
        as_of=fact.as_of,
        answer_id=fact.answer_id,
        recorded_at=now,
    )


def _fact(row: CaseFact) -> Fact:
    value = json.loads(decrypt(bytes(row.value)))
    return Fact(row.name, value, row.source, row.as_of, row.answer_id, bytes(row.salt).hex())
