"""Which items a kiosk cannot take in."""

from jiban.catalogue import questions
from jiban.catalogue.models import Item


def needs_phone(code: str) -> bool:
    """Does the item ask everybody for a paper?"""
    try:
        item = questions.item(code).read()
    except Item.DoesNotExist:
        return False
    return any(paper.required for paper in item.papers)
