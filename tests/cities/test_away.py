"""We receive for another city: the application goes there, and what the home city says comes back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases.actions import Paper
from jiban.cities import applying, envelopes, ticking, trusting
from jiban.cities.errors import CityAwayError, StepOverError, TooMuchError
from jiban.cities.models import Application, ApplicationFile, Outbound, OutboundFile
from jiban.jobs.models import Job
from jiban.jobs.worker import Worker
from jiban.notices.models import Notice
from tests.cities.conftest import PERSON, wanted
from tests.stories.walk import work

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a certificate"


@pytest.fixture
def applied(far_offer, village):
    return at_window(far_offer, village)


def at_window(far_offer, village, **changed):
    asked = wanted(far_offer, **changed)
    return applying.apply_at_window(asked, PERSON, by=village.clerk, window=village.committee, now=timezone.now())


def test_a_window_sends_the_application_once(applied, far_city, far_offer, village):
    at_window(far_offer, village)
    work()
    [body] = far_city.bodies("apply")
    assert body["applicant"]["name"] == PERSON.name
    assert body["applicant"]["proof"]["method"] == "identity-card"
    assert body["window"] == village.committee.name
    applied.refresh_from_db()
    assert (applied.state, Application.objects.count()) == ("sent", 1)


def test_nothing_of_the_person_lies_open_in_our_tables(applied):
    stored = bytes(applied.person) + bytes(applied.answers) + bytes(Outbound.objects.get(kind="apply").body)
    for secret in (PERSON.name, PERSON.identity_number, PERSON.mobile, "2组16号"):
        assert secret.encode() not in stored
    assert applied.applicant["name"] == PERSON.name


def test_once_it_has_arrived_the_body_and_the_papers_are_gone(far_offer, village, far_city):
    paper = Paper("home", "home.jpg", "image/jpeg", b"\xff\xd8\xff a photo")
    at_window(far_offer, village, papers=[paper])
    assert OutboundFile.objects.count() == 1
    work()
    sent = next(each for each in far_city.taken.values() if each.letter.kind == "apply")
    assert sent.files == {envelopes.digest(paper.data): paper.data}
    assert (OutboundFile.objects.count(), bytes(Outbound.objects.get(kind="apply").body)) == (0, b"")


def test_a_resident_applies_with_the_proof_that_we_have(far_offer, village, far_city):
    applying.apply_for_oneself(village.resident, wanted(far_offer), now=timezone.now())
    work()
    [body] = far_city.bodies("apply")
    assert (body["channel"], body["window"]) == ("resident", "")
    assert body["applicant"]["identityNumber"] == village.resident.identity_number


def test_photos_that_are_too_large_together_are_said_so_before_anything_is_sent(far_offer, village):
    paper = Paper("home", "home.jpg", "image/jpeg", bytes(envelopes.LARGEST_FILES_BYTES + 1))
    with pytest.raises(TooMuchError):
        at_window(far_offer, village, papers=[paper])
    assert Application.objects.count() == 0


def test_the_home_city_is_heard_step_by_step(applied, far_city):
    thread = applied.number
    far_city.send("receipt", thread, {"number": "BJ2026-1", "phone": "0311-1", "state": "submitted"})
    far_city.send("status", thread, {"state": "checked"})
    applied.refresh_from_db()
    assert (applied.state, applied.home_number) == ("checked", "BJ2026-1")
    far_city.send("certificate", thread, certificate(), files={envelopes.digest(PDF): PDF})
    applied.refresh_from_db()
    assert (applied.state, applied.certificate_number) == ("issued", "ZM-1")
    assert PDF not in bytes(ApplicationFile.objects.get().data)
    far_city.send("status", thread, {"state": "checked"})
    applied.refresh_from_db()
    assert applied.state == "issued"


def certificate():
    return {
        "files": [{"form": "pdf", "digest": envelopes.digest(PDF)}], "number": "ZM-1", "title": "居住证明",
        "validFrom": "2026-11-29", "validUntil": "2027-05-29", "verifyUrl": "https://far.example/v/1",
    }  # fmt: skip


def test_what_is_asked_for_is_answered_once(applied, far_city, village):
    far_city.send("status", applied.number, {"state": "correcting", "words": "门牌号？"})
    applied.refresh_from_db()
    answers = {**applied.said, "address": "2组18号"}
    applying.correct(applied, answers, [], now=timezone.now(), by=village.clerk)
    with pytest.raises(StepOverError):
        applying.correct(applied, answers, [], now=timezone.now(), by=village.clerk)
    work()
    assert [each["answers"]["address"] for each in far_city.bodies("correct")] == ["2组18号"]
    assert [each for each in far_city.order if each != "items"] == ["apply", "correct"]


def test_taking_back_is_asked_once_and_the_home_city_says_so(applied, far_city):
    applying.withdraw(applied, now=timezone.now())
    applied.refresh_from_db()
    applying.withdraw(applied, now=timezone.now())
    work()
    assert len(far_city.bodies("withdraw")) == 1
    far_city.send("status", applied.number, {"state": "withdrawn"})
    applied.refresh_from_db()
    assert (applied.state, applied.ended_at is not None) == ("withdrawn", True)
    applied.withdrawing_at = None
    with pytest.raises(StepOverError):
        applying.withdraw(applied, now=timezone.now())


def test_a_resident_hears_of_what_concerns_them(far_offer, village, far_city):
    made = applying.apply_for_oneself(village.resident, wanted(far_offer), now=timezone.now())
    far_city.send("status", made.number, {"state": "checked"})
    assert Notice.objects.count() == 0
    far_city.send("refusal", made.number, {"because": "decided", "words": "x", "instead": "y"})
    assert Notice.objects.get().about == made.number


def test_a_city_that_is_away_for_days_gets_everything_in_order_when_it_is_back(applied, far_city):
    far_city.is_away = True
    now = timezone.now()
    for hours in range(0, 72, 8):
        Worker(clock=lambda at=now + timedelta(hours=hours): at).run_once()
    applying.withdraw(applied, now=now + timedelta(hours=72))
    assert (far_city.order, Job.objects.filter(state="failed").count()) == ([], 0)
    far_city.is_away = False
    worker = Worker(clock=lambda: now + timedelta(hours=80))
    while worker.run_once():
        pass
    assert [each for each in far_city.order if each != "items"] == ["apply", "withdraw"]
    assert not Outbound.objects.filter(delivered_at=None).exists()


def test_while_a_city_rests_its_other_envelopes_touch_no_network(applied, far_city, far_offer, village):
    far_city.is_away = True
    at_window(far_offer, village, key="k2")
    now = timezone.now()
    Worker(clock=lambda: now).run_once()
    assert sum(each.attempts for each in Outbound.objects.filter(kind="apply")) == 1


def test_an_answer_that_is_lost_leads_to_a_second_delivery_and_nothing_double(applied, far_city):
    far_city.loses_answers = True
    now = timezone.now()
    Worker(clock=lambda: now).run_once()
    assert Application.objects.get().state == "sending"
    far_city.loses_answers = False
    Worker(clock=lambda: now + timedelta(minutes=10)).run_once()
    assert Application.objects.get().state == "sent"
    assert len(far_city.bodies("apply")) == 1


def test_an_answer_that_the_city_did_not_sign_delivers_nothing(applied, far_city):
    from jiban.standards.gm.sm2 import PrivateKey

    far_city.key = PrivateKey.generate()
    Worker().run_once()
    assert Application.objects.get().state == "sending"
    assert Outbound.objects.get(kind="apply").trouble == "unknown-key"


def test_what_cannot_be_delivered_for_a_month_is_said_to_be_lost(applied, far_city):
    far_city.is_away = True
    now = timezone.now()
    Worker(clock=lambda: now).run_once()
    Worker(clock=lambda: now + timedelta(days=31)).run_once()
    applied.refresh_from_db()
    assert (applied.state, bytes(Outbound.objects.get(kind="apply").body)) == ("lost", b"")


def test_nothing_is_received_for_a_city_that_is_not_on_the_list_any_more(far_offer, village):
    trusting.suspend("990200", because="核查", now=timezone.now())
    with pytest.raises(CityAwayError):
        at_window(far_offer, village)


def test_a_month_after_the_end_person_answers_and_file_are_gone(applied, far_city):
    far_city.send("certificate", applied.number, certificate(), files={envelopes.digest(PDF): PDF})
    ticking.forget(timezone.now() + timedelta(days=29))
    assert ApplicationFile.objects.count() == 1
    ticking.forget(timezone.now() + timedelta(days=31))
    applied.refresh_from_db()
    assert (applied.applicant, applied.said, ApplicationFile.objects.count()) == ({}, {}, 0)


def test_the_certificate_is_handed_over_once(applied, far_city, village):
    far_city.send("certificate", applied.number, certificate(), files={envelopes.digest(PDF): PDF})
    for _tap in range(2):
        applying.hand_over(applied, by=village.clerk, now=timezone.now())
    assert applied.lines.filter(action="handed-over").count() == 1
