"""Officers of one's scope: read, appointed, deputed, noted as away, changed in one act."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.people import actions, questions
from jiban.people.actions.appointing import open_post
from jiban.people.models import Absence, Deputation, Officer, Post, Proposal, Term
from jiban.places.models import Division
from tests import cast
from tests.web.office.conftest import desk, words

pytestmark = pytest.mark.django_db
COUNTY, TOWN, CITY = "990123000000", "990123100000", "990100000000"


def above(username, kind, code):
    one = cast.officer(username, "张督查")
    cast.hold(one, open_post(kind, "上级岗位", division=Division.objects.get(code=code)), timezone.now())
    return one


@pytest.fixture
def town(village):
    return desk(above("town", "township_supervisor", TOWN))


@pytest.fixture
def city(village):
    return desk(above("city", "city_administrator", CITY))


@pytest.fixture
def auditor(village):
    return desk(above("auditor", "auditor", COUNTY))


def review_post(village):
    return village.head_term.post


def today():
    return timezone.localdate().isoformat()


def appointment(**changed):
    typed = {
        "kind": "clerk", "title": "村务专干", "officer": "newcomer",
        "starts_on": today(), "ends_on": "", "appointed_by": "村委会",
    }  # fmt: skip
    return {**typed, **changed}


def change(village, **changed):
    typed = {
        "posts": [str(review_post(village).pk)], "successor": "newcomer", "on": today(),
        "ends_on": "", "appointed_by": "换届选举", "because": "换届",
    }  # fmt: skip
    return {**typed, **changed}


def deputation(**changed):
    typed = {
        "officer": "newcomer", "active_when": "absent", "starts_on": today(), "ends_on": "",
        "because": "外出学习", "appointed_by": "村委会会议",
    }  # fmt: skip
    return {**typed, **changed}


@pytest.fixture
def newcomer(village):
    return cast.officer("newcomer", "孙新来")


@pytest.mark.parametrize("who", ["county", "town", "city", "auditor"])
def test_everybody_above_reads_the_officers_below(request, village, other_village, who):
    page = words(request.getfixturevalue(who).get("/office/officers/"))
    assert village.head.name in page
    assert other_village.clerk.name in page
    assert "Nobody holds the post" not in page


def test_the_list_takes_a_fixed_number_of_queries(county, village, other_village, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        county.get("/office/officers/")


def test_places_are_found_by_the_beginning_of_their_name_and_paged_by_code(county, village, other_village, monkeypatch):
    monkeypatch.setattr("jiban.web.office.officers.PLACES_A_PAGE", 2)
    first = county.get("/office/officers/")
    assert [place.division.code for place in first.context["places"]] == [COUNTY, TOWN]
    second = county.get("/office/officers/" + first.context["next_url"])
    assert village.head.name in words(second)
    for typed in ("李家", "ljp", "Lijia", "990123100202"):
        found = county.get("/office/officers/", {"place": typed}).context["places"]
        assert (typed, [place.division.code for place in found]) == (typed, ["990123100202"])
    assert "No place begins like this" in words(county.get("/office/officers/?place=无"))


def test_officers_are_found_by_name_that_stands_in_no_address(county, village):
    found = county.post("/office/officers/found/", {"name": village.head.name})
    assert reverse("office:officer", args=[village.head.pk]) in words(found)
    assert "Nobody of this name" in words(county.post("/office/officers/found/", {"name": "无人"}))


def test_the_county_appoints_in_its_villages_and_what_was_typed_stays(county, village, newcomer):
    address = f"/office/officers/appointment/{village.committee.division.code}/"
    wrong = county.post(address, appointment(officer="nobody"))
    assert wrong.status_code == 422
    assert "no open account" in words(wrong)
    assert 'value="村委会"' in words(wrong)
    assert county.post(address, appointment()).status_code == 302
    assert questions.holds_post(newcomer, "clerk", committee=village.committee, now=timezone.now())
    assert county.post(address, appointment()).status_code == 409
    assert county.post(address, appointment(kind="county_administrator")).status_code == 422


def test_the_city_appoints_county_administrators_and_nobody_in_a_village(city, village, newcomer):
    assert city.get(f"/office/officers/appointment/{village.committee.division.code}/").status_code == 404
    typed = appointment(kind="county_administrator", title="县级管理员")
    assert city.post(f"/office/officers/appointment/{COUNTY}/", typed).status_code == 302
    assert questions.administers(newcomer, village.committee.division, now=timezone.now())


def test_a_township_notes_absences_and_proposes_and_changes_nothing_else(town, county, village):
    one = village.head
    noted = town.post(f"/office/officers/{one.pk}/absence/", {"first_day": today(), "last_day": "", "because": "培训"})
    assert noted.status_code == 302
    assert questions.is_absent(one, timezone.now())
    post = review_post(village)
    assert town.post(f"/office/officers/posts/{post.pk}/proposal/", {"text": "请安排B角"}).status_code == 302
    assert "请安排B角" in words(county.get("/office/officers/"))
    for address in (
        f"/office/officers/posts/{post.pk}/deputy/",
        f"/office/officers/terms/{village.head_term.pk}/end/",
        f"/office/officers/terms/{village.head_term.pk}/change/",
        f"/office/officers/appointment/{village.committee.division.code}/",
    ):
        assert town.get(address).status_code == 403
    answer = f"/office/officers/proposals/{Proposal.objects.get().pk}/answer/"
    assert county.post(answer, {"text": " "}).status_code == 422
    assert county.post(answer, {"text": "已安排"}).status_code == 302
    assert county.post(answer, {"text": "已安排"}).status_code == 409


def test_an_auditor_reads_and_enters_nothing(auditor, village):
    assert village.head.name in words(auditor.get(f"/office/officers/{village.head.pk}/"))
    assert auditor.get(f"/office/officers/{village.head.pk}/absence/").status_code == 403
    assert auditor.post("/office/officers/absences/1/end/").status_code == 403


def test_a_deputy_named_by_the_county_acts_while_the_holder_is_away(county, village, newcomer):
    address = f"/office/officers/posts/{review_post(village).pk}/deputy/"
    assert county.post(address, deputation(because="")).status_code == 422
    assert county.post(address, deputation(items=["residence"])).status_code == 302
    away = {"first_day": today(), "last_day": today(), "because": "培训"}
    assert county.post(f"/office/officers/{village.head.pk}/absence/", away).status_code == 302
    assert questions.may_act(newcomer, "reviewer", committee=village.committee, now=timezone.now(), item="residence")
    assert desk(newcomer).get("/office/").status_code == 200
    assert "may act now" in words(county.get(f"/office/officers/{newcomer.pk}/"))
    absence = Absence.objects.get()
    assert county.post(f"/office/officers/absences/{absence.pk}/end/").status_code == 302
    assert desk(newcomer).get("/office/").status_code == 403
    assert county.post(f"/office/officers/absences/{absence.pk}/end/").status_code == 409
    end = f"/office/officers/deputations/{Deputation.objects.get().pk}/end/"
    assert county.post(end, {"because": "不再需要"}).status_code == 302
    assert county.post(end, {"because": "不再需要"}).status_code == 409


def test_a_head_names_deputies_in_the_own_village_alone(village, other_village, newcomer):
    cast.hold(village.head, open_post("head", "村委会主任", committee=village.committee), timezone.now())
    head = desk(village.head)
    assert other_village.head.name not in words(head.get("/office/officers/"))
    mine, theirs = (Post.objects.get(kind="clerk", committee=each.committee) for each in (village, other_village))
    assert head.post(f"/office/officers/posts/{mine.pk}/deputy/", deputation()).status_code == 302
    assert head.post(f"/office/officers/posts/{theirs.pk}/deputy/", deputation()).status_code == 404
    assert head.get(f"/office/officers/{other_village.head.pk}/").status_code == 404


def test_a_change_is_shown_first_and_then_happens_in_one_act(county, village, newcomer):
    address, old = f"/office/officers/terms/{village.head_term.pk}/change/", desk(village.head)
    assert old.get("/office/").status_code == 200
    shown = words(county.post(address, change(village)))
    assert f"Ends: {village.head.name}" in shown
    assert f"Begins: {newcomer.name}" in shown
    assert village.signature.name in shown
    assert Term.objects.filter(officer=newcomer).count() == 0
    done = county.post(address, {**change(village), "confirmed": "1"}, follow=True)
    assert village.signature.name in words(done)
    assert "registers an own signature" in words(done)
    assert old.get("/office/").status_code == 403
    assert desk(newcomer).get("/office/").status_code == 200
    assert county.post(address, {**change(village), "confirmed": "1"}).status_code in {409, 422}


def test_a_change_with_something_missing_keeps_what_was_typed(county, village, newcomer):
    address = f"/office/officers/terms/{village.head_term.pk}/change/"
    answer = county.post(address, change(village, because="", on="2020-01-01"))
    assert answer.status_code == 422
    assert 'value="2020-01-01"' in words(answer)
    assert county.post(address, change(village, on="2020-01-01")).status_code == 409
    assert county.post(address, change(village, successor=village.head.username)).status_code == 409


def test_nobody_decides_about_the_own_post(city, village):
    own = Officer.objects.get(username="city").terms.get()
    assert city.post(f"/office/officers/terms/{own.pk}/end/", {"because": "x"}).status_code == 409
    own.refresh_from_db()
    assert own.ended_at is None


def test_nobody_becomes_deputy_or_successor_by_the_own_hand(village, city):
    cast.hold(village.head, open_post("head", "村委会主任", committee=village.committee), timezone.now())
    clerk = Post.objects.get(kind="clerk", committee=village.committee)
    answer = desk(village.head).post(f"/office/officers/posts/{clerk.pk}/deputy/", deputation(officer="head1"))
    assert answer.status_code == 409
    assert "the own post" in words(answer)
    term = Term.objects.get(post__kind="county_administrator")
    typed = {**change(village), "posts": [str(term.post_id)], "successor": "city", "confirmed": "1"}
    assert city.post(f"/office/officers/terms/{term.pk}/change/", typed).status_code == 409
    assert not Deputation.objects.exists()
    assert Term.objects.filter(officer__username="city").count() == 1


def test_who_left_is_noted_as_away_by_nobody_of_the_earlier_village(town, village, newcomer):
    post = open_post("clerk", "旧岗位", committee=village.committee)
    actions.end_term(cast.hold(newcomer, post, timezone.now()), because="调离", now=timezone.now())
    page = town.get(f"/office/officers/{newcomer.pk}/")
    assert "旧岗位" in words(page)
    assert "Absences" not in words(page)
    typed = {"first_day": today(), "last_day": "", "because": "培训"}
    assert town.post(f"/office/officers/{newcomer.pk}/absence/", typed).status_code == 404
    assert not Absence.objects.exists()


def test_an_absence_until_the_last_day_of_the_calendar_has_no_end(town, village):
    typed = {"first_day": today(), "last_day": "9999-12-31", "because": "培训"}
    assert town.post(f"/office/officers/{village.head.pk}/absence/", typed).status_code == 302
    assert Absence.objects.get().ends_at is None


def test_a_refused_appointment_leaves_no_empty_post(county, village, newcomer):
    typed = appointment(title="新岗位", starts_on="2026-05-02", ends_on="2026-05-01")
    assert county.post(f"/office/officers/appointment/{village.committee.division.code}/", typed).status_code == 409
    assert not Post.objects.filter(title="新岗位").exists()


def test_a_deputy_for_some_items_alone_is_named_only_where_items_are_worked_on(county, village, newcomer):
    head = open_post("head", "村委会主任", committee=village.committee)
    assert 'name="items"' in words(county.get(f"/office/officers/posts/{review_post(village).pk}/deputy/"))
    assert 'name="items"' not in words(county.get(f"/office/officers/posts/{head.pk}/deputy/"))


def test_ending_a_term_leads_to_what_is_left_to_do(county, village):
    answer = county.post(f"/office/officers/terms/{village.head_term.pk}/end/", {"because": "辞职"}, follow=True)
    assert "Nobody holds the post now" in words(answer)
    assert village.signature.name in words(answer)
