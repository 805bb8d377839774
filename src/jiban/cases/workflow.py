"""Which step may follow which. Pure: values in, a value or a refusal out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .errors import StepRefusedError


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    CHECKED = "checked"
    APPROVED = "approved"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    CHECK = "check"
    ASK_CORRECTION = "ask-correction"
    CORRECT = "correct"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class Workflow:
    name: str
    steps: Mapping[tuple[State, Action], State]

    def after(self, state: State, action: Action) -> State:
        """The state that `action` leads to, or StepRefusedError."""
        try:
            return self.steps[state, action]
        except KeyError as error:
            raise StepRefusedError from error

    def allows(self, state: State, action: Action) -> bool:
        return (state, action) in self.steps


APPLICATION = Workflow(
    "application",
    steps={
        (State.DRAFT, Action.SUBMIT): State.SUBMITTED,
        (State.DRAFT, Action.WITHDRAW): State.WITHDRAWN,
        (State.SUBMITTED, Action.CHECK): State.CHECKED,
        (State.SUBMITTED, Action.ASK_CORRECTION): State.CORRECTING,
        (State.SUBMITTED, Action.APPROVE): State.APPROVED,
        (State.SUBMITTED, Action.REFUSE): State.REFUSED,
        (State.SUBMITTED, Action.WITHDRAW): State.WITHDRAWN,
        (State.SUBMITTED, Action.UNDO): State.DRAFT,
        (State.CHECKED, Action.ASK_CORRECTION): State.CORRECTING,
        (State.CHECKED, Action.APPROVE): State.APPROVED,
        (State.CHECKED, Action.REFUSE): State.REFUSED,
        (State.CHECKED, Action.WITHDRAW): State.WITHDRAWN,
        (State.CORRECTING, Action.CORRECT): State.SUBMITTED,
        (State.CORRECTING, Action.REFUSE): State.REFUSED,
        (State.CORRECTING, Action.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Action.ISSUE): State.ISSUED,
    },
)

OPEN_FOR_OFFICE = (State.SUBMITTED, State.CHECKED)
WITH_RESIDENT = (State.DRAFT, State.CORRECTING)
OPEN = (State.SUBMITTED, State.CHECKED, State.CORRECTING, State.APPROVED)
ENDED = (State.ISSUED, State.REFUSED, State.WITHDRAWN)
