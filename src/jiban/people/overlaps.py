from datetime import date

from django.db.models import Q


def overlapping(starts_on: date, ends_on: date | None) -> Q:
    """Terms and deputations, not ended before their time, that share a day with these."""
    found = Q(ended_at=None) & (Q(ends_on=None) | Q(ends_on__gte=starts_on))
    return found if ends_on is None else found & Q(starts_on__lte=ends_on)
