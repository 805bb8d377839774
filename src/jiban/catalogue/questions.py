from jiban.catalogue.definition import Label
from jiban.catalogue.models import Item, RefusedKind
from jiban.catalogue.refusal import Refused, refused_as


def offered() -> list[Item]:
    """What a resident can ask for now, one version an item."""
    return list(Item.objects.filter(current=True).order_by("pk"))


def item(code: str) -> Item:
    """The version of an item that is offered now. Raises Item.DoesNotExist."""
    return Item.objects.get(code=code, current=True)


def refused_kinds() -> list[Refused]:
    return [kind.read() for kind in RefusedKind.objects.all()]


def refused_like(text: str) -> Refused | None:
    """The refused kind that a person asks for in their own words, to show who issues it instead."""
    return refused_as("", Label(text), refused_kinds()) if text.strip() else None
