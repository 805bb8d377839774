"""The stages of a city, one transaction each: a stage that was interrupted begins again, one that is done is passed by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet

from jiban.cases.models import Case
from jiban.catalogue import actions as catalogue
from jiban.catalogue.models import Item
from jiban.people.models import Officer, Resident
from jiban.places.models import Committee, Division
from jiban.seals.models import Seal

from . import cases, officers, places, residents, seals
from .errors import NotEmptyError, ProductionRefusedError
from .plan import MARK, CityPlan, marked_until


@dataclass(frozen=True, slots=True)
class Stage:
    """`build` tells how much of `length` each step was; `proof` has rows when the stage is done."""

    name: str
    proof: type[Model]
    build: Callable[[CityPlan], Iterator[int]]
    length: Callable[[CityPlan], int]


def _items(_plan: CityPlan) -> Iterator[int]:
    catalogue.load(publishing=True)
    yield 1


STAGES = (
    Stage("places", Division, places.build, lambda plan: 1 + plan.counties + plan.townships + 2 * plan.villages),
    Stage("items", Item, _items, lambda _plan: 1),
    Stage("officers", Officer, officers.build, lambda plan: 1 + 2 * plan.counties + plan.townships + 3 * plan.villages),
    Stage("seals", Seal, seals.build, lambda plan: 2 * plan.villages),
    Stage("residents", Resident, residents.build, lambda plan: plan.residents),
    Stage("cases", Case, cases.build, lambda plan: plan.cases),
)


def begin(plan: CityPlan) -> CityPlan:
    """The plan as it will be carried out: an interrupted city keeps the present it began with."""
    if settings.PRODUCTION:
        raise ProductionRefusedError("a city of invented people is not made in a production system")
    root = Division.objects.filter(parent=None).order_by("pk").first()
    if root is None:
        if any(QuerySet(model).exists() for model in (Committee, Officer, Seal, Resident, Case)):
            raise NotEmptyError("the database is not empty: name another one with --database")
        return plan
    until = marked_until(root.source)
    if not root.source.startswith(f"{MARK}{plan.figures} ") or until is None:
        raise NotEmptyError("the database holds other places, or a city of other figures: name another one")
    return replace(plan, until=until)


def carry_out(plan: CityPlan, stage: Stage) -> Iterator[int]:
    """Steps of one stage in one transaction; nothing if it was done before."""
    if QuerySet(stage.proof).exists():
        return
    with transaction.atomic():
        yield from stage.build(plan)
