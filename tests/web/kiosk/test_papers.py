"""Applying at a kiosk, the receipt, and printing."""

import re
import subprocess
import tempfile

import pytest

from jiban.cases.models import Case
from jiban.kiosks import pickup
from jiban.kiosks.models import PrintJob
from tests.stories.walk import ANSWERS, issued_certificate
from tests.web.kiosk.conftest import browser_of, phone, sign_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(village_station, village):
    kiosk = browser_of(village_station)
    sign_in(kiosk, village.resident)
    return kiosk


def test_the_same_form_is_filled_in_and_ends_with_a_receipt(here, village):
    page = words(here.get("/apply/residence/"))
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    answer = here.post("/apply/residence/", {**ANSWERS, "key": key, "pledge": "on"}, follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain[-1][0] == f"/kiosk/receipt/{case.number}/"
    assert pickup.code_for(case.number) in words(answer)


def test_who_never_applied_before_finds_the_form_open_too(here):
    answer = here.get("/apply/villager-status/", follow=True)
    assert answer.status_code == 200
    assert "/kiosk/" not in [page for page, _status in answer.redirect_chain]
    assert "<form" in words(answer)


def test_a_receipt_is_its_holders(here, village, village_station):
    case = issued_certificate(village).case
    assert here.get(f"/kiosk/receipt/{case.number}/").status_code == 200
    assert here.get("/kiosk/receipt/no-such-case/").status_code == 404
    assert browser_of(village_station).get(f"/kiosk/receipt/{case.number}/")["Location"] == "/kiosk/"


def test_an_item_that_needs_a_photo_goes_on_in_the_phone(here):
    assert here.get("/apply/guardianship-opinion/")["Location"] == "/kiosk/on-phone/guardianship-opinion/"
    assert "<svg" in words(here.get("/kiosk/on-phone/guardianship-opinion/"))


def test_a_certificate_is_printed_by_the_agent(here, village):
    number = issued_certificate(village).number
    page = words(here.get(f"/kiosk/certificates/{number}/"))
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    answers = [here.post(f"/kiosk/certificates/{number}/print/", {"key": key}) for _tap in range(2)]
    job = PrintJob.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/kiosk/print/{job.pk}/"}
    waiting = words(here.get(f"/kiosk/print/{job.pk}/"))
    file = re.search(r'data-file="[^"]*?(/kiosk/agent/[^"]+)"', waiting)[1]
    agent = phone()
    assert agent.get(file)["Content-Type"] == "application/pdf"
    assert agent.get(file).status_code == 404
    assert agent.post(file + "state/", {"state": "done"}).status_code == 204
    assert here.get(f"/kiosk/print/{job.pk}/standing").json() == {"state": "done"}
    assert "data-job" not in words(here.get(f"/kiosk/print/{job.pk}/"))


def test_no_paper_is_said_with_what_to_do(here, village):
    number = issued_certificate(village).number
    here.post(f"/kiosk/certificates/{number}/print/", {"key": "a-key-of-these-tests"})
    job = PrintJob.objects.get()
    PrintJob.objects.update(state="failed", reason="no-paper")
    assert "no paper" in words(here.get(f"/kiosk/print/{job.pk}/"))


def test_the_end_empties_the_print_queue(here, village):
    number = issued_certificate(village).number
    here.post(f"/kiosk/certificates/{number}/print/", {"key": "a-key-of-these-tests"})
    here.post("/kiosk/end/")
    assert PrintJob.objects.get().state == "cancelled"


def test_nobody_sees_or_prints_what_is_anothers(here, village, village_station):
    number = issued_certificate(village).number
    here.post(f"/kiosk/certificates/{number}/print/", {"key": "a-key-of-these-tests"})
    job = PrintJob.objects.get()
    next_one = browser_of(village_station)
    for page in (f"/kiosk/certificates/{number}/", f"/kiosk/print/{job.pk}/", "/kiosk/certificates/"):
        assert next_one.get(page)["Location"] == "/kiosk/"
    assert next_one.get(f"/kiosk/certificates/{number}/picture").status_code == 404
    assert next_one.post(f"/kiosk/certificates/{number}/print/", {"key": "b" * 20})["Location"] == "/kiosk/"
    assert PrintJob.objects.count() == 1


def test_files_are_never_downloaded_on_a_kiosk(here, village):
    number = issued_certificate(village).number
    assert here.get(f"/certificates/{number}/pdf")["Location"] == "/kiosk/"
    assert here.get(f"/certificates/{number}/")["Location"] == f"/kiosk/certificates/{number}/"


def test_the_receipt_is_printed_without_a_name_and_nothing_of_it_stays(here, village):
    case = issued_certificate(village).case
    page = words(here.get(f"/kiosk/receipt/{case.number}/"))
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    answers = [here.post(f"/kiosk/receipt/{case.number}/print/", {"key": key}) for _tap in range(2)]
    job = PrintJob.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/kiosk/print/{job.pk}/"}
    waiting = words(here.get(f"/kiosk/print/{job.pk}/"))
    paper = phone().get(re.search(r'data-file="[^"]*?(/kiosk/agent/[^"]+)"', waiting)[1])
    assert paper["Content-Type"] == "application/pdf"
    read = read_by_others(paper.content)
    assert case.number in read
    assert pickup.code_for(case.number) in re.sub(r"\s", "", read)
    for secret in (village.resident.name, village.resident.identity_number, village.resident.mobile):
        assert secret not in read
    job.refresh_from_db()
    assert (job.state, bytes(job.receipt)) == ("fetched", b"")


def read_by_others(pdf):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        said = subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, text=True, check=True)
    return said.stdout


def test_the_end_of_the_visit_throws_a_waiting_receipt_away(here, village):
    case = issued_certificate(village).case
    here.post(f"/kiosk/receipt/{case.number}/print/", {"key": "k" * 22})
    here.post("/kiosk/end/")
    job = PrintJob.objects.get()
    assert (job.state, bytes(job.receipt)) == ("cancelled", b"")
    assert here.post(f"/kiosk/receipt/{case.number}/print/", {"key": "m" * 22})["Location"] == "/kiosk/"
