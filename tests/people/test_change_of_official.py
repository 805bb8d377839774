from datetime import date, timedelta

import pytest
from django.db import connection

from jiban.people import actions, questions
from jiban.people.actions.change_of_official import Change, change_official, effects
from jiban.people.actions.deputies import Days
from jiban.people.change_errors import ChangePastError, NothingToChangeError, SuccessorIsOfficialError
from jiban.people.errors import ReasonMissingError, TermDatesError, TermEndedAlreadyError, TermOverlapsError
from jiban.people.models import PostKind, Term
from tests.people import builders
from tests.people.builders import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def committee():
    return builders.committee()


@pytest.fixture
def posts(committee):
    kinds = (PostKind.REVIEWER, PostKind.HEAD)
    return tuple(actions.open_post(kind, "村委会主任", committee=committee) for kind in kinds)


@pytest.fixture
def old(posts):
    officer = builders.officer("old")
    for post in posts:
        actions.appoint(officer, post, starts_on=date(2024, 5, 12), appointed_by="村民选举")
    return officer


@pytest.fixture
def new():
    return builders.officer("new")


def change(old, new, handed_over, **other):
    return Change(
        **{
            "official": old, "posts": handed_over, "successor": new, "on": TODAY,
            "appointed_by": "2026年换届选举", "because": "换届", **other,
        }
    )  # fmt: skip


def reviews(officer, committee, at):
    return questions.holds_post(officer, "reviewer", committee=committee, now=at)


def test_one_act_hands_over_every_post_at_one_moment(old, new, posts, committee):
    changed = change_official(change(old, new, posts), now=NOW)
    assert [term.post for term in changed.begun] == list(posts)
    for kind in ("reviewer", "head"):
        assert questions.holders(committee, kind, NOW - timedelta(microseconds=1)) == [old]
        assert questions.holders(committee, kind, NOW) == [new]
    assert questions.posts_of(old, NOW) == []
    assert reviews(old, committee, NOW - timedelta(days=400))
    assert not reviews(new, committee, NOW.replace(hour=0))


def test_a_change_planned_for_a_later_day_leaves_no_gap(old, new, posts, committee):
    day = TODAY + timedelta(days=7)
    change_official(change(old, new, posts, on=day), now=NOW)
    midnight = NOW.replace(hour=0) + timedelta(days=7)
    assert questions.holders(committee, "reviewer", NOW) == [old]
    assert questions.holders(committee, "reviewer", midnight - timedelta(seconds=1)) == [old]
    assert questions.holders(committee, "reviewer", midnight) == [new]


def test_deputations_tied_to_the_posts_end_with_the_official(old, new, posts, committee):
    deputy, clerk = builders.officer("deputy"), actions.open_post(PostKind.CLERK, "文书", committee=committee)
    words = {"because": "外出", "appointed_by": "村委会会议", "active_when": "always", "now": NOW - timedelta(hours=1)}
    of_post = actions.appoint_deputy(posts[0], deputy, days=Days(TODAY), **words)
    of_old = actions.appoint_deputy(clerk, old, days=Days(TODAY), **words)
    other = actions.appoint_deputy(clerk, deputy, days=Days(TODAY), **words)
    planned = change(old, new, posts)
    foreseen = effects(planned, now=NOW)
    assert {one.pk for one in foreseen.deputations} == {of_post.pk, of_old.pk}
    change_official(planned, now=NOW)
    assert not questions.may_act(deputy, "reviewer", committee=committee, now=NOW)
    assert not questions.may_act(old, "clerk", committee=committee, now=NOW)
    other.refresh_from_db()
    assert other.ended_at is None


def test_a_post_that_is_not_handed_over_is_kept(old, new, posts, committee):
    foreseen = effects(change(old, new, posts[:1]), now=NOW)
    assert [term.post for term in foreseen.kept] == [posts[1]]
    change_official(change(old, new, posts[:1]), now=NOW)
    assert questions.holders(committee, "head", NOW) == [old]
    assert questions.holders(committee, "reviewer", NOW) == [new]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"on": TODAY - timedelta(days=1)}, ChangePastError),
        ({"because": " "}, ReasonMissingError),
        ({"posts": ()}, NothingToChangeError),
    ],
)
def test_a_change_that_cannot_be_is_refused_whole(old, new, posts, wrong, error):
    with pytest.raises(error):
        change_official(change(old, new, posts, **wrong), now=NOW)
    assert Term.objects.filter(ended_at=None).count() == 2


def test_what_stands_in_the_way_of_the_successor_is_told_before_anything_happens(old, new, posts):
    with pytest.raises(TermDatesError):
        effects(change(old, new, posts, ends_on=TODAY - timedelta(days=1)), now=NOW)
    actions.appoint(new, posts[0], starts_on=TODAY, appointed_by="村民选举")
    with pytest.raises(TermOverlapsError):
        effects(change(old, new, posts), now=NOW)


def test_a_term_that_somebody_ends_meanwhile_is_not_prolonged(old, new, posts):
    term = Term.objects.get(post=posts[0])
    left = [lambda: actions.end_term(term, because="辞职", now=NOW)]

    def meanwhile(execute, sql, *rest):
        if sql.startswith('UPDATE "people_term"') and left:
            left.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile), pytest.raises(TermEndedAlreadyError):
        change_official(change(old, new, posts, on=TODAY + timedelta(days=7)), now=NOW)
    assert not new.terms.exists()
    assert Term.objects.get(post=posts[1]).ends_on is None


def test_nobody_succeeds_themselves_and_nothing_changes_twice(old, new, posts):
    with pytest.raises(SuccessorIsOfficialError):
        change_official(change(old, old, posts), now=NOW)
    change_official(change(old, new, posts), now=NOW)
    with pytest.raises(NothingToChangeError):
        change_official(change(old, builders.officer("third"), posts), now=NOW + timedelta(minutes=1))
