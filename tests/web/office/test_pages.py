"""Every page of the office opens for whom it is made, and for nobody else."""

import pytest

from jiban.seals.models import SealUse
from tests.web.office.conftest import desk, issued, submitted, with_paper, words

pytestmark = pytest.mark.django_db


def pages_about(village):
    """Addresses that show a person's papers or the committee's seal."""
    done, waiting = issued(village), with_paper(village)
    paper = waiting.papers.get().pk
    return [
        f"/office/cases/{waiting.number}/",
        f"/office/cases/{waiting.number}/preview",
        f"/office/cases/{waiting.number}/standing",
        f"/office/cases/{waiting.number}/papers/{paper}",
        f"/office/cases/{waiting.number}/correction/",
        f"/office/certificates/{done.certificate.number}/",
        f"/office/certificates/{done.certificate.number}/picture",
    ]


FOR_REVIEWERS = ["approval/", "refusal/"]
LISTS = [
    "",
    "batch/",
    "certificates/",
    "seal-uses/",
    "seals/",
    "account/",
    "account/recovery-codes/",
    "account/password/",
]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_opens_for_the_reviewer_empty_and_full(village, head, path):
    assert head.get(f"/office/{path}").status_code == 200
    issued(village)
    submitted(village)
    assert head.get(f"/office/{path}").status_code == 200


def test_every_page_about_the_village_opens_for_its_officers(village, head, clerk):
    for page in pages_about(village):
        assert head.get(page).status_code == 200, page
        assert clerk.get(page).status_code == 200, page


def test_to_another_village_nothing_of_this_one_exists(village, stranger_head):
    for page in pages_about(village):
        assert stranger_head.get(page).status_code == 404, page


def test_nothing_of_this_village_stands_in_the_lists_of_another(village, stranger_head):
    done, waiting = issued(village), submitted(village)
    for path in LISTS:
        page = words(stranger_head.get(f"/office/{path}"))
        assert village.resident.name not in page
        assert waiting.number not in page
        assert done.certificate.number not in page


def test_a_county_administrator_sees_no_case_and_no_certificate(village, county):
    for page in [*pages_about(village), "/office/batch/", "/office/certificates/"]:
        answer = county.get(page)
        assert answer.status_code in {403, 404}, page
        assert village.resident.name not in words(answer)


def test_a_county_administrator_lands_on_the_seals(county):
    assert county.get("/office/")["Location"] == "/office/seals/"


def test_nobody_signed_in_is_sent_to_sign_in(village):
    for page in [*pages_about(village), *(f"/office/{path}" for path in LISTS)]:
        answer = desk().get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith("/office/sign-in/?next=")


def test_a_draft_that_was_never_handed_in_is_nobodys_business(village, head):
    case = submitted(village)
    type(case).objects.filter(pk=case.pk).update(state="draft", submitted_at=None)
    assert head.get(f"/office/cases/{case.number}/").status_code == 404


@pytest.mark.parametrize("path", ["cases/BJ2026-0000-0000/", "certificates/JB2026-0000-0000/", "seals/999999/"])
def test_what_does_not_exist_is_not_found(head, path):
    assert head.get(f"/office/{path}").status_code == 404


@pytest.mark.parametrize(
    "query", ["after=nonsense", "after=2026-13-45T00:00_1", "after=_", "only=everything", "done=x"]
)
def test_a_mangled_address_shows_the_queue_all_the_same(village, head, query):
    submitted(village)
    answer = head.get(f"/office/?{query}")
    assert answer.status_code == 200
    assert village.resident.name in words(answer)


def test_the_certificates_of_the_committee_are_listed_with_their_state(village, head):
    certificate = issued(village).certificate
    page = words(head.get("/office/certificates/"))
    assert certificate.number in page
    assert "Valid" in page


def test_uses_of_seal_and_signature_are_listed_and_the_county_sees_them_without_links(village, head, county):
    certificate = issued(village).certificate
    assert SealUse.objects.filter(document=certificate.number).count() == 2
    mine, theirs = words(head.get("/office/seal-uses/")), words(county.get("/office/seal-uses/"))
    assert f'href="/office/certificates/{certificate.number}/"' in mine
    assert certificate.number in theirs
    assert f"/office/certificates/{certificate.number}/" not in theirs


def test_uses_can_be_narrowed_to_one_seal(village, head):
    issued(village)
    page = words(head.get(f"/office/seal-uses/?seal={village.seal.pk}"))
    assert page.count("<tr>") == 2
    assert head.get("/office/seal-uses/?seal=abc").status_code == 200


def test_long_lists_come_in_pages_without_a_gap(village, head, monkeypatch):
    monkeypatch.setattr("jiban.web.office.keyset.PAGE", 2)
    numbers = [issued(village, f"k{place}").certificate.number for place in range(5)]
    seen, address = [], "/office/certificates/"
    while address:
        answer = head.get(address)
        seen += [row[0].number for row in answer.context["rows"]]
        older = answer.context["page"].older_url
        address = f"/office/certificates/{older}" if older else ""
    assert seen == numbers[::-1]
