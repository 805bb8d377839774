"""Finding an application again, at one's own desk only."""

import pytest

from tests.web.office.conftest import issued, submitted, words

pytestmark = pytest.mark.django_db


def find(browser, said):
    return browser.post("/office/find/", {"q": said})


def test_a_number_leads_straight_to_its_page(village, head):
    case = issued(village)
    assert find(head, case.number.lower())["Location"] == f"/office/cases/{case.number}/"
    number = case.certificate.number
    assert find(head, f" {number} ")["Location"] == f"/office/certificates/{number}/"


@pytest.mark.parametrize("typed", ["name", "last four"])
def test_a_person_is_found_by_name_or_by_the_last_four(village, head, typed):
    case = submitted(village)
    said = village.resident.name[:2] if typed == "name" else village.resident.identity_number[-4:].lower()
    page = words(find(head, said))
    assert case.number in page
    assert village.resident.identity_number not in page


@pytest.mark.parametrize("said", ["", "  ", "没有这个人", "0000", "%", "BJ2026-0000-0000"])
def test_nothing_found_is_said_in_words(village, head, said):
    case = submitted(village)
    answer = find(head, said)
    assert answer.status_code == 200
    assert case.number not in words(answer)


def test_other_villages_and_the_county_find_nothing(village, stranger_head, county):
    case = submitted(village)
    for said in (case.number, village.resident.name):
        answer = find(stranger_head, said)
        assert answer.status_code == 200
        assert f"/office/cases/{case.number}/" not in words(answer)
    assert find(county, village.resident.name).status_code == 403
    assert "office/find" not in words(county.get("/office/seals/"))


def test_a_draft_is_not_found(village, head):
    case = submitted(village)
    type(case).objects.filter(pk=case.pk).update(state="draft", submitted_at=None)
    assert f"/office/cases/{case.number}/" not in words(find(head, village.resident.name))


def test_long_lists_say_that_there_is_more(village, head, monkeypatch):
    monkeypatch.setattr("jiban.web.office.find.MOST_FOUND", 2)
    for place in range(3):
        submitted(village, f"k{place}")
    answer = find(head, village.resident.name)
    assert len(answer.context["rows"]) == 2
    assert "There may be more" in words(answer)
