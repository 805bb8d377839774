"""Promise that the rules of an item look at a case: in the transaction that brings what they look at."""

import hashlib
from datetime import datetime

from jiban.jobs.actions import promise

from .models import Case

RULE = "judge-by-rules"
# What the journal says of it: no steps of the workflow.
PRE_CHECKED, RULE_APPROVED = "pre-checked", "rule-approved"


def promise_ruling(case: Case, *, about: str = "", now: datetime) -> None:
    """Items without rules cost nothing. `about` names what is new, so that each new thing is looked at once."""
    if not case.item.definition.get("rules"):
        return
    asked_at = asked(case)
    if asked_at is None:
        return
    new = hashlib.sha256(f"{asked_at.isoformat()} {about}".encode()).hexdigest()[:24]
    promise(RULE, key=f"rules:{case.number}:{new}", payload={"case": case.number}, due_at=now)


def asked(case: Case) -> datetime | None:
    """When that was handed in or corrected which stands in the case now."""
    return case.corrected_at or case.submitted_at
