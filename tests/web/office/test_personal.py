"""What is personal in a case: seen by the committee's officers, written down when looked at, kept by no browser."""

import pytest

from tests.web.office.conftest import JPEG, desk, submitted, with_paper, words

pytestmark = pytest.mark.django_db


def page_of(case):
    return f"/office/cases/{case.number}/"


def test_the_preview_is_the_paper_as_a_picture_that_nobody_keeps(village, head):
    answer = head.get(f"{page_of(submitted(village))}preview")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["Cache-Control"] == "no-store"
    assert "居住证明" in words(answer)


def test_a_preview_that_cannot_be_drawn_says_why(village, head):
    case = submitted(village)
    type(case).objects.filter(pk=case.pk).update(answers={**case.answers, "address": ""})
    answer = head.get(f"{page_of(case)}preview")
    assert answer.status_code == 200
    assert "cannot be printed" in words(answer)


def test_the_identity_number_is_masked_until_somebody_looks_and_that_is_written_down(village, head):
    case = submitted(village)
    number = village.resident.identity_number
    assert number not in words(head.get(page_of(case)))
    assert head.get(f"{page_of(case)}identity/").status_code == 405
    answer = head.post(f"{page_of(case)}identity/")
    assert number in words(answer)
    assert answer["Cache-Control"] == "no-store"
    assert number not in words(head.get(page_of(case)))
    line = case.journal.last()
    assert (line.action, line.officer) == ("viewed-identity", village.head)
    assert "looked at the whole identity number" in words(head.get(page_of(case)))


def test_a_part_of_the_page_is_enough_for_looking(village, head):
    answer = head.post(f"{page_of(submitted(village))}identity/", headers={"HX-Request": "true"})
    page = words(answer)
    assert village.resident.identity_number in page
    assert "<html" not in page


def test_another_village_cannot_look_at_the_number(village, stranger_head):
    case = submitted(village)
    assert stranger_head.post(f"{page_of(case)}identity/").status_code == 404
    assert not case.journal.filter(action="viewed-identity").exists()


def test_a_paper_is_shown_in_place_to_the_committee_and_to_nobody_else(village, head, clerk, stranger_head, county):
    case = with_paper(village)
    address = f"/office/cases/{case.number}/papers/{case.papers.get().pk}"
    answer = head.get(address)
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")
    assert clerk.get(address).status_code == 200
    assert stranger_head.get(address).status_code == 404
    assert county.get(address).status_code == 403
    assert desk().get(address).status_code == 302


def test_a_paper_of_one_case_is_not_found_under_another(village, head):
    case, other = with_paper(village), submitted(village)
    assert head.get(f"/office/cases/{other.number}/papers/{case.papers.get().pk}").status_code == 404


def test_what_a_browser_might_run_is_handed_over_as_a_file(village, head):
    case = with_paper(village)
    case.papers.update(media_type="text/html", file_name="页.html")
    answer = head.get(f"/office/cases/{case.number}/papers/{case.papers.get().pk}")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_the_resident_typed_is_text_and_never_markup(village, head):
    case = submitted(village, receiving_unit="<script>alert(1)</script>")
    assert "<script>alert" not in words(head.get(page_of(case)))
    assert "<script>alert" not in words(head.get(f"{page_of(case)}preview"))
