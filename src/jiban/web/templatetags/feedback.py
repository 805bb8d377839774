"""Under an ended case: the way to rate it, or to what became of the rating."""

from typing import Any

from django import template
from django.utils import timezone

from jiban.cases.models import Case
from jiban.cases.workflow import ENDED
from jiban.feedback.models import Rating
from jiban.feedback.rating import may_be_rated_until, rating_of
from jiban.feedback.workflow import State

register = template.Library()


@register.inclusion_tag("resident/parts/rating_card.html")
def rating_card(case: Case | None) -> dict[str, Any]:
    """Nothing for a case that is not ended, or was not rated in its time."""
    # A certificate that came without a case gives an empty text here.
    ended = case if case and case.state in ENDED else None
    given = rating_of(ended) if ended else None
    until = may_be_rated_until(ended) if ended and given is None else None
    return {
        "case": case,
        "given": given,
        "may_rate": until is not None and timezone.now() <= until,
        "asks": given is not None and _asks(given),
    }


def _asks(given: Rating) -> bool:
    found = getattr(given, "follow_up", None)
    return found is not None and found.state == State.RECHECKED
