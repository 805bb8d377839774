"""A case that waits too long: to the deputy, then the township is told, then the county. Nobody signs for the village."""

from datetime import datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q
from django.utils import translation

from jiban.cases import (
    actions,
    deciding,
    figures,
    inbox,
    pausing,
    promise,
    queues,
    reminding,
    signals,
    ticking,
    watching,
    workload,
)
from jiban.cases.actions import Request
from jiban.cases.boards import Period, figures_of, running
from jiban.cases.errors import (
    NothingWaitingError,
    NotPausedError,
    PausedAlreadyError,
    PausedError,
    PauseReasonError,
    ReasonMissingError,
    RemindedAlreadyError,
)
from jiban.cases.models import Case, Escalation, OfficerNotice, Pause, PromiseDay, PromiseOutcome
from jiban.cases.queue_filter import QueueFilter
from jiban.cases.workflow import State
from jiban.catalogue.questions import item
from jiban.certificates.models import Certificate
from jiban.people.actions.appointing import open_post
from jiban.people.errors import PeopleError
from jiban.people.models import Absence, Deputation, Post
from jiban.places.models import Division, OfficeHours
from tests import cast
from tests.cases.test_application import ANSWERS

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


def at(clock: str) -> datetime:
    """On a Tuesday."""
    return datetime.combine(datetime(2026, 11, 24, tzinfo=ZONE).date(), time.fromisoformat(clock), ZONE)


@pytest.fixture
def village(db):
    """Without seals: nothing is sealed here."""
    now = at("08:00")
    cast.divisions()
    committee = cast.committee_of("990123100201")
    officers = {name: cast.officer(name, said) for name, said in (("c", "赵小梅"), ("h", "赵建国"), ("x", "陈县明"))}
    county = Division.objects.get(code="990123000000")
    cast.hold(officers["x"], open_post("county_administrator", "县印章管理员", division=county), now)
    cast.hold(officers["c"], open_post("clerk", "村务专干", committee=committee), now)
    cast.hold(officers["h"], open_post("reviewer", "村委会主任", committee=committee), now)
    cast.items()
    OfficeHours.objects.filter(committee=committee).delete()
    for weekday in range(1, 6):
        for opens, closes in ((time(8, 30), time(12)), (time(14), time(17, 30))):
            OfficeHours.objects.create(committee=committee, weekday=weekday, opens=opens, closes=closes)
    people = {"clerk": officers["c"], "head": officers["h"], "county": officers["x"]}
    return SimpleNamespace(committee=committee, resident=cast.resident(committee.division, now=now), **people)


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


def submitted(village, clock="09:00", key="k1", resident=None) -> Case:
    asked = Request(item=item("residence"), key=key, answers=ANSWERS)
    return actions.submit(resident or village.resident, asked, now=at(clock))


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


def refused(village, case, clock) -> None:
    deciding.refuse(case, by=village.head, reason="不住本村", alternative="户籍派出所", now=at(clock))


def test_an_answer_is_counted_once_for_the_village_and_every_place_above(village):
    refused(village, submitted(village), "09:12")
    assert [figures.count_answers(at("09:15")) for _again in range(2)] == [1, 0]
    day = at("09:12").date()
    rows = PromiseDay.objects.filter(item="", day=day).order_by("division__code")
    assert list(rows.values_list("division__code", "refused", "kept", "within_15")) == [
        (code, 1, 1, 1) for code in ("990100000000", "990123000000", "990123100000", "990123100201")
    ]
    county = Division.objects.get(code="990123000000")
    found = figures_of([county], Period(day, day))[county.pk]
    middle = found.percentile(50)
    assert (found.answered, found.kept, middle.over, middle.upto) == (1, 1, 10, 15)


def test_refusing_and_asking_anew_shows_and_a_pause_shows(village):
    refused(village, submitted(village), "09:12")
    again = submitted(village, "09:20", key="k2")
    pausing.pause(again, by=village.head, reason="inspection", words="上门", now=at("09:21"))
    refused(village, again, "09:40")
    figures.count_answers(at("10:00"))
    row = PromiseDay.objects.get(division=village.committee.division, item="")
    assert (row.refused, row.resubmitted, row.paused, row.reopened) == (2, 1, 1, 0)


def test_what_stood_still_and_was_refused_in_time_is_kept_and_nobody_is_told_sorry(village):
    paused, sent_back = submitted(village), submitted(village, key="k2")
    pausing.pause(paused, by=village.head, reason="public-notice", words="公示三天", now=at("09:10"))
    deciding.ask_correction(sent_back, by=village.clerk, what="请补租房合同", now=at("09:10"))
    for case in (paused, sent_back):
        refused(village, case, "16:00")
    figures.count_answers(at("16:01"))
    assert set(PromiseOutcome.objects.values_list("kept", "service_minutes")) == {(True, 10)}
    for case in Case.objects.all():
        assert case.paused_at is None
        with translation.override("en"):
            assert "sorry" not in " ".join(promise.explain(case, at("16:02")))


def test_office_hours_changed_afterwards_make_no_broken_promise_a_kept_one(village):
    case = submitted(village)
    OfficeHours.objects.filter(committee=village.committee, opens=time(8, 30)).delete()
    refused(village, case, "14:10")
    figures.count_answers(at("14:11"))
    assert PromiseOutcome.objects.get().kept is False


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


def test_what_was_withdrawn_is_not_said_to_be_late(village):
    case = submitted(village)
    actions.withdraw(case, now=at("09:10"))
    assert promise.explain(case, at("15:00")) == []


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


def test_few_cases_are_never_conspicuous_and_a_rate_stands_beside_the_neighbours(village):
    few, normal, often = signals.rates([(3, 4), (1, 100), (20, 100)])[:3]
    assert few.is_small
    assert [rate.is_conspicuous for rate in (few, normal, often)] == [False, False, False]
    rates = signals.rates([(1, 100), (2, 100), (1, 100), (20, 100)])
    assert [rate.is_conspicuous for rate in rates] == [False, False, False, True]
