"""Promise that the rules of an item look at a case: in the transaction that brings what they look at."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from jiban.composing import composed_once
from jiban.jobs.actions import promise

from .models import Case, CaseFact

RULE = "judge-by-rules"
# What the journal says of it: no steps of the workflow.
PRE_CHECKED, RULE_APPROVED = "pre-checked", "rule-approved"


def promise_ruling(case: Case, *, about: str = "", has_facts: bool | None = None, now: datetime) -> None:
    """Where rules have nothing to look at, it costs nothing. `about` names what is new, so that it is looked at once.

    has_facts   whether departments have confirmed any, where the caller knows
    """
    asked_at = asked(case)
    if asked_at is None or not may_judge(case, has_facts=has_facts):
        return
    new = hashlib.sha256(f"{asked_at.isoformat()} {about}".encode()).hexdigest()[:24]
    promise(RULE, key=f"rules:{case.number}:{new}", payload={"case": case.number}, due_at=now)


def may_judge(case: Case, *, has_facts: bool | None = None) -> bool:
    """Could a rule find anything? Not before a department has confirmed something: every rule needs a fact."""
    if not case.item.definition.get("rules"):
        return False
    return bool(_confirmed(case.pk)) if has_facts is None else has_facts


@composed_once
def _confirmed(case: int) -> QuerySet[CaseFact, int]:
    return CaseFact.objects.filter(case=case).values_list("pk", flat=True)[:1]


def asked(case: Case) -> datetime | None:
    """When that was handed in or corrected which stands in the case now."""
    return case.corrected_at or case.submitted_at
