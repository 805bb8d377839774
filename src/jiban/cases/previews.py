"""What the reviewer is about to seal, drawn from the same statement that approval will grant."""

from jiban.certificates.previews import statement_svg
from jiban.people.models import Officer

from .kinds.application import statement_of
from .models import Case


def preview_svg(case: Case, *, reviewer: Officer) -> str:
    statement = statement_of(case, handler=(case.checked_by or reviewer).name)
    return statement_svg(statement, holder=case.resident, committee=case.committee, reviewer=reviewer)
