"""What is handed in beside the answers: several photos, refused in clear words, and nothing typed is lost over it."""

import io
import socket
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from jiban.cases import deciding, drafting
from jiban.cases.models import Case, CasePaper
from jiban.cases.workflow import State
from tests.catalogue.test_disguises import active_pdf, archive, script_when_opened
from tests.web.resident.conftest import phone, words
from tests.web.resident.test_apply import PAGE, RENTED, errors, hidden, photo
from tests.web.resident.test_steps import check, filled, step

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024


@pytest.fixture
def renting(client):
    """A draft that asks for a paper."""
    draft = filled(client, tenure="rented")
    for name, said in (("owner_name", "张桂兰"), ("owner_mobile", "13812345678")):
        client.post(step(draft, name), {name: said})
    return draft


def sent(data, name="home.jpg"):
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def jpeg(**options):
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(made, "JPEG", **options)
    return made.getvalue()


# Several for one paper


def test_several_photos_are_handed_in_for_one_paper_and_read_by_the_officer(client, village):
    client.post(PAGE, {**RENTED, "paper_home": [photo("1.jpg"), photo("2.jpg"), photo("3.jpg")]})
    case = Case.objects.get()
    assert [paper.name for paper in case.papers.all()] == ["home"] * 3
    assert case.all_green is False
    deciding.check(case, by=village.clerk, now=timezone.now())


def test_photos_are_added_one_by_one_and_taken_out_again(client, renting):
    there = step(renting, "paper_home")
    for colour in ("white", "black"):
        sent = {"paper_home": photo(colour=colour), "act": "more"}
        assert client.post(there, sent)["Location"] == f"{there}#papers"
    first, second = CasePaper.objects.order_by("pk")
    page = words(client.get(there))
    assert page.count('class="btn small plain"') == 2
    assert client.post(there, {"act": f"remove-{first.pk}"})["Location"] == there
    client.post(there, {"act": f"remove-{first.pk}"})
    assert list(CasePaper.objects.all()) == [second]
    assert client.post(there, {})["Location"] == check(renting)
    client.post(check(renting), {**hidden(words(client.get(check(renting)))), "pledge": "on"})
    assert (Case.objects.get().state, CasePaper.objects.count()) == (State.SUBMITTED, 1)


def test_no_more_photos_than_a_paper_holds(client, renting):
    there = step(renting, "paper_home")
    many = [photo(colour=(30 * each, 0, 0)) for each in range(drafting.MOST_FILES_A_PAPER)]
    client.post(there, {"paper_home": many, "act": "more"})
    answer = client.post(there, {"paper_home": photo(), "act": "more"})
    assert answer.status_code == 409
    assert 'role="alert"' in words(answer)
    too_many = client.post(PAGE, {**RENTED, "paper_home": [*(photo() for _each in range(7))]})
    assert too_many.status_code == 422
    assert CasePaper.objects.count() == drafting.MOST_FILES_A_PAPER


def test_nobody_takes_out_the_photo_of_another(client, renting, neighbour):
    client.post(step(renting, "paper_home"), {"paper_home": photo(), "act": "more"})
    other = phone(neighbour)
    answer = other.post(step(renting, "paper_home"), {"act": f"remove-{CasePaper.objects.get().pk}"})
    assert answer.status_code == 404
    theirs = filled(other, tenure="rented")
    other.post(step(theirs, "owner_name"), {"owner_name": "张桂兰"})
    other.post(step(theirs, "paper_home"), {"act": f"remove-{CasePaper.objects.get().pk}"})
    assert CasePaper.objects.count() == 1


def test_a_paper_that_is_needed_is_asked_for(client, renting):
    answer = client.post(step(renting, "paper_home"), {})
    assert answer.status_code == 422
    assert len(errors(words(answer))) == 1
    assert client.post(step(renting, "paper_home"), {"act": "later"})["Location"] == "/?saved=1"


# Refused, in words, with everything typed


