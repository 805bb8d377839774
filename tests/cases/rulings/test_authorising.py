"""A standing authorisation: granted in person, limited, revoked at once, never longer than the office it rests on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases import authorising, errors
from jiban.cases.models import AuthorisationUse, StandingAuthorisation
from jiban.cases.rulings import approved_waiting
from jiban.people.actions.appointing import end_term
from jiban.people.actions.deputies import Days, appoint_deputy, note_absence
from jiban.people.errors import AuthorityError, WrongSecondFactorError
from jiban.seals import actions as seals
from jiban.seals.errors import WrongPinError
from tests import cast
from tests.cases.rulings.conftest import ANSWERS, LIVES, authenticator, authorised, judged, limits, worked

pytestmark = pytest.mark.django_db


def waiting(village):
    return [case.number for case in approved_waiting(village.head, [village.committee], most=30)]


def test_under_an_authorisation_the_rule_approves_and_the_case_waits_for_the_signature(village):
    authorised(village)
    case = judged(village)
    assert waiting(village) == [case.number]
    assert case.state == "submitted"
    assert case.certificate is None
    assert case.journal.filter(action="rule-approved", who="system").count() == 1


def test_without_one_it_is_only_pre_checked(village):
    case = judged(village)
    assert case.all_green
    assert waiting(village) == []


def test_a_rule_that_may_only_pre_check_uses_no_authorisation(village):
    authorised(village)
    judged(village, values=LIVES)
    assert not AuthorisationUse.objects.exists()


def test_revoked_at_once_also_for_what_waits(village):
    authorisation = authorised(village)
    judged(village, "k1")
    authorising.revoke(authorisation, by=village.head, because="先停一停", now=timezone.now())
    assert waiting(village) == []
    judged(village, "k2", values={**LIVES, "registered-here.registered_here": True})
    assert AuthorisationUse.objects.count() == 1
    with pytest.raises(errors.AuthorisationRevokedError):
        authorising.revoke(authorisation, by=village.head, because="再停", now=timezone.now())


def test_the_limit_of_the_day_holds(village):
    authorisation = authorised(village, a_day=2)
    for number in range(3):
        judged(village, f"k{number}")
    assert authorisation.uses.count() == 2
    assert authorisation.days.get().used == 2


def test_it_ends_with_the_term_of_office(village):
    authorisation = authorised(village)
    end_term(village.head_term, now=timezone.now(), because="任期届满")
    assert not authorising.is_in_force(authorisation, timezone.now())
    assert not AuthorisationUse.objects.filter(case=judged(village)).exists()


def test_it_ends_with_the_signature_and_with_its_last_day(village):
    authorisation = authorised(village, days=3)
    assert not authorising.is_in_force(authorisation, timezone.now() + timedelta(days=4))
    seals.suspend(village.signature, by=village.county, reason="检查", now=timezone.now())
    assert not authorising.is_in_force(authorisation, timezone.now())


def test_it_rests_while_the_reviewer_is_away(village):
    authorisation = authorised(village)
    note_absence(village.head, starts_at=timezone.now(), because="培训", noted_by=village.county, now=timezone.now())
    assert not authorising.is_in_force(authorisation, timezone.now())


def test_a_deputys_authorisation_ends_with_the_deputys_days(village, authority):
    now = timezone.now()
    other = village.clerk
    post = village.head_term.post
    appointed = appoint_deputy(
        post, other, days=Days(timezone.localdate(now)), because="培训", appointed_by="村委会",
        active_when="always", now=now,
    )  # fmt: skip
    signature = seals.register_signature(other, village.committee, by=other, now=now)
    cast.made(signature, authority, village.county, now, pin=cast.PIN)
    made = authorising.grant(
        village.committee, limits(), by=other, pin=cast.PIN, code=authenticator(other)(), now=timezone.now()
    )
    assert made.authority == "deputy"
    assert authorising.is_in_force(made, timezone.now())
    appointed.ended_at = timezone.now()
    appointed.save()
    assert not authorising.is_in_force(made, timezone.now())


def test_only_a_reviewer_grants_one(village):
    with pytest.raises(AuthorityError):
        authorising.grant(village.committee, limits(), by=village.clerk, pin="1", code="1", now=timezone.now())


def test_neither_a_wrong_pin_nor_a_wrong_code_grants_one(village):
    code = authenticator(village.head)
    with pytest.raises(WrongPinError):
        authorising.grant(village.committee, limits(), by=village.head, pin="000000", code=code(), now=timezone.now())
    with pytest.raises(WrongSecondFactorError):
        authorising.grant(village.committee, limits(), by=village.head, pin=cast.PIN, code="000", now=timezone.now())
    assert not StandingAuthorisation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"days": 400}, errors.AuthorisationDaysError),
        ({"days": -1}, errors.AuthorisationDaysError),
        ({"a_day": 0}, errors.AuthorisationLimitError),
        ({"a_day": 201}, errors.AuthorisationLimitError),
        ({"code": "residence"}, errors.NoRulesError),
    ],
)
def test_limits_are_looked_at_before_the_pin(village, changed, refused):
    with pytest.raises(refused):
        authorising.grant(village.committee, limits(**changed), by=village.head, pin="", code="", now=timezone.now())
    village.signature.refresh_from_db()
    assert village.signature.pin_failures == 0


def test_one_an_item_and_reviewer(village):
    authorised(village)
    with pytest.raises(errors.AuthorisedAlreadyError):
        authorising.grant(village.committee, limits(), by=village.head, pin="", code="", now=timezone.now())


def test_a_correction_takes_the_case_out_of_what_waits(village):
    from jiban.cases import actions, deciding
    from jiban.catalogue.questions import item

    authorised(village)
    case = judged(village)
    deciding.ask_correction(case, by=village.head, what="请核对", now=timezone.now())
    asked = actions.Request(item("school-residence"), "k1", {**ANSWERS, "since": "1999-01"})
    actions.correct(case, asked, now=timezone.now())
    worked(case)
    assert waiting(village) == []
