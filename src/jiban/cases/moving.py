"""The one place where a case changes state."""

from collections.abc import Sequence

from .errors import StepRefusedError
from .models import Case
from .workflow import APPLICATION, OPEN_FOR_OFFICE, Action, State


def begin(case: Case, action: Action) -> None:
    """The first step of a case that is not in the table yet: there is nobody to compare with."""
    case.state = APPLICATION.after(State(case.state), action)


def move(case: Case, action: Action) -> None:
    """Move by compare-and-swap: of two people deciding at once, the second is told so."""
    move_all([case], action)


def move_all(cases: Sequence[Case], action: Action) -> None:
    """As `move`, for many: all of them or, once the transaction is rolled back, none."""
    by_state: dict[State, list[Case]] = {}
    for case in cases:
        by_state.setdefault(State(case.state), []).append(case)
    for before, alike in by_state.items():
        after = APPLICATION.after(before, action)
        changed = {"state": after} if after in OPEN_FOR_OFFICE else {"state": after, "watch_at": None}
        if Case.objects.filter(pk__in=[case.pk for case in alike], state=before).update(**changed) != len(alike):
            raise StepRefusedError
        for case in alike:
            case.state = after
