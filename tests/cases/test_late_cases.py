"""A case that waits too long: to the deputy, then the township is told, then the county. Nobody signs for the village."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jiban.cases import (
    actions,
    deciding,
    inbox,
    pausing,
    queues,
    reminding,
    ticking,
    watching,
    workload,
)
from jiban.cases.actions import Request
from jiban.cases.boards import running
from jiban.cases.errors import (
    NothingWaitingError,
    NotPausedError,
    PausedAlreadyError,
    PausedError,
    PauseReasonError,
    ReasonMissingError,
    RemindedAlreadyError,
)
from jiban.cases.models import Case, Escalation, JournalLine, OfficerNotice, Pause
from jiban.cases.queue_filter import QueueFilter
from jiban.cases.workflow import State
from jiban.catalogue.models import Item
from jiban.catalogue.questions import item
from jiban.certificates.models import Certificate
from jiban.people.actions.appointing import open_post
from jiban.people.errors import PeopleError
from jiban.people.models import Absence, Deputation, Post
from jiban.places.models import Division, OfficeHours
from tests import cast
from tests.cases.conftest import ANSWERS, at, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def township(village):
    supervisor = cast.officer("township1", "孙立新")
    place = Division.objects.get(code="990123100000")
    cast.hold(supervisor, open_post("township_supervisor", "镇便民服务中心主任", division=place), at("08:00"))
    return supervisor


@pytest.fixture
def deputy(village):
    stands_in = cast.officer("deputy1", "赵副主任")
    post = Post.objects.get(committee=village.committee, kind="reviewer")
    Deputation.objects.create(
        post=post,
        officer=stands_in,
        starts_on=at("08:00").date() - timedelta(days=9),
        because="外出开会",
        appointed_by="新安镇",
        active_when="always",
        entered_at=at("08:00") - timedelta(days=9),
    )
    return stands_in


def steps(case) -> list[str]:
    return list(Escalation.objects.filter(case=case).values_list("step", flat=True))


def codes(officer) -> list[str]:
    return [notice.code for notice in reversed(inbox.unread(officer))]


def test_a_late_case_goes_to_the_deputy_then_the_township_then_the_county_and_nobody_signs(village, deputy, township):
    case = submitted(village)
    watching.watch(at("09:19"))
    assert steps(case) == []
    watching.watch(at("09:20"))
    assert steps(case) == ["deputy"]
    assert [handed.number for handed in inbox.handed_to(deputy)] == [case.number]
    assert (codes(deputy), codes(township), codes(village.county)) == (["late-deputy"], [], [])
    watching.watch(at("09:25"))
    assert (steps(case), codes(township), codes(village.county)) == (["deputy", "township"], ["late-township"], [])
    watching.watch(at("09:31"))
    assert (steps(case), codes(village.county)) == (["deputy", "township", "county"], ["late-county"])
    for minute in ("09:40", "15:00"):
        assert watching.watch(at(minute)) == 0
    case.refresh_from_db()
    assert (case.state, case.watch_at, case.decided_by, Certificate.objects.count()) == (State.SUBMITTED, None, None, 0)


def test_without_a_deputy_the_township_is_told_at_once(village, township):
    case = submitted(village)
    watching.watch(at("09:20"))
    assert (steps(case), codes(township)) == (["deputy", "township"], ["late-township"])
    assert Escalation.objects.get(case=case, step="deputy").officer is None


def test_the_clockwork_looks_at_no_case_before_its_time_and_at_none_twice(village, deputy, django_assert_num_queries):
    for place in range(3):
        submitted(village, key=f"k{place}")
    with django_assert_num_queries(1):
        assert watching.watch(at("09:10")) == 0
    watching.watch(at("09:20"))
    watching.watch(at("09:20"))
    assert Escalation.objects.count() == 3


def test_a_city_s_worth_of_late_cases_does_not_keep_the_worker_from_sealing(village, deputy, monkeypatch):
    monkeypatch.setattr("jiban.cases.watching.BATCH", 1)
    for place in range(4):
        submitted(village, key=f"k{place}")
    ticking.watch_the_promise(at("09:20"))
    assert Escalation.objects.count() == ticking.MOST_BATCHES == 3
    ticking.watch_the_promise(at("09:20"))
    assert Escalation.objects.count() == 4


def test_a_case_that_cannot_be_looked_at_keeps_no_other_waiting_and_is_tried_again(village, deputy, caplog):
    broken, sound = submitted(village), submitted(village, "09:01", key="k2")
    case_of_no_kind = Item.objects.create(code="broken", version=1, title="无", definition={"title": "王秀兰"})
    Case.objects.filter(pk=broken.pk).update(item=case_of_no_kind)
    assert [watching.watch(at(clock)) for clock in ("09:21", "09:22")] == [2, 0]
    assert (steps(broken), steps(sound)) == ([], ["deputy"])
    assert broken.number in caplog.text
    assert "王秀兰" not in caplog.text
    Case.objects.filter(pk=broken.pk).update(item=sound.item)
    watching.watch(at("09:26"))
    assert steps(broken)[0] == "deputy"


def test_who_can_be_asked_is_read_once_a_village(village, deputy):
    submitted(village)
    with CaptureQueriesContext(connection) as for_one:
        watching.watch(at("09:20"))
    for place in range(5):
        submitted(village, key=f"more{place}")
    with CaptureQueriesContext(connection) as for_five:
        watching.watch(at("09:20"))
    # Each case is moved by itself: a savepoint and its end, the case, the step and the message.
    assert len(for_five) == len(for_one) + 4 * 5


def test_when_everybody_is_away_the_deputy_is_asked_as_soon_as_the_case_arrives(village, deputy, township):
    Absence.objects.create(officer=village.head, starts_at=at("08:00"), because="住院")
    case = submitted(village)
    watching.watch(at("09:00"))
    assert (steps(case), codes(township)) == (["deputy"], [])


def test_when_everybody_is_away_and_nobody_stands_in_the_township_is_told_at_once(village, township):
    Absence.objects.create(officer=village.head, starts_at=at("08:00"), because="住院")
    submitted(village)
    watching.watch(at("09:00"))
    assert codes(township) == ["late-township"]


def test_a_night_between_does_not_bring_a_case_closer_to_its_end(village, deputy):
    case = submitted(village, "17:15")
    watching.watch(at("17:31"))
    assert steps(case) == []
    watching.watch(at("08:34") + timedelta(days=1))
    assert steps(case) == []
    watching.watch(at("08:35") + timedelta(days=1))
    assert steps(case) == ["deputy"]


def test_a_pause_stops_the_clock_is_told_to_the_resident_and_needs_a_listed_reason(village):
    case = submitted(village)
    pausing.pause(case, by=village.head, reason="inspection", words="周三上门看房", now=at("09:10"))
    watching.watch(at("11:00"))
    assert steps(case) == []
    with pytest.raises(PausedAlreadyError):
        pausing.pause(case, by=village.head, reason="inspection", words="再等等", now=at("09:11"))
    with pytest.raises(PausedError):
        deciding.approve(case, by=village.head, pin=cast.PIN, read_at=at("09:12"), now=at("09:12"))
    pausing.resume(case, by=village.head, now=at("10:10"))
    case.refresh_from_db()
    assert case.due_at == at("10:30")
    assert list(Pause.objects.values_list("reason", "by__name", "until_at")) == [("inspection", "赵建国", at("10:10"))]
    assert list(case.journal.values_list("action", flat=True)) == ["submit", "pause", "resume"]
    with pytest.raises(NotPausedError):
        pausing.resume(case, by=village.head, now=at("10:11"))


def test_why_the_time_stands_still_is_read_in_the_language_of_the_reader(village):
    case = submitted(village)
    with translation.override("zh-hans"):
        pausing.pause(case, by=village.head, reason="inspection", words="周三上门: 看房", now=at("09:10"))
    line = case.journal.get(action=pausing.PAUSE)
    assert line.reason == "inspection: 周三上门: 看房"
    with translation.override("en"):
        assert pausing.said(line) == "something must be looked at on the spot: 周三上门: 看房"
    with translation.override("zh-hans"):
        assert "something" not in pausing.said(line)
    # As it was written before the code was kept.
    assert pausing.said(JournalLine(action=pausing.PAUSE, reason="要上门看: 周三")) == "要上门看: 周三"


def test_a_pause_without_a_reason_that_the_law_lists_is_refused(village):
    case = submitted(village)
    for reason, words, refusal in (
        ("too much to do", "忙", PauseReasonError),
        ("correction", "等材料", PauseReasonError),
        ("inspection", " ", ReasonMissingError),
    ):
        with pytest.raises(refusal):
            pausing.pause(case, by=village.head, reason=reason, words=words, now=at("09:10"))
    with pytest.raises(PeopleError):
        pausing.pause(case, by=village.clerk, reason="inspection", words="上门", now=at("09:10"))
    assert Pause.objects.count() == 0


def test_a_correction_is_a_pause_with_the_clerk_s_name(village):
    case = submitted(village)
    deciding.ask_correction(case, by=village.clerk, what="请补租房合同", now=at("09:10"))
    actions.correct(case, Request(item=item("residence"), key="", answers=ANSWERS), now=at("10:10"))
    only = Pause.objects.get()
    assert (only.reason, only.by, only.from_at, only.until_at) == (
        "correction",
        village.clerk,
        at("09:10"),
        at("10:10"),
    )
    case.refresh_from_db()
    assert (case.due_at, case.watch_at) == (at("10:30"), at("10:20"))


def test_a_colleague_s_pause_that_was_not_seen_ends_with_the_correction(village):
    case = submitted(village)
    seen_before = Case.objects.get(pk=case.pk)
    pausing.pause(case, by=village.head, reason="inspection", words="上门", now=at("09:10"))
    deciding.ask_correction(seen_before, by=village.clerk, what="请补租房合同", now=at("09:20"))
    case.refresh_from_db()
    assert (case.paused_at, case.due_at) == (None, at("09:40"))
    assert list(Pause.objects.values_list("reason", "until_at")) == [("inspection", at("09:20")), ("correction", None)]


def test_a_case_that_stands_still_is_neither_late_nor_almost_due(village):
    running_late, paused = submitted(village), submitted(village, key="k2")
    pausing.pause(paused, by=village.head, reason="inspection", words="上门", now=at("09:10"))

    def found(due, clock):
        wanted = QueueFilter(due=due)
        return list(queues.waiting([village.committee], wanted, officer=village.head, now=at(clock)))

    assert found("late", "10:00") == [running_late]
    assert found("soon", "09:25") == [running_late]
    assert [load.late for load in workload.loads(Q(pk=village.committee.pk), now=at("10:00"))] == [1]


def test_the_queue_of_a_village_that_gave_up_its_hours_can_still_be_narrowed(village):
    case = submitted(village)
    OfficeHours.objects.all().delete()
    wanted = QueueFilter(due="soon")
    assert list(queues.waiting([village.committee], wanted, officer=village.head, now=at("09:25"))) == [case]


@pytest.mark.parametrize(
    "nonsense",
    [
        "2026-07-28 9:05+08:00_3",
        "2026-7-28T09:05+08:00_3",
        "0001-01-01T00:00:00+14:00_3",
        "9999-12-31T23:59:59-14:00_3",
        "2026-07-28T09:05:00_3",
        "2026-07-28T09:05:00+08:00_x",
        "_",
    ],
)
def test_a_key_that_no_page_gave_is_none(nonsense):
    assert not queues.is_key(nonsense)
    assert queues.is_key(queues.key_of(Case(pk=3, submitted_at=at("09:05"))))


def test_messages_that_were_not_shown_stay_unread(village, monkeypatch):
    monkeypatch.setattr("jiban.cases.inbox.MOST", 2)
    for place in range(3):
        watching.tell(
            [village.head], "reminder", about="1", division=village.committee.division, key=f"r{place}", at=at("09:00")
        )
    inbox.mark_read(village.head, now=at("09:10"))
    assert list(OfficerNotice.objects.filter(read_at=None).values_list("key", flat=True)) == [f"r0:{village.head.pk}"]


def test_a_reminder_reaches_everybody_in_the_village_once_in_a_quarter_of_an_hour(village, township):
    with pytest.raises(NothingWaitingError):
        reminding.remind(village.committee, by=township, now=at("09:00"))
    submitted(village)
    assert len(running(village.committee.division, at("09:20"))) == 1
    reminding.remind(village.committee, by=township, now=at("09:20"))
    with pytest.raises(RemindedAlreadyError):
        reminding.remind(village.committee, by=village.county, now=at("09:31"))
    reminding.remind(village.committee, by=township, now=at("09:36"))
    assert codes(village.head) == codes(village.clerk) == ["reminder", "reminder"]
