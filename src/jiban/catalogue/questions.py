from django.db.models import QuerySet

from jiban.catalogue import entries
from jiban.catalogue.definition import Label
from jiban.catalogue.models import Item, LifeEvent, RefusedKind, SharedFact
from jiban.catalogue.refusal import Refused, refused_as
from jiban.composing import composed_once


def offered() -> list[Item]:
    """What a resident can ask for now, one version an item."""
    return list(Item.objects.filter(current=True).order_by("pk"))


def item(code: str) -> Item:
    """The version of an item that is offered now. Raises Item.DoesNotExist."""
    return _item.get(code)


@composed_once
def _item(code: str) -> QuerySet[Item]:
    return Item.objects.filter(code=code, current=True)


def refused_kinds() -> list[Refused]:
    return [kind.read() for kind in _refused_kinds()]


@composed_once
def _refused_kinds() -> QuerySet[RefusedKind]:
    return RefusedKind.objects.all()


def refused_like(text: str) -> Refused | None:
    """The refused kind that a person asks for in their own words, to show who issues it instead."""
    return refused_as("", Label(text), refused_kinds()) if text.strip() else None


def life_events() -> list[entries.LifeEvent]:
    return [event.read() for event in LifeEvent.objects.all()]


def life_event(code: str) -> entries.LifeEvent:
    """Raises LifeEvent.DoesNotExist."""
    return LifeEvent.objects.get(code=code).read()


def shared_facts(item: str = "", *, purpose: str = "") -> list[entries.SharedFact]:
    """Why an item may not be needed (for one purpose); without an item, all of them."""
    found = SharedFact.objects.filter(item_code=item) if item else SharedFact.objects.all()
    facts = [fact.read() for fact in found]
    return [fact for fact in facts if fact.concerns(item, purpose)] if item else facts
