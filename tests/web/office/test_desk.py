"""The desk: one queue with filters and own views, searching over an index, notes, visits, and the board of work."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from jiban.cases.models import Case, CaseNote, SavedView, Visit
from jiban.people.actions.appointing import open_post
from jiban.people.models import Absence, Resident
from jiban.standards.codes import identity_number
from jiban.web.visitors import RESIDENT_KEY
from tests import cast
from tests.web.office.conftest import desk, issued, submitted, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid_worker(village):
    worker = cast.officer("grid1", "孙巧云")
    cast.hold(worker, open_post("grid_worker", "网格员", committee=village.committee), timezone.now())
    return worker


@pytest.fixture
def township(village):
    officer = cast.officer("town1", "周海")
    place = village.committee.division.parent
    cast.hold(officer, open_post("township_supervisor", "镇督办员", division=place), timezone.now())
    return officer


def rows(answer):
    return [row.case for row in answer.context["queue"].rows]


def queries(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def photo(kind):
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(data, kind)
    return SimpleUploadedFile(f"door.{kind.lower()}", data.getvalue())


def ask(browser, case, to, **changed):
    due = timezone.localtime() + timedelta(hours=4)
    said = {"question": "他们住在这里吗？", "assigned_to": to.pk, "due_at": due.strftime("%Y-%m-%dT%H:%M"), **changed}
    return browser.post(f"/office/cases/{case.number}/visit/", said)


def test_the_queue_walks_in_both_directions(village, head, monkeypatch):
    monkeypatch.setattr("jiban.cases.queues.PAGE", 2)
    cases = [submitted(village, f"k{place}") for place in range(5)]
    first = head.get("/office/")
    second = head.get(first.context["queue"].more_url)
    third = head.get(second.context["queue"].more_url)
    assert [rows(page) for page in (first, second, third)] == [cases[:2], cases[2:4], cases[4:]]
    assert (first.context["queue"].back_url, third.context["queue"].more_url) == ("", "")
    back = head.get(third.context["queue"].back_url)
    assert rows(back) == cases[2:4]
    assert rows(head.get(back.context["queue"].back_url)) == cases[:2]


def test_the_queue_of_many_villages_costs_no_more_reads_than_that_of_one(village, head):
    submitted(village)
    head.get("/office/")
    of_one = queries(lambda: head.get("/office/"))
    cast.hold(village.head, open_post("reviewer", "代管", committee=cast.committee_of("990123100202")), timezone.now())
    assert queries(lambda: head.get("/office/")) == of_one


def test_filters_narrow_the_queue_and_nonsense_counts_as_nothing(village, head):
    late, fresh = submitted(village, "k1"), submitted(village, "k2")
    now = timezone.now()
    Case.objects.filter(pk=late.pk).update(due_at=now - timedelta(minutes=1), corrected_at=now)
    Case.objects.filter(pk=fresh.pk).update(due_at=now + timedelta(days=9))
    assert rows(head.get("/office/?due=late")) == [late]
    assert rows(head.get("/office/?corrected=yes")) == [late]
    assert rows(head.get("/office/?due=soon")) == []
    assert rows(head.get("/office/?mine=yes")) == []
    assert rows(head.get("/office/?item=residence&state=submitted")) == [late, fresh]
    assert rows(head.get("/office/?state=checked")) == []
    assert rows(head.get("/office/?due=never&state=issued&item=%27%3B--&village=x%20y")) == [late, fresh]


def test_a_view_is_kept_shown_first_and_removed(village, head, clerk):
    submitted(village)
    kept = head.post("/office/views/", {"name": "先看超时", "due": "late", "is_default": "yes"})
    assert kept["Location"] == "/office/?due=late"
    assert head.get("/office/")["Location"] == "/office/?due=late"
    assert "先看超时" in words(head.get("/office/?only=all"))
    assert clerk.get("/office/").status_code == 200
    view = SavedView.objects.get()
    clerk.post(f"/office/views/{view.pk}/removal/")
    assert SavedView.objects.count() == 1
    head.post(f"/office/views/{view.pk}/removal/")
    assert head.get("/office/").status_code == 200
    assert head.post("/office/views/", {"name": "  "}).status_code == 422


def test_the_database_keeps_the_last_four_and_searching_stays_in_the_village(village, head):
    person = Resident.objects.get(pk=village.resident.pk)
    assert person.last_four == person.identity_number[-4:]
    case = submitted(village)
    elsewhere = cast.committee_of("990123100202").division
    stranger = cast.resident(elsewhere, name=person.name, sequence=133, now=timezone.now())
    assert stranger.last_four != person.last_four
    page = words(head.post("/office/find/", {"q": person.last_four}))
    assert case.number in page


def test_searching_by_the_last_four_or_the_beginning_of_a_name_walks_an_index(village):
    here = village.resident.village
    # Enough of them that one index is better than the other: of a single row, they cost a planner the same.
    Resident.objects.bulk_create(
        Resident(
            name=f"李{place}",
            identity_number=str(identity_number.make(birth=date(1960, 1, 1), sequence=place)),
            mobile="13800000000",
            village=here,
        )
        for place in range(300)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE people_resident")
            # A planner that knows its rows reads a table of a few pages as a whole.
            cursor.execute("SET LOCAL enable_seqscan = off")
    people = Resident.objects.filter(village__in=[here.pk])
    assert "people_last_four_in_a_village" in people.filter(last_four="0000").explain()
    named = people.filter(name__begins="李12")
    assert named.count() == 11
    assert "people_name_in_a_village" in named.explain()


def test_pages_cost_the_same_however_many_cases_are_stored(village, head):
    case = submitted(village, "k-first")

    def look():
        head.get("/office/")
        head.get(f"/office/cases/{case.number}/")
        head.post("/office/find/", {"q": village.resident.name})

    look()
    before = queries(look)
    for place in range(6):
        submitted(village, f"k{place}")
    assert queries(look) == before


def test_notes_are_for_colleagues_and_are_put_right_by_another_note(village, head, clerk):
    case = submitted(village)
    for _tap in range(2):
        clerk.post(f"/office/cases/{case.number}/notes/", {"text": "电话没人接"})
    wrong = CaseNote.objects.get()
    head.post(f"/office/cases/{case.number}/notes/", {"text": "下午接了", "corrects": wrong.pk})
    page = words(head.get(f"/office/cases/{case.number}/"))
    assert "<s>电话没人接</s>" in page
    assert "下午接了" in page
    again = head.post(f"/office/cases/{case.number}/notes/", {"text": "又改", "corrects": wrong.pk})
    assert again.status_code == 409
    assert ">又改</textarea>" in words(again)
    assert head.post(f"/office/cases/{case.number}/notes/", {"text": " "}).status_code == 409
    assert CaseNote.objects.count() == 2


def test_no_resident_ever_reads_a_note(village, clerk):
    case = submitted(village)
    clerk.post(f"/office/cases/{case.number}/notes/", {"text": "只给同事看的话"})
    browser = desk()
    session = browser.session
    session[RESIDENT_KEY] = village.resident.pk
    session.save()
    answer = browser.get(f"/cases/{case.number}/")
    assert answer.status_code == 200
    assert "只给同事看的话" not in words(answer)


def test_a_grid_worker_visits_and_the_finding_stands_on_the_case(village, head, clerk, grid_worker):
    case = submitted(village)
    assert ask(clerk, case, grid_worker).status_code == 302
    assert ask(clerk, case, grid_worker).status_code == 409
    phone, visit = desk(grid_worker), Visit.objects.get()
    assert phone.get("/office/")["Location"] == "/office/visits/"
    task = words(phone.get(f"/office/visits/{visit.pk}/"))
    for page in (words(phone.get("/office/visits/")), task):
        assert village.resident.name in page
        assert village.resident.address in page
        assert village.resident.identity_number[-4:] not in page
    report = {"finding": "confirmed", "place": "2组16号", "words": "全家都在", "photo": photo("JPEG")}
    assert phone.post(f"/office/visits/{visit.pk}/", report)["Location"] == "/office/visits/?done"
    visit.refresh_from_db()
    assert visit.photo_type == "image/jpeg"
    page = words(head.get(f"/office/cases/{case.number}/"))
    assert "2组16号" in page
    assert "it is as the application says" in page
    assert head.get(f"/office/visits/{visit.pk}/photo")["Content-Type"] == "image/jpeg"


def test_every_entry_of_a_grid_workers_navigation_opens(village, grid_worker):
    phone = desk(grid_worker)
    entries = re.findall(
        r'href="([^"]+)"', words(phone.get("/office/visits/")).split('class="nav"')[1].split("</nav>")[0]
    )
    assert "/office/visits/" in entries
    assert [phone.get(entry).status_code for entry in entries] == [200] * len(entries)


def test_visits_are_seen_by_the_one_who_goes_and_cases_never(village, clerk, grid_worker, stranger_head):
    case = submitted(village)
    ask(clerk, case, grid_worker)
    visit, phone = Visit.objects.get(), desk(grid_worker)
    assert clerk.get(f"/office/visits/{visit.pk}/").status_code == 404
    assert stranger_head.get(f"/office/visits/{visit.pk}/photo").status_code == 404
    for path in (f"/office/cases/{case.number}/", "/office/find/", "/office/batch/", "/office/workload/"):
        assert phone.get(path).status_code == 403
    broken = phone.post(f"/office/visits/{visit.pk}/", {"finding": "confirmed", "place": "门口", "photo": photo("GIF")})
    assert broken.status_code == 422
    assert ask(clerk, case, village.county).status_code == 422


def test_the_same_person_asking_twice_and_certificates_of_the_last_days_are_shown(village, head):
    done = issued(village)
    first, second = submitted(village, "k1"), submitted(village, "k2")
    answer = head.get(f"/office/cases/{first.number}/")
    assert [other.number for other in answer.context["open_twice"]] == [second.number]
    assert [other.number for other in answer.context["issued_lately"]] == [done.number]
    Case.objects.filter(pk=done.pk).update(decided_at=timezone.now() - timedelta(days=31))
    assert head.get(f"/office/cases/{first.number}/").context["issued_lately"] == []


def test_the_board_tells_what_waits_and_who_is_away_and_nothing_of_persons(village, township, head):
    cases, now = [submitted(village, f"k{place}") for place in range(3)], timezone.now()
    Case.objects.filter(pk=cases[0].pk).update(due_at=now - timedelta(minutes=1))
    Absence.objects.create(officer=village.head, starts_at=now - timedelta(hours=1), because="开会")
    browser = desk(township)
    assert browser.get("/office/")["Location"] == "/office/workload/"
    answer = browser.get("/office/workload/")
    (load,) = answer.context["loads"]
    assert (load.waiting, load.late, load.oldest_at) == (3, 1, cases[0].submitted_at)
    (away,) = answer.context["away"]
    assert (away.officer_name, away.covered_by) == (village.head.name, ())
    assert village.resident.name not in words(answer)
    assert not any(case.number in words(answer) for case in cases)
    before = queries(lambda: browser.get("/office/workload/"))
    submitted(village, "k-more")
    assert queries(lambda: browser.get("/office/workload/")) == before
    assert head.get("/office/workload/").status_code == 403
