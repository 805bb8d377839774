"""Follow-ups and boards of ratings: for the township and the county; the village learns neither who nor which."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases import deciding
from jiban.feedback import rating, releasing
from jiban.feedback.models import FollowUp, FollowUpLook, Rating
from jiban.feedback.rating import Said
from tests.web.office.conftest import desk, submitted, words
from tests.web.office.test_desk import photo
from tests.web.office.test_promise import COUNTY, TOWNSHIP, VILLAGE, of_place

pytestmark = pytest.mark.django_db
SPOKEN = {"reached": "yes", "words": "说明了情况"}


def rated(village, level, key="k-rated", **said):
    case = submitted(village, key)
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="户籍派出所", now=timezone.now())
    case.refresh_from_db()
    return rating.rate(case, Said(level, **said), now=timezone.now())


@pytest.fixture
def supervisor(village):
    return of_place("township_supervisor", TOWNSHIP)


@pytest.fixture
def township(supervisor):
    return desk(supervisor)


@pytest.fixture
def found(village, supervisor):
    return rated(village, 1, reasons=["rude"], words="没人解释").follow_up


def page_of(found, rest=""):
    return f"/office/follow-ups/{found.pk}/{rest}"


def test_the_township_sees_what_was_said_and_done_but_not_at_once_by_whom(village, township, found):
    assert page_of(found) in words(township.get("/office/follow-ups/"))
    page = words(township.get(page_of(found)))
    assert "没人解释" in page
    assert found.rating.case.number in page
    assert "不住本村" in page
    for secret in (village.resident.name, village.resident.mobile, village.resident.identity_number):
        assert secret not in page


def test_the_number_is_shown_to_who_calls_and_the_look_is_kept(village, township, supervisor, found):
    assert township.post(page_of(found, "number/"), {}).status_code == 422
    assert not FollowUpLook.objects.filter(at_number=True).exists()
    page = words(township.post(page_of(found, "number/"), {"calling": "on"}))
    assert village.resident.name in page
    assert f"tel:{village.resident.mobile}" in page
    assert village.resident.identity_number not in page
    assert FollowUpLook.objects.get(at_number=True).officer == supervisor


def test_nobody_in_the_village_opens_it_or_reads_of_it(village, head, clerk, found):
    for browser in (head, clerk):
        for address in ("/office/follow-ups/", page_of(found)):
            assert browser.get(address).status_code == 403
        assert browser.post(page_of(found, "call/"), SPOKEN).status_code == 403
        assert "没人解释" not in words(browser.get(f"/office/cases/{found.rating.case.number}/"))
        board = words(browser.get(f"/office/scores/{VILLAGE}/"))
        assert "没人解释" not in board
        assert "follow-ups" not in board


def test_the_county_reads_it_and_takes_the_steps_only_once_it_is_the_countys(village, county, found):
    assert county.get(page_of(found)).status_code == 200
    answer = county.post(page_of(found, "call/"), SPOKEN)
    assert (answer.status_code, answer.context["call_form"]) == (409, None)
    assert FollowUp.objects.get().state == "opened"


def test_the_whole_way_on_the_pages(village, township, found):
    other = desk(of_place("county_administrator", COUNTY))
    assert township.post(page_of(found, "call/"), {**SPOKEN, "village_may_know": "on"})["Location"] == page_of(found)
    done = {"words": "已重新说明理由", "photo": photo("JPEG")}
    assert township.post(page_of(found, "fix/"), done)["Location"] == page_of(found)
    assert "check/" not in words(township.get(page_of(found)))
    refused = township.post(page_of(found, "check/"), {"passed": "yes", "words": "看过"})
    assert (refused.status_code, 'role="alert"' in words(refused)) == (409, True)
    entry = found.entries.get(step="fix")
    picture = other.get(page_of(found, f"photos/{entry.pk}"))
    assert picture["Content-Type"] == "image/jpeg"
    assert other.post(page_of(found, "check/"), {"passed": "yes", "words": "看过记录"})["Location"] == page_of(found)
    assert (FollowUp.objects.get().state, FollowUp.objects.get().village_may_know) == ("rechecked", True)


def test_a_step_without_words_keeps_what_was_chosen_and_says_what_is_missing(township, found):
    answer = township.post(page_of(found, "call/"), {"reached": "no", "words": ""})
    assert answer.status_code == 422
    assert "id_call_words" in words(answer)
    assert answer.context["call_form"].data["reached"] == "no"


def test_a_second_tap_is_told_and_written_down_once(township, found):
    assert township.post(page_of(found, "call/"), SPOKEN).status_code == 302
    again = township.post(page_of(found, "call/"), SPOKEN)
    assert (again.status_code, again.context["unsaved"]) == (409, SPOKEN["words"])
    assert found.entries.filter(step="call").count() == 1


def test_a_file_that_is_no_photo_is_refused_and_the_words_stay(township, found):
    township.post(page_of(found, "call/"), SPOKEN)
    answer = township.post(page_of(found, "fix/"), {"words": "已更正", "photo": photo("GIF")})
    assert (answer.status_code, "已更正" in words(answer)) == (422, True)


def test_time_is_extended_on_the_page_once(township, found):
    assert township.post(page_of(found, "extension/"), {"words": "要查档案"}).status_code == 302
    assert "extension/" not in words(township.get(page_of(found)))
    assert township.post(page_of(found, "extension/"), {"words": "再延"}).status_code == 409
    assert township.post(page_of(found, "nonsense/"), {"words": "再延"}).status_code == 404


def test_who_is_told_finds_the_way_from_the_messages(township, found):
    assert page_of(found) in words(township.get(f"/office/promise/{TOWNSHIP}/"))


def test_long_lists_go_on_behind_the_last_key(village, township, supervisor):
    for place in range(32):
        rated(village, 2, key=f"k-{place}")
    page = township.get("/office/follow-ups/").context["page"]
    assert (len(page.found), page.older_url) == (30, f"?before={page.found[-1].pk}")
    assert len(township.get(f"/office/follow-ups/{page.older_url}").context["page"].found) == 2


def test_the_board_shows_counts_and_words_together_and_signs_to_the_county_alone(village, head, township, county):
    for place in range(6):
        rated(village, 5, key=f"k-{place}", words="服务很好点赞", device="one")
    Rating.objects.update(given_at=timezone.now() - timedelta(days=1))
    releasing.release(timezone.now())
    for browser, code in ((head, VILLAGE), (township, VILLAGE), (county, VILLAGE)):
        answer = browser.get(f"/office/scores/{code}/")
        assert (answer.context["own"].n, answer.context["own"].is_told) == (6, False)
        assert "服务很好点赞" in words(answer)
        assert village.resident.name not in words(answer)
    assert head.get(f"/office/scores/{VILLAGE}/").context["signs"] == []
    assert township.get(f"/office/scores/{VILLAGE}/").context["signs"] == []
    signs = county.get(f"/office/scores/{VILLAGE}/").context["signs"]
    assert [sign.count for sign in signs] == [0, 6, 6, 0]
    assert "999999" not in words(county.get(f"/office/scores/{COUNTY}/"))
    assert head.get("/office/scores/").url == f"/office/scores/{VILLAGE}/"
    assert head.get(f"/office/scores/{TOWNSHIP}/").status_code == 404