REFUSED = {
    "a program": lambda: sent(b"MZ this is a program"),
    "empty": lambda: sent(b""),
    "a photo with an archive behind it": lambda: sent(jpeg() + archive()),
    "a photo that is a page": lambda: sent(jpeg(comment=b"<script>alert(1)</script>")),
    "a PDF with a program": lambda: sent(active_pdf(script_when_opened), "lease.pdf"),
    "a PDF called a photo": lambda: sent(b"%PDF-1.7 not a photo"),
    "a page called a PDF": lambda: sent(b"<html><script>", "lease.pdf"),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_a_wrong_file_is_refused_with_advice_and_the_rest_is_kept(client, make):
    answer = client.post(PAGE, {**RENTED, "paper_home": make()})
    page = words(answer)
    assert answer.status_code == 422
    assert 'href="#id_paper_home"' in page
    assert 'value="张桂兰"' in page
    assert not Case.objects.exists()


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_a_wrong_file_among_the_questions_changes_no_answer(client, renting, make):
    before = Case.objects.get().answers
    answer = client.post(step(renting, "paper_home"), {"paper_home": make()})
    assert answer.status_code == 422
    assert len(errors(words(answer))) == 1
    assert (Case.objects.get().answers, CasePaper.objects.count()) == (before, 0)


def test_one_wrong_file_among_several_keeps_none(client, renting):
    answer = client.post(step(renting, "paper_home"), {"paper_home": [photo(), sent(b"MZ")]})
    assert answer.status_code == 422
    assert not CasePaper.objects.exists()


def test_a_photo_that_says_where_it_was_taken_keeps_silent_about_it(client):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (39.0, 7.0, 24.0)
    client.post(PAGE, {**RENTED, "paper_home": sent(jpeg(exif=exif))})
    kept = bytes(CasePaper.objects.get().data)
    assert b"SecretCamera" not in kept
    assert b"Exif" not in kept
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


def test_a_hundred_megabytes_are_refused_by_their_size_and_never_kept_on_the_disk(client, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    answer = client.post(PAGE, {**RENTED, "paper_home": sent(jpeg() + bytes(100 * MEGABYTE))})
    page = words(answer)
    assert answer.status_code == 422
    assert "100 MB" in page
    assert "8 MB" in page
    assert 'value="张桂兰"' in page
    assert hidden(page)["key"] == RENTED["key"]
    assert list(tmp_path.iterdir()) == []
    assert not Case.objects.exists()


def test_a_hundred_megabytes_at_its_question_lose_no_answer(client, renting):
    answer = client.post(step(renting, "paper_home"), {"paper_home": sent(bytes(100 * MEGABYTE))})
    assert answer.status_code == 422
    assert "100 MB" in words(answer)
    assert Case.objects.get().answers["owner_name"] == "张桂兰"


def test_more_than_a_paper_may_hold_but_less_than_the_door_lets_in_is_said_too(client, renting):
    answer = client.post(step(renting, "paper_home"), {"paper_home": sent(jpeg() + bytes(9 * MEGABYTE))})
    assert answer.status_code == 422
    assert "9 MB" in words(answer)


# The virus scanner


def test_a_scanner_that_does_not_answer_refuses_the_file_and_keeps_the_words(client, settings):
    settings.SCAN_SOCKET = "127.0.0.1:1"
    answer = client.post(PAGE, {**RENTED, "paper_home": photo()})
    assert answer.status_code == 422
    assert 'value="张桂兰"' in words(answer)
    assert not CasePaper.objects.exists()


def test_a_scanner_that_answers_lets_the_clean_one_in(client, settings):
    from tests.catalogue.test_virus_scan import VIRUS, Clamd

    listener = socket.create_server(("127.0.0.1", 0))
    settings.SCAN_SOCKET = f"127.0.0.1:{listener.getsockname()[1]}"
    clamd = Clamd(listener)
    assert isinstance(clamd, threading.Thread)
    refused = client.post(PAGE, {**RENTED, "paper_home": sent(jpeg(comment=VIRUS))})
    assert refused.status_code == 422
    assert client.post(PAGE, {**RENTED, "paper_home": photo()}).status_code == 302
    assert len(clamd.seen) == 2
    listener.close()
