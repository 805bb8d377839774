"""The boards of the promise: figures and numbers of cases, to those who answer for them and to nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases import deciding, figures, pausing, watching
from jiban.cases.models import Case, Pause, Reminder
from jiban.catalogue import avoiding
from jiban.catalogue.questions import refused_kinds
from jiban.people.actions.appointing import open_post
from jiban.places.models import Division, OfficeHours
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.web.office.conftest import desk, submitted, words

pytestmark = pytest.mark.django_db
VILLAGE, NEIGHBOUR, TOWNSHIP, COUNTY, CITY = (
    "990123100201",
    "990123100202",
    "990123100000",
    "990123000000",
    "990100000000",
)


@pytest.fixture(autouse=True)
def always_open(village):
    OfficeHours.objects.filter(committee=village.committee).delete()
    for weekday in range(1, 8):
        OfficeHours.objects.create(committee=village.committee, weekday=weekday, opens="00:00", closes="23:59")


@pytest.fixture
def township(village):
    return desk(of_place("township_supervisor", TOWNSHIP))


def of_place(kind, code):
    officer = cast.officer(kind[:8] + code[4:7], "孙立新")
    cast.hold(officer, open_post(kind, "便民服务中心主任", division=Division.objects.get(code=code)), timezone.now())
    return officer


def late(village):
    case = submitted(village, "k-late")
    begun = timezone.now() - timedelta(minutes=40)
    Case.objects.filter(pk=case.pk).update(submitted_at=begun, due_at=begun + timedelta(minutes=30), watch_at=begun)
    watching.watch(timezone.now())
    case.refresh_from_db()
    return case


def answered(village):
    case = submitted(village, "k-answered")
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="户籍派出所", now=timezone.now())
    figures.count_answers(timezone.now())
    return case


def test_the_officers_of_a_village_see_its_own_board_and_no_other(village, head, clerk):
    case = late(village)
    for browser in (head, clerk):
        assert browser.get("/office/promise/").url == f"/office/promise/{VILLAGE}/"
        page = words(browser.get(f"/office/promise/{VILLAGE}/"))
        assert f'href="/office/cases/{case.number}/"' in page
        for code in (NEIGHBOUR, TOWNSHIP, COUNTY, "999999999999", "nonsense"):
            assert browser.get(f"/office/promise/{code}/").status_code == 404


def test_a_township_sees_late_cases_by_number_and_nothing_about_the_person(village, township):
    case = late(village)
    page = words(township.get(f"/office/promise/{TOWNSHIP}/"))
    assert case.number in page
    assert "赵家庄" in page
    assert village.resident.name not in page
    assert village.resident.identity_number not in page
    assert f"/office/cases/{case.number}/" not in page
    assert "is about to miss its promise" in page
    assert township.get(f"/office/cases/{case.number}/").status_code in {403, 404}


def test_every_level_walks_down_from_its_own_place(village, county, township):
    auditor, city = desk(of_place("auditor", COUNTY)), desk(of_place("city_administrator", CITY))
    for browser, seen, unseen in (
        (city, (CITY, COUNTY, TOWNSHIP, VILLAGE), ()),
        (county, (COUNTY, TOWNSHIP, VILLAGE), (CITY,)),
        (auditor, (COUNTY, TOWNSHIP, VILLAGE), (CITY,)),
        (township, (TOWNSHIP, VILLAGE, NEIGHBOUR), (CITY, COUNTY)),
    ):
        assert [browser.get(f"/office/promise/{code}/").status_code for code in seen] == [200] * len(seen)
        assert [browser.get(f"/office/promise/{code}/").status_code for code in unseen] == [404] * len(unseen)


def test_a_township_reminds_a_village_once_in_a_quarter_of_an_hour(village, township, head):
    late(village)
    first = township.post(f"/office/promise/{VILLAGE}/reminder/", {"board": TOWNSHIP})
    assert first.status_code == 302
    board = words(township.get(first.url))
    assert "has been reminded" in board
    assert "reminded today" in board
    second = township.post(f"/office/promise/{VILLAGE}/reminder/", {"board": TOWNSHIP})
    assert second.status_code == 409
    assert "less than a quarter of an hour ago" in words(second)
    assert Reminder.objects.get().by.name == "孙立新"
    assert "was reminded: applications are waiting" in words(head.get(f"/office/promise/{VILLAGE}/"))
    head.post("/office/promise/notices/")
    assert "was reminded: applications are waiting" not in words(head.get(f"/office/promise/{VILLAGE}/"))


def test_who_is_not_above_a_village_cannot_remind_it(village, head, stranger_head):
    late(village)
    for browser in (head, stranger_head, desk(of_place("auditor", COUNTY)), desk(of_place("city_administrator", CITY))):
        assert browser.post(f"/office/promise/{VILLAGE}/reminder/").status_code in {403, 404}
    assert Reminder.objects.count() == 0


def test_figures_stand_on_the_board_in_print_and_in_a_file(village, township):
    answered(village)
    page = words(township.get(f"/office/promise/{TOWNSHIP}/?days=30&item=residence"))
    for told in ("1 of 1", "0–5 min", "too few to compare", "赵家庄"):
        assert told in page
    printed = words(township.get(f"/office/promise/{TOWNSHIP}/?view=print"))
    assert "0–5 min" in printed
    assert "<nav" not in printed.split("<main")[1]
    answer = township.get(f"/office/promise/{TOWNSHIP}/figures.csv?days=7")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("code,place,item,first_day,last_day,issued,refused,kept")
    assert [row.split(",")[0] for row in rows] == [TOWNSHIP, VILLAGE, NEIGHBOUR]
    assert rows[0].split(",")[5:8] == ["0", "1", "1"]


def test_no_address_puts_words_of_its_own_into_the_file(village, township):
    answered(village)
    answer = township.get(f"/office/promise/{TOWNSHIP}/figures.csv", {"item": "=HYPERLINK(1)"})
    rows = answer.content.decode("utf-8-sig").splitlines()[1:]
    assert [row.split(",")[2] for row in rows] == ["", "", ""]


def test_an_empty_board_says_so_and_nonsense_in_the_address_changes_nothing(village, township):
    page = words(township.get(f"/office/promise/{TOWNSHIP}/?days=9999&item=%27%3B--"))
    assert "Nothing was answered in these days" in page
    assert "No application is about to miss its promise" in page


def test_a_board_reads_the_same_number_of_rows_however_many_cases_there_are(
    village, county, django_assert_max_num_queries
):
    answered(village)
    late(village)
    with django_assert_max_num_queries(32):
        county.get(f"/office/promise/{COUNTY}/")


def test_the_head_lets_the_time_stand_still_and_go_on_and_the_resident_reads_why(village, head, clerk, client):
    case = submitted(village)
    address = f"/office/cases/{case.number}/pause/"
    assert clerk.get(address).status_code == 403
    assert address in words(head.get(f"/office/cases/{case.number}/"))
    assert head.get(address).status_code == 200
    assert head.post(address, {"reason": "inspection", "words": ""}).status_code == 422
    assert head.post(address, {"reason": "correction", "words": "等"}).status_code == 422
    assert head.post(address, {"reason": "inspection", "words": "周三上门看房"}).status_code == 302
    page = words(head.get(f"/office/cases/{case.number}/"))
    assert "The time stands still since" in page
    assert "something must be looked at on the spot (赵建国)" in page
    assert head.post(address, {"reason": "inspection", "words": "再等等"}).status_code == 409
    resume = f"/office/cases/{case.number}/resume/"
    assert head.post(resume).status_code == 302
    assert head.post(resume).status_code == 409
    assert Pause.objects.get().until_at is not None
    assert "the time stood still" in words(head.get(f"/office/cases/{case.number}/"))


def test_words_that_the_browser_counted_as_short_enough_are_taken(village, head):
    case = submitted(village)
    typed = "\r\n".join(["一" * 49] * 4)
    assert len(typed) > 200
    answer = head.post(f"/office/cases/{case.number}/pause/", {"reason": "inspection", "words": typed})
    assert answer.status_code == 302
    assert Pause.objects.get().note == typed.replace("\r\n", "\n")


def test_the_resident_reads_in_their_own_language_why_the_time_stands_still(village, head, client):
    case = submitted(village)
    head.post(f"/office/cases/{case.number}/pause/", {"reason": "inspection", "words": "周三上门看房"})
    assert "something must be looked at on the spot: 周三上门看房" in words(head.get(f"/office/cases/{case.number}/"))
    session = client.session
    session[RESIDENT_KEY] = village.resident.pk
    session.save()
    page = words(client.get(f"/cases/{case.number}/", headers={"accept-language": "zh-CN"}))
    assert "周三上门看房" in page
    assert "on the spot" not in page


def test_every_signal_stands_on_the_board_under_its_name(village, township):
    answered(village)
    page = words(township.get(f"/office/promise/{TOWNSHIP}/"))
    for head in ("Paused", "Sent back for correction", "Refused, asked anew", "Withdrawn, asked anew"):
        assert f'<th scope="col">{head}</th>' in page


def test_another_village_cannot_stop_the_clock(village, stranger_head):
    case = submitted(village)
    assert stranger_head.post(f"/office/cases/{case.number}/pause/").status_code == 404
    pausing.pause(case, by=village.head, reason="inspection", words="上门", now=timezone.now())
    assert stranger_head.post(f"/office/cases/{case.number}/resume/").status_code == 404


def test_certificates_avoided_are_shown_to_the_places_above(village, township, county):
    avoiding.explained("refused:kinship", village.committee.division, today=timezone.localdate())
    for seen in (township.get(f"/office/promise/{TOWNSHIP}/"), county.get(f"/office/promise/{COUNTY}/")):
        assert refused_kinds()[0].title.en in words(seen).split('id="avoided"')[1]
    assert 'id="avoided"' not in words(county.get(f"/office/promise/{NEIGHBOUR}/"))


def test_an_officer_who_opens_a_case_ends_the_time_to_undo_it(village, head, client):
    case = submitted(village)
    assert case.opened_at is None
    head.get(f"/office/cases/{case.number}/")
    opened_at = Case.objects.get().opened_at
    head.get(f"/office/cases/{case.number}/")
    assert opened_at is not None
    assert Case.objects.get().opened_at == opened_at
