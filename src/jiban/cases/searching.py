"""Finding a person's cases: by the beginning of the name or the last four of the identity number, in one's own villages.

Every step is bounded and runs over an index: first the persons of the village, then their cases.
"""

import re
from collections.abc import Sequence

from django.db.models import F, Q

from jiban.people.models import Resident
from jiban.places import prefixes  # noqa: F401 - brings the lookup `begins`
from jiban.places.models import Committee

from .models import Case

LAST_FOUR = re.compile(r"\d{3}[\dX]")
LONGEST_SEARCH = 50


def tidy(text: str) -> str:
    # No database text holds a zero byte: PostgreSQL refuses the question.
    return " ".join(text.replace("\0", "").split())[:LONGEST_SEARCH]


def find_cases(said: str, *, committees: Sequence[Committee], most: int) -> list[Case]:
    """The newest cases of the persons who fit. They must live in the villages still; a number finds also the others."""
    villages = [committee.division_id for committee in committees]
    if not said or not villages:
        return []
    number = said.upper()
    fits = Q(last_four=number) if LAST_FOUR.fullmatch(number) else Q(name__begins=said)
    persons = list(Resident.objects.filter(fits, village__in=villages).values_list("pk", flat=True)[:most])
    # Reckoned, and so by no index: that of a village's cases would be read whole for the few of these persons.
    found = Case.objects.alias(served_by=F("committee_id") + 0)
    mine = found.filter(
        resident__in=persons, served_by__in=[each.pk for each in committees], submitted_at__isnull=False
    )
    return list(mine.select_related("resident", "item").order_by("-id")[:most])
