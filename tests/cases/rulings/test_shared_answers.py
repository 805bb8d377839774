"""What a department answers for a case reaches the item's rules by itself."""

import pytest
from django.utils import timezone

from jiban.cases import known_facts
from jiban.cases.models import CaseFact
from jiban.cases.rulings import ruling_of
from jiban.exchange import actions, consenting
from jiban.exchange.models import LookUp
from tests.cases.rulings.conftest import submitted, worked
from tests.exchange.conftest import connect, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(settings, tmp_path, village):
    person = (village.resident.identity_number, "是", "2009-03", 1)
    path = source(tmp_path, person, as_of=timezone.localdate())
    connect(settings, tmp_path, connector=f'kind = "sql"\nurl = "sqlite:///{path}"\nview = "shared"')
    actions.load()
    return submitted(village)


def look_up(village, case, code, key="k1"):
    return known_facts.look_up(case, code, by=village.clerk, key=key, now=timezone.now())


def agree(village, case, code):
    now = timezone.now()
    consent = known_facts.ask_consent(case, code, by=village.clerk, now=now)
    consenting.give(consent, days=30, now=now)


def test_with_the_residents_consent_two_look_ups_are_enough_for_the_rule(village, case):
    agree(village, case, "lives-here-since")
    assert look_up(village, case, "lives-here-since").is_answered
    assert ruling_of(worked(case)).outcome == "pre-check"
    assert look_up(village, case, "registered-here", "k2").is_answered
    case = worked(case)
    assert ruling_of(case).outcome == "approve"
    assert case.all_green
    answers = set(LookUp.objects.values_list("request", flat=True))
    assert set(CaseFact.objects.values_list("answer_id", flat=True)) == answers


def test_a_refused_look_up_confirms_nothing(village, case):
    assert not look_up(village, case, "lives-here-since").is_answered
    assert not CaseFact.objects.exists()
    assert not worked(case).all_green


def test_two_taps_on_one_button_confirm_once(village, case):
    look_up(village, case, "registered-here")
    look_up(village, case, "registered-here")
    assert CaseFact.objects.count() == 1
