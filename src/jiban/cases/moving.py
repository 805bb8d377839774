"""The one place where a case changes state."""

from .errors import StepRefusedError
from .models import Case
from .workflow import APPLICATION, OPEN_FOR_OFFICE, Action, State


def begin(case: Case, action: Action) -> None:
    """The first step of a case that is not in the table yet: there is nobody to compare with."""
    case.state = APPLICATION.after(State(case.state), action)


def move(case: Case, action: Action) -> None:
    """Move by compare-and-swap: of two people deciding at once, the second is told so."""
    before = State(case.state)
    after = APPLICATION.after(before, action)
    changed = {"state": after} if after in OPEN_FOR_OFFICE else {"state": after, "watch_at": None}
    if not Case.objects.filter(pk=case.pk, state=before).update(**changed):
        raise StepRefusedError
    case.state = after
