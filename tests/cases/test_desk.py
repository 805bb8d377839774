"""What stands beside a case: visits that somebody really makes, notes kept to the last word, searches of any text."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases import notes, saved_views, searching, visits
from jiban.cases.actions import Request, submit
from jiban.cases.models import Visit
from jiban.cases.queue_filter import QueueFilter
from jiban.cases.visits import VisitPendingError
from jiban.catalogue.questions import item
from jiban.people.actions.appointing import open_post
from jiban.people.models import Absence
from tests import cast
from tests.cases.conftest import ANSWERS

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


@pytest.fixture
def village(db, authority):
    cast.items()
    return cast.village(authority)


@pytest.fixture
def case(village):
    return submit(village.resident, Request(item=item("residence"), key="k1", answers=ANSWERS), now=timezone.now())


@pytest.fixture
def grid_worker(village):
    worker = cast.officer("grid1", "孙巧云")
    cast.hold(worker, open_post("grid_worker", "网格员", committee=village.committee), timezone.now())
    return worker


def ask(village, case, to, *, after=0 * HOURS):
    now = timezone.now() + after
    return visits.ask(case, "他们住在这里吗？", by=village.head, to=to, due_at=now + 4 * HOURS, now=now)


def test_a_visit_that_somebody_is_on_the_way_to_is_not_asked_for_twice(village, case, grid_worker):
    ask(village, case, grid_worker)
    with pytest.raises(VisitPendingError):
        ask(village, case, village.clerk)


def test_a_visit_passes_to_another_when_the_visitor_is_away(village, case, grid_worker):
    ask(village, case, grid_worker)
    Absence.objects.create(officer=grid_worker, starts_at=timezone.now(), because="住院")
    ask(village, case, village.clerk)
    assert [visit.assigned_to for visit in Visit.objects.all()] == [village.clerk]
    assert visits.visits_to_make(grid_worker) == []
    kept = notes.notes_of(case)[0]
    assert kept.officer == village.head
    for told in ("孙巧云", "他们住在这里吗？"):
        assert told in kept.text


def test_a_visit_passes_to_another_when_its_time_is_over(village, case, grid_worker):
    ask(village, case, grid_worker)
    later = ask(village, case, village.clerk, after=5 * HOURS)
    assert Visit.objects.get() == later
    assert later.assigned_to == village.clerk


def test_a_note_of_many_lines_is_kept_to_the_last_word(village, case):
    typed = "\r\n".join(["一" * 49] * 10)
    kept = notes.write(case, typed, by=village.head, now=timezone.now())
    assert kept.text == typed.replace("\r\n", "\n")
    assert len(kept.text) == 499


def test_a_zero_byte_is_no_part_of_any_text(village, case):
    assert searching.find_cases(searching.tidy("王\0秀兰"), committees=[village.committee], most=5) == [case]
    assert notes.write(case, "问过\0了", by=village.head, now=timezone.now()).text == "问过了"
    kept = saved_views.keep(village.head, "今天\0的", QueueFilter(), is_default=False)
    assert kept.name == "今天的"
