"""An administrator closes an account, sees first what ends, and opens it again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.people.actions.appointing import open_post
from jiban.people.actions.deputies import Days, appoint_deputy
from jiban.people.models import Officer
from tests import cast
from tests.web.office.conftest import desk, words
from tests.web.office.door_cast import village

__all__ = ["village"]

pytestmark = pytest.mark.django_db


def path(officer, what):
    return f"/office/officers/{officer.pk}/{what}/"


def test_what_ends_is_shown_first_and_ends_with_the_account(village, county):
    now, clerk = timezone.now(), village.clerk
    other = open_post("clerk", "会计", committee=village.committee)
    appoint_deputy(other, clerk, days=Days(timezone.localdate(now)), because="外出", appointed_by="村委会", now=now)
    inside = desk(clerk)
    page = words(county.get(path(clerk, "closing")))
    assert "村务专干" in page
    assert "会计" in page
    assert county.post(path(clerk, "closing"), {"because": ""}).status_code == 422
    assert inside.get("/office/").status_code == 200
    assert county.post(path(clerk, "closing"), {"because": "调离"}).status_code == 302
    assert inside.get("/office/").status_code == 302
    assert not clerk.terms.filter(ended_at=None).exists()
    told = county.get(f"/office/officers/{clerk.pk}/")
    assert [(event.kind, event.because) for event in told.context["account"].events] == [("closed", "调离")]
    assert reverse("office:officer-reopening", args=[clerk.pk]) in words(told)
    assert county.post(path(clerk, "closing"), {"because": "又一次"})["Location"] == f"/office/officers/{clerk.pk}/"
    assert clerk.closings.get().because == "调离"


def test_a_signature_that_is_left_is_named_before_and_after(authority, county_of_seals):
    made, county = county_of_seals
    assert made.signature.name in words(county.get(path(made.head, "closing")))
    county.post(path(made.head, "closing"), {"because": "退休"})
    page = words(county.get(f"/office/officers/{made.head.pk}/"))
    assert reverse("office:seal", args=[made.signature.pk]) in page


@pytest.fixture
def county_of_seals(authority, db):
    made = cast.village(authority)
    return made, desk(made.county)


def test_an_account_is_found_again_and_opened_without_its_terms(village, county):
    clerk = village.clerk
    county.post(path(clerk, "closing"), {"because": "调离"})
    found = county.post("/office/officers/found/", {"name": clerk.name})
    assert reverse("office:officer", args=[clerk.pk]) in words(found)
    assert county.post(path(clerk, "reopening"), {"because": ""}).status_code == 422
    assert county.post(path(clerk, "reopening"), {"because": "调回"}).status_code == 302
    assert county.post(path(clerk, "reopening"), {"because": "又一次"}).status_code == 302
    assert clerk.closings.get().reopened_because == "调回"
    clerk.refresh_from_db()
    assert clerk.is_active
    assert desk(clerk).get("/office/").status_code == 403
    assert county.get(f"/office/officers/{clerk.pk}/").status_code == 200


def test_nobody_closes_the_own_account_nor_that_of_the_level_above(village, county, head):
    assert county.get(path(village.county, "closing")).status_code == 404
    assert county.post(path(village.county, "closing"), {"because": "x"}).status_code == 404
    assert head.post(path(village.clerk, "closing"), {"because": "x"}).status_code == 403
    assert not Officer.objects.filter(is_active=False).exists()


def test_a_head_sees_nothing_of_the_account_beside_the_posts(village, head):
    post = open_post("head", "村委会主任", committee=village.committee)
    cast.hold(village.head, post, timezone.now())
    assert head.get(f"/office/officers/{village.clerk.pk}/").context["account"] is None
