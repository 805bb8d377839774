"""Have the rules of its item look at a case. They pre-check, or approve under a reviewer's authorisation; they sign nothing."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.catalogue.rules import receipts
from jiban.catalogue.rules.receipts import Given
from jiban.catalogue.rules.rule import Rule, from_document, in_force
from jiban.jobs.actions import finish
from jiban.jobs.models import Job
from jiban.jobs.registry import handles
from jiban.people.encryption import decrypt, encrypt

from . import authorising, checks
from .confirmed import confirmed_facts
from .journal import note
from .models import Case, JournalLine, Ruling, RulingOutcome
from .ruling_jobs import PRE_CHECKED, RULE, RULE_APPROVED, asked
from .workflow import OPEN_FOR_OFFICE

WORDS = {
    PRE_CHECKED: _("The item's rules found all facts confirmed by the departments"),
    RULE_APPROVED: _("Approved by the item's rules under the reviewer's standing authorisation; not signed yet"),
}


@handles(RULE)
def judge_promised(job: Job, now: datetime) -> None:
    case = Case.objects.select_related("item", "committee__division", "resident").get(number=job.payload["case"])
    with transaction.atomic():
        judge(case, now=now)
        finish(job, now=now)


@transaction.atomic
def judge(case: Case, *, now: datetime) -> Ruling | None:
    """Apply the rules in force; a second look at the same things changes nothing."""
    asked_at = asked(case)
    if case.state not in OPEN_FOR_OFFICE or asked_at is None:
        return None
    given = given_of(case, today=timezone.localdate(now))
    receipt = receipts.best(in_force(rules_of(case.item.read().rules), given.today), given)
    if receipt is None or not _still(case):
        return None
    made, is_new = Ruling.objects.get_or_create(
        case=case,
        asked_at=asked_at,
        digest=receipts.digest(receipt),
        defaults={
            "rule": receipt["rule"]["id"],
            "rule_version": receipt["rule"]["version"],
            "outcome": receipt["outcome"],
            "receipt": receipt,
            "given": encrypt(rfc8785.dumps(given.as_json())),
            "at": now,
        },
    )
    if is_new:
        _carry_out(made, case, now=now)
    return made


def _carry_out(made: Ruling, case: Case, *, now: datetime) -> None:
    used = None
    if made.outcome == RulingOutcome.APPROVE:
        used = authorising.use(made, case, now=now)
    if made.outcome != RulingOutcome.NOTHING:
        note(case, RULE_APPROVED if used else PRE_CHECKED, who=JournalLine.Who.SYSTEM, at=now)
    elif not case.all_green:
        # Nothing was confirmed, and the case waits for a look already.
        return
    # Green or not any more: a fact that came later may say the opposite.
    is_confirmed = made.outcome != RulingOutcome.NOTHING
    case.all_green = checks.all_green(checks.check(case, now=now, is_confirmed=is_confirmed))
    Case.objects.filter(pk=case.pk).update(all_green=case.all_green)


def _still(case: Case) -> bool:
    """Held until the transaction ends, and what was looked at stands in the case still."""
    same = Case.objects.filter(
        pk=case.pk, state=case.state, submitted_at=case.submitted_at, corrected_at=case.corrected_at
    )
    return bool(same.update(all_green=case.all_green))


def rules_of(documents: Sequence[Mapping[str, Any]]) -> list[Rule]:
    return [from_document(document) for document in documents]


def given_of(case: Case, *, today: date) -> Given:
    answers = {name: str(answer) for name, answer in case.answers.items()}
    return Given(today=today, facts=tuple(confirmed_facts(case)), answers=answers)


def given_in(ruling: Ruling) -> Given:
    return receipts.given_from(json.loads(decrypt(bytes(ruling.given))))


def repeats(ruling: Ruling) -> bool:
    """Does the receipt come out the same once more, from what was kept with it?"""
    again = receipts.replay(ruling.receipt, given_in(ruling))
    return receipts.digest(again) == ruling.digest == receipts.digest(ruling.receipt)


def happened(line: JournalLine) -> str:
    """The words for a line of this file; nothing for any other."""
    return str(WORDS.get(line.action, ""))
