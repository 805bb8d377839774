"""Every resident page at once: small, readable without scripts, free of identity numbers in addresses."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from jiban.cases import deciding
from jiban.catalogue.questions import offered, refused_kinds
from tests.web.resident.conftest import issued, phone, submitted, words

pytestmark = pytest.mark.django_db

LIMIT_BYTES = 25 * 1024
PUBLIC = ("/", "/sign-in/", "/items/", "/items/?q=亲属关系", "/items/residence/", "/refused/kinship/")


@pytest.fixture
def addresses(village):
    """Every page a resident can come to, with things under way."""
    done = issued(village)
    resident = village.resident
    open_case = submitted(resident, "another-key-of-these-tests")
    correcting = submitted(resident, "a-third-key-of-these-tests")
    deciding.ask_correction(correcting, by=village.clerk, what="请补照片", now=timezone.now())
    certificate = f"/certificates/{done.certificate.number}/"
    return (
        *PUBLIC,
        "/me/",
        "/apply/residence/",
        "/apply/residence/?edit=1",
        *(f"/apply/{each.code}/" for each in offered()),
        "/cases/",
        *(f"/cases/{case.number}/" for case in (done, open_case, correcting)),
        f"/cases/{correcting.number}/correction/",
        f"/cases/{open_case.number}/withdrawal/",
        "/certificates/",
        *(f"{certificate}{part}" for part in ("", "qr/", "print/", "revocation/")),
    )


def test_every_page_with_its_style_and_script_weighs_less_than_25_kilobytes(client, addresses):
    files = b"".join(gzip.compress(Path(finders.find(name)).read_bytes()) for name in ("app.css", "app.js"))
    weights = {address: len(gzip.compress(client.get(address).content)) + len(files) for address in addresses}
    assert {address: weight for address, weight in weights.items() if weight >= LIMIT_BYTES} == {}


def test_every_page_answers_has_one_heading_and_no_inline_script_or_style(client, addresses):
    for address in addresses:
        answer = client.get(address)
        page = words(answer)
        assert answer.status_code == 200, address
        assert page.count("<h1") == 1, address
        assert not re.search(r"<style|\sstyle=|<script(?! src)|\son\w+=|http-equiv", page), address


def test_no_address_on_any_page_holds_a_name_or_an_identity_number(client, addresses, village):
    resident = village.resident
    for address in addresses:
        page = words(client.get(address))
        targets = " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', page))
        assert resident.identity_number not in page, address
        assert not re.search(r"\d{15,}", targets), address
        assert resident.name not in targets, address


def test_every_form_that_changes_something_is_posted_with_its_token(client, addresses):
    for address in addresses:
        for form in re.findall(r"<form.*?</form>", words(client.get(address)), flags=re.DOTALL):
            assert 'method="get"' in form or "csrfmiddlewaretoken" in form, address


def test_all_pages_speak_english_too(addresses, village):
    reader = phone(village.resident)
    reader.cookies["django_language"] = "en"
    for address in addresses:
        answer = reader.get(address)
        assert '<html lang="en">' in words(answer), address


# What can be asked for, and what need not be


def test_a_stranger_learns_what_this_is_and_how_to_begin(stranger, resident):
    page = words(stranger.get("/"))
    assert 'href="/sign-in/"' in page
    assert 'href="/verify/"' in page
    assert 'href="/items/residence/"' in page
    assert 'href="tel:12345"' in page


def test_an_item_is_found_by_what_it_is_for(stranger, resident):
    page = words(stranger.get("/items/", {"q": "孩子上学"}))
    assert "/items/school-residence/" in page
    assert "/items/farming/" not in page


def test_nothing_found_shows_everything(stranger, resident):
    page = words(stranger.get("/items/", {"q": "火箭发射"}))
    assert "没找到" in page
    assert all(f"/items/{each.code}/" in page for each in offered())


@pytest.mark.parametrize("asked", ["亲属关系证明", "亲属关系", "无犯罪", "没有犯罪记录", "单身证明", "kinship"])
def test_what_the_village_must_not_issue_is_answered_with_who_helps(stranger, resident, asked):
    page = words(stranger.get("/items/", {"q": asked}))
    assert "不用找村里开" in page
    assert "民发〔2020〕20号" in page


def test_every_refused_kind_has_its_page(stranger, resident):
    for kind in refused_kinds():
        assert kind.instead.zh in words(stranger.get(f"/refused/{kind.code}/"))
    assert stranger.get("/refused/residence/").status_code == 404


def test_the_guide_says_papers_promise_fee_validity_and_what_will_stand_on_it(stranger, resident):
    page = words(stranger.get("/items/residence/"))
    for said in ("住房材料", "30 分钟", "不收费", "30 天", "依据待本省清单核定", "特此证明。"):
        assert said in page
    assert 'href="/apply/residence/"' in page


def test_an_item_that_is_not_offered_says_whom_to_ask(stranger, resident):
    answer = stranger.get("/items/no-such-item/")
    assert answer.status_code == 404
    assert 'href="tel:12345"' in words(answer)


# Me


def test_the_page_about_me_is_masked(client, resident):
    page = words(client.get("/me/"))
    assert resident.identity_number not in page
    assert resident.mobile not in page
    assert "周一至周五 08:30–12:00、14:00–17:30" in page


def test_how_i_like_to_read_is_kept_with_me_and_on_this_device(client, resident):
    answer = client.post("/me/", {"mode": "large", "language": "zh-hans"}, follow=True)
    assert 'data-mode="large"' in words(answer)
    resident.refresh_from_db()
    assert resident.large_print
    assert client.post("/me/", {"mode": "huge", "language": "zh-hans"}).status_code == 400
