"""An invented city: as asked for, the same every time, and only where nothing else is."""

from datetime import UTC, date, datetime

import pytest

from jiban.cases.models import Case, JournalLine, PromiseDay, PromiseOutcome
from jiban.catalogue.models import Item
from jiban.certificates.models import Certificate
from jiban.demo.city import stages
from jiban.demo.city.errors import NotEmptyError, PlanRefusedError, ProductionRefusedError
from jiban.demo.city.numbers import Ring
from jiban.demo.city.plan import CityPlan
from jiban.demo.city.residents import DAYS, number_of
from jiban.people.models import Officer, Post, Resident, Term
from jiban.places.models import Committee, Division
from jiban.seals.models import Seal, SealState
from jiban.standards.codes import identity_number

from .small import FIGURES, SMALL, UNTIL, generate


def rows():
    """Everything that was drawn, by names instead of keys."""
    return [
        list(Division.objects.values_list("code", "name", "parent__code")),
        list(Committee.objects.order_by("division__code").values_list("division__code", "name", "credit_code")),
        list(Officer.objects.order_by("username").values_list("username", "name", "password")),
        list(Resident.objects.order_by("pk").values_list("name", "identity_number", "village__code", "address")),
        list(
            Case.objects.order_by("pk").values_list(
                "number", "item__code", "resident__identity_number", "committee__division__code", "state", "answers",
                "submitted_at", "due_at", "decided_at", "decided_by__username", "certificate__number", "all_green",
            )
        ),
        list(Certificate.objects.order_by("pk").values_list("number", "identifier", "check_code", "record", "state")),
        list(JournalLine.objects.order_by("pk").values_list("case__number", "at", "action", "officer__username")),
    ]  # fmt: skip


def clear():
    for model in (
        JournalLine,
        PromiseOutcome,
        PromiseDay,
        Case,
        Certificate,
        Resident,
        Seal,
        Term,
        Post,
        Officer,
        Committee,
    ):
        model.objects.all().delete()
    for level in (5, 4, 3, 2):
        Division.objects.filter(level=level).delete()


@pytest.mark.django_db
def test_a_city_has_what_was_asked_for_and_is_the_same_every_time():
    told = generate(SMALL)
    assert told["cases"] == Case.objects.count() == SMALL.cases
    assert Division.objects.filter(level=5).count() == Committee.objects.count() == SMALL.villages
    assert Division.objects.filter(level=4).count() == SMALL.townships
    assert Seal.objects.filter(state=SealState.IN_FORCE).count() == 2 * SMALL.villages
    first = rows()
    clear()
    generate(SMALL)
    assert rows() == first


@pytest.mark.django_db
def test_a_finished_city_is_left_alone_and_keeps_its_present():
    generate(SMALL)
    later = CityPlan(**FIGURES | {"until": datetime(2027, 1, 1, tzinfo=UTC)})
    assert stages.begin(later).until == UNTIL
    assert set(generate(later).values()) == {0}


@pytest.mark.django_db
def test_a_stage_that_was_interrupted_leaves_nothing_and_begins_again():
    plan = stages.begin(SMALL)
    places = stages.STAGES[0]
    steps = stages.carry_out(plan, places)
    next(steps)
    steps.close()
    assert not Division.objects.exists()
    assert generate(plan)["places"] > 0


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"seed": 8}, {"cases": 301}])
def test_a_city_of_other_figures_does_not_go_into_the_same_database(other):
    sum(stages.carry_out(stages.begin(SMALL), stages.STAGES[0]))
    with pytest.raises(NotEmptyError):
        stages.begin(CityPlan(**FIGURES | other))


@pytest.mark.django_db
def test_a_database_with_something_else_in_it_is_refused():
    Officer.objects.create(username="somebody", name="赵小梅")
    with pytest.raises(NotEmptyError):
        stages.begin(SMALL)
    assert not Item.objects.exists()


@pytest.mark.django_db
def test_a_production_system_is_refused(settings):
    settings.PRODUCTION = True
    with pytest.raises(ProductionRefusedError):
        stages.begin(SMALL)


@pytest.mark.parametrize(
    "wrong", [{"villages": 3}, {"townships": 1}, {"townships": 300, "villages": 300}, {"sealing": 10}]
)
def test_a_city_that_cannot_be_is_refused(wrong):
    with pytest.raises(PlanRefusedError):
        CityPlan(**FIGURES | wrong)


def test_numbers_never_come_twice():
    ring = Ring(8, begin=12345)
    assert len({ring.at(counter) for counter in range(20_000)}) == 20_000


def test_numbers_of_identity_never_come_twice():
    keys = [*range(1, 3000), *range(DAYS, DAYS + 3000)]
    assert len({number_of(key) for key in keys}) == len(keys)
    assert identity_number.parse(number_of(1)).birth < date(2008, 1, 1)
