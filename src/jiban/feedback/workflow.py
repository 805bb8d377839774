"""Which step of a follow-up may follow which. Pure: values in, a value or a refusal out."""

from collections.abc import Mapping
from enum import StrEnum

from .errors import StepTakenError

# After so many calls that nobody answered, the work goes on without one.
MOST_CALLS = 3
# Twice the resident may say that it is not put right and it begins anew: at the township, then at the county.
# What the county has from the beginning starts in the second round.
FIRST_ROUND, COUNTYS_FIRST_ROUND, LAST_ROUND = 1, 2, 3


class State(StrEnum):
    OPENED = "opened"
    CONTACTED = "contacted"
    FIXED = "fixed"
    RECHECKED = "rechecked"
    CLOSED = "closed"


class Step(StrEnum):
    CALL = "call"
    CALL_IN_VAIN = "call-in-vain"
    EXTEND = "extend"
    FIX = "fix"
    CONFIRM = "confirm"
    DENY = "deny"
    ACCEPT = "accept"
    REJECT = "reject"
    LAPSE = "lapse"


class Outcome(StrEnum):
    SETTLED = "settled"
    SILENT = "silent"
    UNSETTLED = "unsettled"


STEPS: Mapping[tuple[State, Step], State] = {
    (State.OPENED, Step.CALL): State.CONTACTED,
    (State.OPENED, Step.CALL_IN_VAIN): State.OPENED,
    (State.OPENED, Step.EXTEND): State.OPENED,
    (State.CONTACTED, Step.EXTEND): State.CONTACTED,
    (State.CONTACTED, Step.FIX): State.FIXED,
    (State.FIXED, Step.CONFIRM): State.RECHECKED,
    (State.FIXED, Step.DENY): State.CONTACTED,
    (State.RECHECKED, Step.ACCEPT): State.CLOSED,
    (State.RECHECKED, Step.REJECT): State.OPENED,
    (State.RECHECKED, Step.LAPSE): State.CLOSED,
}


def after(state: State, step: Step, *, calls_in_vain: int = 0, round_: int = 1) -> State:
    """The state that the step leads to, or StepTakenError. `calls_in_vain` are those before this step."""
    try:
        found = STEPS[state, step]
    except KeyError as error:
        raise StepTakenError from error
    if step == Step.CALL_IN_VAIN and calls_in_vain + 1 >= MOST_CALLS:
        return State.CONTACTED
    if step == Step.REJECT and round_ >= LAST_ROUND:
        return State.CLOSED
    return found


def allows(state: State, step: Step) -> bool:
    return (state, step) in STEPS


def outcome_of(step: Step) -> Outcome:
    return {Step.ACCEPT: Outcome.SETTLED, Step.LAPSE: Outcome.SILENT}.get(step, Outcome.UNSETTLED)
