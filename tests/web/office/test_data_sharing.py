"""Facts that the state already knows, on the page of a case; and the catalogue to read."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jiban.cases.models import JournalLine
from jiban.exchange import actions, consenting
from jiban.exchange.models import Consent, LookUp, LookUpAlarm
from tests.exchange.conftest import connect, source
from tests.web.office.conftest import approved, submitted, words


@pytest.fixture
def shared(settings, tmp_path, village):
    path = source(tmp_path, (village.resident.identity_number, 1, "2009-03", 1), as_of=timezone.localdate())
    connect(settings, tmp_path, connector=f'kind = "sql"\nurl = "sqlite:///{path}"\nview = "shared"')
    actions.load()


@pytest.fixture
def case(village, shared):
    return submitted(village)


def press(browser, case, fact, act="look", key="k"):
    return browser.post(reverse("office:case-facts", args=[case.number]), {"fact": fact, "act": act, "key": key})


def page(browser, case):
    return words(browser.get(reverse("office:case", args=[case.number])))


def test_a_fact_without_consent_is_looked_up_beside_the_form(clerk, case):
    assert press(clerk, case, "registered-here").status_code == 302
    seen = page(clerk, case)
    assert "Registered in this village" in seen
    assert "样例县公安局" in seen
    assert case.journal.filter(action="looked-up").count() == 1


def test_two_taps_look_once(clerk, case):
    press(clerk, case, "registered-here")
    press(clerk, case, "registered-here")
    assert LookUp.objects.count() == 1


def test_consent_is_asked_then_given_then_it_is_looked_up(clerk, case, village):
    assert press(clerk, case, "lives-here-since").status_code == 409
    press(clerk, case, "lives-here-since", "ask")
    press(clerk, case, "lives-here-since", "ask")
    consent = Consent.objects.get()
    assert "was asked and has not answered yet" in page(clerk, case)
    consenting.give(consent, days=30, now=timezone.now())
    assert press(clerk, case, "lives-here-since", key="k2").status_code == 302
    assert [found.outcome for found in LookUp.objects.order_by("pk")] == ["no-consent", "answered"]
    assert JournalLine.objects.filter(action="consent-asked").count() == 1


def test_a_decided_case_is_no_reason_to_look(head, village, case):
    approved(village, case)
    assert press(head, case, "registered-here").status_code == 409
    assert LookUp.objects.get().outcome == "no-case"


def test_a_fact_that_does_not_concern_the_item_has_no_purpose(clerk, village, shared):
    case = submitted(village, code="farming")
    assert press(clerk, case, "registered-here").status_code == 409
    assert LookUp.objects.get().outcome == "wrong-purpose"
    assert press(clerk, case, "registered-here", "ask").status_code == 409


def test_what_is_not_in_the_catalogue_is_refused_and_kept(clerk, case):
    for fact in ("shoe-size", "medical-history"):
        assert press(clerk, case, fact).status_code == 409
    assert sorted(found.outcome for found in LookUp.objects.all()) == ["not-shared", "unknown-fact"]


def test_another_village_s_case_is_not_there(stranger_head, case):
    assert press(stranger_head, case, "registered-here").status_code == 404
    assert LookUp.objects.count() == 0


def test_the_catalogue_tells_level_basis_and_connection(clerk, shared):
    seen = words(clerk.get(reverse("office:shared-data")))
    for told in ("Shared on conditions", "Shared without conditions", "Not shared", "第七条", "Connected"):
        assert told in seen


def test_an_empty_catalogue_says_what_to_do(clerk):
    assert "jiban exchange load" in words(clerk.get(reverse("office:shared-data")))


def test_a_wrong_file_is_told_on_the_page(clerk, shared, settings):
    settings.EXCHANGE = "/no/such/file.toml"
    assert "cannot be read" in words(clerk.get(reverse("office:shared-data")))


def test_alarms_are_the_county_s_to_see(clerk, county, village, shared):
    row = {"receiver": "village", "receiver_name": "赵家庄", "day": timezone.localdate(), "asked": 41, "refused": 2}
    LookUpAlarm.objects.create(**row, committee=village.committee, asker=village.clerk.pk)
    assert "41 look-ups" in words(county.get(reverse("office:shared-data")))
    assert "41 look-ups" not in words(clerk.get(reverse("office:shared-data")))
