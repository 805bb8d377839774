"""A resident says how it went, on a phone: two taps, once, without a word to the village."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.models import JournalLine
from jiban.feedback import following, releasing
from jiban.feedback.following import Call, Evidence
from jiban.feedback.models import FollowUp, Level, Rating
from jiban.people.actions.appointing import open_post
from jiban.places.models import Division
from jiban.web.resident.rating import DEVICE_COOKIE
from tests import cast
from tests.web.office.conftest import desk
from tests.web.resident.conftest import issued, phone, submitted, words
from tests.web.resident.test_apply import hidden
from tests.web.resident.test_sign_in import asked_for_code, details_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(village):
    made = submitted(village.resident)
    deciding.refuse(made, by=village.head, reason="不住本村", alternative="户籍派出所", now=timezone.now())
    made.refresh_from_db()
    return made


@pytest.fixture
def township(village):
    officers = [cast.officer(f"township{place}", "孙立新") for place in (1, 2)]
    for officer in officers:
        post = open_post("township_supervisor", officer.username, division=Division.objects.get(code="990123100000"))
        cast.hold(officer, post, timezone.now())
    return officers


def there(case, rest=""):
    return f"/cases/{case.number}/rating/{rest}"


def sent(level, **more):
    return {"level": str(level), "send": "1", **more}


def test_the_page_of_an_ended_case_leads_to_five_levels_and_none_is_chosen(client, case):
    assert f'href="{there(case)}"' in words(client.get(f"/cases/{case.number}/"))
    page = words(client.get(there(case)))
    assert [f'value="{level}"' in page for level in (5, 4, 3, 2, 1)] == [True] * 5
    assert "checked" not in page
    assert client.post(there(case), {}).status_code == 422
    assert not Rating.objects.exists()


def test_a_tap_on_a_level_sends_nothing_yet_and_offers_its_reasons(client, case):
    page = words(client.post(there(case), {"level": "2"}))
    assert 'value="rude"' in page
    assert 'value="quick"' not in page
    assert "checked" not in page
    assert not Rating.objects.exists()


def test_a_rating_is_kept_with_reasons_and_words_and_is_not_changed_by_a_second_tap(client, case):
    answer = client.post(there(case), sent(4, reasons=["quick", "kind"], words="很快"))
    assert answer["Location"] == there(case)
    assert client.post(there(case), sent(1)).status_code in {200, 302}
    given = Rating.objects.get()
    assert (given.level, given.reasons, given.words) == (Level.GOOD, ["quick", "kind"], "很快")
    page = words(client.get(there(case)))
    assert "很快" in page
    assert 'name="level"' not in page
    assert f'href="{there(case)}"' in words(client.get(f"/cases/{case.number}/"))


def test_too_many_words_are_kept_and_said(client, case):
    answer = client.post(there(case), sent(2, words="慢" * 301))
    assert answer.status_code == 422
    assert "慢" * 301 in words(answer)
    assert not Rating.objects.exists()


def test_the_certificate_leads_to_the_rating_too(client, village):
    case = issued(village)
    assert f'href="{there(case)}"' in words(client.get(f"/certificates/{case.certificate.number}/"))


def test_an_open_case_and_an_old_one_cannot_be_rated(client, village, case):
    waiting = submitted(village.resident, "another-key-of-the-tests")
    JournalLine.objects.filter(case=case).update(at=timezone.now() - timedelta(days=31))
    for each in (waiting, case):
        assert there(each) not in words(client.get(f"/cases/{each.number}/"))
        for answer in (client.get(there(each)), client.post(there(each), sent(5))):
            assert (answer.status_code, 'role="alert"' in words(answer)) == (409, True)
    assert not Rating.objects.exists()


def test_the_case_of_another_person_is_rated_by_nobody_else(case, neighbour):
    other = phone(neighbour)
    assert other.get(there(case)).status_code == 404
    assert other.post(there(case), sent(1)).status_code == 404
    assert other.post(there(case, "answer/"), {"answer": "yes"}).status_code == 404


def test_words_typed_before_the_session_ended_come_back_after_sign_in(client, case, village):
    owner = hidden(words(client.get(there(case))))["owner"]
    client.session.flush()
    client.post(there(case), sent(2, words="等了很久", owner=owner))
    client.post("/sign-in/code/", {"code": asked_for_code(client, details_of(village.resident, next=there(case)))})
    page = words(client.get(there(case)))
    assert "等了很久" in page
    assert not Rating.objects.exists()


def test_a_device_is_known_by_a_random_number_and_an_officers_by_the_sign_in(client, case, village):
    client.post(there(case), sent(5))
    mark = client.cookies[DEVICE_COOKIE].value
    given = Rating.objects.get()
    assert mark
    assert mark not in given.device
    assert not given.by_officers_device
    assert client.cookies[DEVICE_COOKIE]["httponly"]
    second = submitted(village.resident, "another-key-of-the-tests")
    deciding.refuse(second, by=village.head, reason="不住本村", alternative="派出所", now=timezone.now())
    session = client.session
    session["officer_id"] = village.clerk.pk
    session.save()
    client.post(there(second), sent(5))
    other = Rating.objects.get(case=second)
    assert (other.device, other.by_officers_device) == (given.device, True)


def test_who_was_not_satisfied_reads_what_is_done_and_answers_once(client, case, township):
    client.post(there(case), sent(1, reasons=["rude"], words="没人解释"))
    found, now = FollowUp.objects.get(), timezone.now()
    assert 'class="trail"' in words(client.get(there(case)))
    first, second = township
    following.call(found, Call(reached=True, words="已致歉"), by=first, now=now)
    following.fix(found, Evidence("已重新说明理由"), by=first, now=now)
    assert client.post(there(case, "answer/"), {"answer": "yes"}).status_code == 302
    assert FollowUp.objects.get().state == "fixed", "nobody has checked it yet"
    following.recheck(found, Evidence("看过记录"), passed=True, by=second, now=now)
    assert there(case).rstrip("/") in words(client.get(f"/cases/{case.number}/"))
    page = words(client.get(there(case)))
    assert "已重新说明理由" in page
    assert 'name="answer"' in page
    client.post(there(case, "answer/"), {"answer": "nonsense"})
    assert FollowUp.objects.get().state == "rechecked"
    for _ in range(2):
        assert client.post(there(case, "answer/"), {"answer": "no", "words": "还是没说清"})["Location"] == there(case)
    again = FollowUp.objects.get()
    assert (again.state, again.round) == ("opened", 2)
    assert "还是没说清" in words(client.get(there(case)))


def test_too_few_ratings_make_no_score(stranger, village, client, case):
    client.post(there(case), sent(1))
    page = stranger.get("/scores/990123100201/")
    assert (page.status_code, page.context["own"].n, "rating-bars" in words(page)) == (200, 0, False)


def test_a_score_stands_with_its_number_and_its_interval(stranger, village, client):
    for place in range(10):
        case = submitted(village.resident, f"a-key-of-the-tests-{place}")
        deciding.refuse(case, by=village.head, reason="不住本村", alternative="派出所", now=timezone.now())
        client.post(there(case), sent(5 if place else 1))
    Rating.objects.update(given_at=timezone.now() - timedelta(days=1))
    releasing.release(timezone.now())
    own = stranger.get("/scores/990123100201/").context["own"]
    assert (own.n, own.average, own.good, own.interval) == (10, "4.6", "90%", "59–99%")
    lines = stranger.get("/scores/990123100000/").context["lines"]
    assert [(line.code, line.is_told) for line in lines] == [("990123100201", True), ("990123100202", False)]
    for address in ("/scores/", "/scores/990123000000/"):
        assert stranger.get(address).status_code == 200
    for address in ("/scores/999999999999/", "/scores/nonsense/"):
        assert stranger.get(address).status_code == 404


def test_the_photo_of_what_was_put_right_is_shown_to_the_resident_and_to_nobody_else(client, case, township, neighbour):
    client.post(there(case), sent(1))
    found, now = FollowUp.objects.get(), timezone.now()
    following.call(found, Call(reached=True, words="已说明"), by=township[0], now=now)
    following.fix(found, Evidence("已补发", b"pixels alone", "image/jpeg"), by=township[0], now=now)
    entry = found.entries.get(step="fix")
    photo = there(case, f"photos/{entry.pk}")
    assert f'src="{photo}"' in words(client.get(there(case)))
    answer = client.get(photo)
    assert (answer.content, answer["Content-Type"], answer["Cache-Control"]) == (
        b"pixels alone",
        "image/jpeg",
        "no-store",
    )
    assert client.get(there(case, f"photos/{found.entries.get(step='call').pk}")).status_code == 404
    assert phone(neighbour).get(photo).status_code == 404
    assert (
        phone(neighbour).get(there(submitted(neighbour, "a-key-of-the-neighbour"), f"photos/{entry.pk}")).status_code
        == 404
    )


def test_who_opens_the_photo_alone_has_looked_too(client, case, township):
    client.post(there(case), sent(1))
    found, now = FollowUp.objects.get(), timezone.now()
    following.call(found, Call(reached=True, words="已说明"), by=township[0], now=now)
    following.fix(found, Evidence("已补发", b"pixels alone", "image/jpeg"), by=township[0], now=now)
    picture = reverse("office:follow-up-photo", args=[found.pk, found.entries.get(step="fix").pk])
    assert desk(township[1]).get(picture).status_code == 200
    assert township[1].name in words(client.get(there(case)))
    assert [look.officer for look in found.looks.all()] == [township[1]]
