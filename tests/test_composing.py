"""What is asked often is composed once, and answers as the queryset it stands for would."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiban.composing import Literal, composed_once, literals
from jiban.jobs.models import Job
from jiban.people.models import RealNameProof, Term
from jiban.places.models import Committee, Division
from tests import cast

pytestmark = pytest.mark.django_db


@composed_once
def of_committee(committee: int, begins: date) -> QuerySet[Term]:
    terms = Term.objects.filter(post__committee=committee, starts_on__lte=begins).order_by("pk")
    return terms.select_related("officer", "post__committee__division__parent")


@composed_once
def named(name: str, level: int) -> QuerySet[Division]:
    return Division.objects.filter(short_name=name, level=level).order_by("code")[:1]


@composed_once
def proved(at: datetime) -> QuerySet[RealNameProof, tuple[int, int]]:
    return RealNameProof.objects.filter(verified_at__lte=at).order_by("pk").values_list("pk", "resident")


@composed_once
def with_hours(committee: int) -> QuerySet[Committee]:
    return Committee.objects.filter(pk=committee).prefetch_related("hours")


@composed_once
def of_this_moment(resident: int) -> QuerySet[RealNameProof]:
    return RealNameProof.objects.filter(resident=resident, verified_at__lte=timezone.now())


@composed_once
def of_levels(levels: Sequence[int]) -> QuerySet[Division]:
    return Division.objects.filter(level__in=levels).order_by("pk")


@pytest.fixture
def village(authority):
    return cast.village(authority)


def test_it_answers_as_the_queryset_does(village):
    today = timezone.localdate()
    for committee, day in ((village.committee.pk, today), (village.committee.pk, date(1999, 1, 1)), (0, today)):
        plain = list(Term.objects.filter(post__committee=committee, starts_on__lte=day).order_by("pk"))
        assert of_committee(committee, day) == plain
    assert [term.officer for term in of_committee(village.committee.pk, today)] == [village.clerk, village.head]


def test_what_is_related_is_read_by_the_same_statement(village):
    of_committee(village.committee.pk, timezone.localdate())
    with CaptureQueriesContext(connection) as seen:
        terms = of_committee(village.committee.pk, timezone.localdate())
        assert {term.post.committee.division.parent.level for term in terms} == {4}
    assert len(seen) == 1


def test_moments_are_asked_for_like_days_and_words(village):
    proof = RealNameProof.objects.get(resident=village.resident)
    assert proved(proof.verified_at) == [(proof.pk, village.resident.pk)]
    assert proved(proof.verified_at - timedelta(seconds=1)) == []
    division = village.committee.division
    assert named.get(division.short_name, division.level) == division
    assert named.first(division.short_name, 1) is None
    with pytest.raises(Division.DoesNotExist):
        named.get("' OR 1=1 --", division.level)


def test_what_is_fetched_beside_is_fetched_each_time(village):
    before = len(with_hours.get(village.committee.pk).hours.all())
    village.committee.hours.first().delete()
    assert len(with_hours.get(village.committee.pk).hours.all()) == before - 1


@pytest.mark.parametrize("levels", [[], [5], [4, 5], (1, 2, 3, 4, 5, 6)])
def test_lists_of_any_length_answer_as_the_queryset_does(village, levels):
    assert of_levels(levels) == list(Division.objects.filter(level__in=levels).order_by("pk"))
    assert of_levels([5]) == list(Division.objects.filter(level=5).order_by("pk"))


def test_two_answers_share_no_object(village):
    first, second = (named.get(village.committee.division.short_name, 5) for _ in range(2))
    first.name = "changed"
    assert second.name != "changed"


@pytest.mark.parametrize("value", [None, [1], True, 1.5, Term(pk=1)])
def test_a_value_that_would_change_the_statement_is_refused(village, value):
    with pytest.raises(TypeError):
        named("正定", value)


def test_a_moment_cannot_stay_in_the_statement(village):
    with pytest.raises(TypeError, match="grows old"):
        of_this_moment(village.resident.pk)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(village):
    of_committee(village.committee.pk, timezone.localdate())
    found = []

    def ask():
        found.append(of_committee(village.committee.pk, timezone.localdate()))
        connection.close()

    other = Thread(target=ask)
    other.start()
    other.join()
    assert [len(terms) for terms in found] == [2]


def test_a_word_of_a_state_stands_in_the_statement():
    found = Job.objects.filter(state=Literal("waiting"), kind="x") | Job.objects.filter(state__in=literals(["done"]))
    statement, values = found.query.sql_with_params()
    assert "'waiting'" in statement
    assert "IN ('done')" in statement
    assert values == ("x",)


@pytest.mark.parametrize("word", ["", "it's", "a b", "%s", "\\"])
def test_what_is_no_plain_word_does_not(word):
    with pytest.raises(ValueError, match="plain word"):
        Job.objects.filter(state=Literal(word)).query.sql_with_params()
