"""Which step leads from which state to which in the life of a seal, and which need a second person. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class Step(StrEnum):
    CHECK = "check"
    DECLINE = "decline"
    APPROVE = "approve"
    MAKE = "make"
    ACTIVATE = "activate"
    SUSPEND = "suspend"
    RESUME = "resume"
    REPORT = "report"
    REVOKE = "revoke"
    REPLACE = "replace"
    DESTROY = "destroy"


# Step -> (states it may be taken from, state it leads to). States are the values of `SealState`.
STEPS: Mapping[Step, tuple[frozenset[str], str]] = {
    Step.CHECK: (frozenset({"registered"}), "checked"),
    Step.DECLINE: (frozenset({"registered", "checked", "approved", "made"}), "revoked"),
    Step.APPROVE: (frozenset({"checked"}), "approved"),
    Step.MAKE: (frozenset({"approved"}), "made"),
    Step.ACTIVATE: (frozenset({"made"}), "in-force"),
    Step.SUSPEND: (frozenset({"in-force"}), "suspended"),
    Step.RESUME: (frozenset({"suspended"}), "in-force"),
    Step.REPORT: (frozenset({"in-force", "suspended"}), "lost"),
    Step.REVOKE: (frozenset({"in-force", "suspended", "lost"}), "revoked"),
    Step.REPLACE: (frozenset({"in-force", "suspended", "lost"}), "replaced"),
    Step.DESTROY: (frozenset({"lost", "revoked", "replaced"}), "destroyed"),
}
# Four eyes: who applied may not take these.
BY_ANOTHER_PERSON = frozenset({Step.CHECK, Step.APPROVE})


def allows(step: Step, state: str) -> bool:
    return state in STEPS[step][0]


def may_take(step: Step, *, applicant: int | None, by: int | None) -> bool:
    """Officers by their keys; an applicant or officer that is not known is no other person."""
    if step not in BY_ANOTHER_PERSON:
        return True
    return by is not None and by != applicant
