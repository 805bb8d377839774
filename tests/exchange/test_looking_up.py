"""A fact is shared for a purpose, with consent, or it is refused: both are kept and logged."""

import json

import pytest

from jiban.catalogue.models import AvoidedDay
from jiban.exchange import actions, answers, connected, consenting, questions, rules
from jiban.exchange.models import LookUp, LookUpAlarm
from jiban.ledger.models import Line
from tests import cast
from tests.exchange.conftest import NOW, asked, connect, days, offered, source

pytestmark = pytest.mark.django_db


def test_a_school_learns_yes_and_since_when_and_nothing_else(resident, fact):
    found = asked(resident, offered(resident, fact))
    assert found.outcome == "answered"
    assert questions.values_of(found) == {"lives_here": True, "since": "2009-03"}
    assert found.basis == fact.use_for("school", "education").basis
    for kept_back in (resident.name, resident.identity_number, resident.address, "not shared"):
        assert kept_back not in found.answer


def test_a_yes_alone_can_be_asked_for(resident, fact):
    found = asked(resident, offered(resident, fact), fields=("lives_here",))
    assert questions.values_of(found) == {"lives_here": True}


def test_the_answer_carries_source_age_and_the_department_s_signature(resident, fact):
    found = asked(resident, offered(resident, fact), now=NOW + days(3))
    key = answers.key_of(found.answer)
    assert key.spki == answers.department_key("public-security").spki
    told = answers.read(found.answer, key)
    assert (told["source"], told["asOf"], told["ageDays"]) == (fact.department_name.zh, "2026-11-24", 3)


def test_a_changed_answer_does_not_verify(resident, fact):
    found = asked(resident, offered(resident, fact))
    changed = found.answer.replace("2009-03", "2001-03")
    with pytest.raises(answers.RequestError):
        answers.read(changed, answers.key_of(changed))


REFUSED = {
    "unknown-fact": {"fact": "shoe-size"},
    "not-shared": {"fact": "medical-history", "fields": ("visits",)},
    "wrong-purpose": {"purpose": "curiosity"},
    "field-not-offered": {"fields": ("lives_here", "secret")},
    "no-case": {"case_number": " "},
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_the_catalogue_does_not_allow_is_refused_kept_and_logged(resident, fact, code):
    found = asked(resident, offered(resident, fact), **REFUSED[code])
    assert (found.outcome, found.answer) == (code, "")
    assert Line.objects.count() == 2


def test_another_receiver_has_no_basis(resident, fact):
    assert asked(resident, offered(resident, fact), receiver="bank").outcome == "wrong-purpose"


def test_without_consent_nothing_is_looked_up(resident, fact):
    assert asked(resident).outcome == "no-consent"


def test_a_neighbour_s_consent_is_none(resident, fact):
    neighbour = cast.resident(resident.village, name="李树林", sequence=131, now=NOW)
    assert asked(neighbour, offered(resident, fact)).outcome == "no-consent"


def test_a_withdrawn_consent_ends_at_once(resident, fact):
    consent = offered(resident, fact)
    assert asked(resident, consent, request="r1").is_answered
    consenting.withdraw(consent, now=NOW)
    consent.refresh_from_db()
    assert asked(resident, consent, request="r2").outcome == "consent-over"


def test_a_consent_withdrawn_while_the_department_answers_hands_nothing_out(resident, fact):
    stale_copy = offered(resident, fact)
    consenting.withdraw(stale_copy, now=NOW)
    assert stale_copy.withdrawn_at is None
    assert asked(resident, stale_copy).outcome == "consent-over"


def test_a_consent_ends_with_its_last_day(resident, fact):
    consent = offered(resident, fact, days=7)
    assert asked(resident, consent, request="r1", now=NOW + days(6)).is_answered
    assert asked(resident, consent, request="r2", now=NOW + days(7)).outcome == "consent-over"


def test_a_record_that_is_too_old_or_of_tomorrow_is_stale(resident, shared, fact, tmp_path):
    consent = offered(resident, fact)
    row = (resident.identity_number, 1, "2009-03", 1)
    for number, as_of in enumerate((NOW.date() - days(401), NOW.date() + days(2))):
        source(tmp_path, row, as_of=as_of)
        assert asked(resident, consent, request=f"r{number}").outcome == "stale"


def test_nobody_known_is_no_answer_no(resident, fact, tmp_path):
    source(tmp_path)
    assert asked(resident, offered(resident, fact)).outcome == "no-record"


def test_an_unreadable_value_is_not_guessed(resident, fact, tmp_path):
    source(tmp_path, (resident.identity_number, "maybe", "2009-03", 1))
    assert asked(resident, offered(resident, fact)).outcome == "source-unreadable"


def test_a_source_that_is_not_connected_is_away(resident, fact, settings):
    settings.EXCHANGE = ""
    assert asked(resident, offered(resident, fact)).outcome == "source-away"


def test_the_same_request_twice_is_answered_once(resident, fact):
    consent = offered(resident, fact)
    assert asked(resident, consent) == asked(resident, consent)
    consent.refresh_from_db()
    assert (LookUp.objects.count(), Line.objects.count(), consent.answers) == (1, 2, 1)


def test_an_offer_tapped_twice_is_one_consent(resident, fact):
    assert offered(resident, fact).number == offered(resident, fact).number


def test_a_certificate_is_counted_as_avoided_once_a_consent(resident, fact):
    consent = offered(resident, fact)
    for number in range(3):
        asked(resident, consent, request=f"r{number}")
    counted = AvoidedDay.objects.filter(division=resident.village, kind="exchanged:lives-here-since")
    assert [row.avoided for row in counted] == [1]


def test_fishing_is_stopped_and_tells_the_county(resident, fact):
    for number in range(rules.MOST_A_CASE_AND_DAY + 1):
        last = asked(resident, request=f"r{number}")
    assert last.outcome == "too-many"
    alarm = LookUpAlarm.objects.get()
    assert (alarm.receiver, alarm.refused) == ("education", rules.MOST_A_CASE_AND_DAY + 1)


def test_other_cases_do_not_help_beyond_the_day_s_most(resident, fact, monkeypatch):
    monkeypatch.setattr(rules, "MOST_A_DAY", 3)
    outcomes = [asked(resident, request=f"r{number}", case_number=f"E{number}").outcome for number in range(4)]
    assert outcomes == ["no-consent"] * 3 + ["too-many"]


def test_a_wrong_file_loads_nothing_and_names_every_mistake(shared, tmp_path):
    folder = tmp_path / "facts"
    folder.mkdir()
    entry = json.loads(json.dumps(actions.read_directory(actions.SHIPPED)[2]))
    (folder / "a.yaml").write_text(json.dumps({"facts": [{**entry, "level": "maybe"}]}), encoding="utf-8")
    (folder / "b.yaml").write_text(json.dumps({"facts": [{**entry, "connector": "x"}]}), encoding="utf-8")
    with pytest.raises(actions.FactFileError) as wrong:
        actions.load(folder)
    assert {line.split(":")[0] for line in str(wrong.value).splitlines()} == {"a.yaml", "b.yaml"}
    assert len(questions.catalogue()) == 3


def test_a_wrong_file_of_what_is_connected_says_where(settings, tmp_path):
    connect(settings, tmp_path, connector='kind = "magic"')
    with pytest.raises(actions.FactFileError, match="magic"):
        connected.connected()
